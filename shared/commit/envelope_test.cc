#include "shared/commit/envelope.h"

#include <gtest/gtest.h>

#include "shared/commit/record_kit.h"

namespace rondetafel::commit {
namespace {

std::string ToHex(std::string_view bytes) {
  constexpr std::string_view kHex = "0123456789abcdef";
  std::string out;
  for (char c : bytes) {
    out += kHex[static_cast<std::uint8_t>(c) >> 4];
    out += kHex[static_cast<std::uint8_t>(c) & 15];
  }
  return out;
}

template <class IdType>
IdType Filled(std::uint8_t fill) {
  base::IdBytes bytes;
  bytes.fill(fill);
  return IdType(bytes);
}

Envelope GoldenEnvelope() {
  Envelope envelope;
  envelope.kind = RecordKind::kCommit;
  envelope.topic = "intake";
  envelope.case_id = Filled<base::CaseId>(0x11);
  envelope.stream_id = Filled<base::StreamId>(0x22);
  envelope.command_id = Filled<base::CommandId>(0x33);
  envelope.actor = Filled<base::ActorId>(0x44);
  envelope.method = "SubmitRequest";
  envelope.head.fill(0x55);
  envelope.recorded_at = {1'640'995'199'000'000};
  envelope.mac_key_id = Filled<base::KeyId>(0x66);
  return envelope;
}

// The format is frozen: these bytes are in logs. Whoever has to change this test has broken every
// log.
TEST(EnvelopeTest, GoldenBytes) {
  const std::string record = EncodeRecord(GoldenEnvelope(), "body", TestKey(0x77));
  EXPECT_EQ(ToHex(record),
            "5254463101010000696e74616b650000000000000000000011111111111111111111111111111111"
            "22222222222222222222222222222222333333333333333333333333333333334444444444444444"
            "44444444444444445375626d69745265717565737400000000000000000000000000000000000000"
            "00000000000000005555555555555555555555555555555555555555555555555555555555555555"
            "0005d479f7ea1dc0bfc4d85b5328076166b7e3779b2dde9c0a2dde14eb0c5fc827cc4201d7fdabf1"
            "66666666666666666666666666666666a706e8c193afc9040fe2cda58dfe315fc785db789e7cd401"
            "1e3ec385d7cf4713626f6479");
  EXPECT_EQ(HashToHex(CommitHashOf(record)),
            "72ddd77c33cde1d667ffc563d8fe91bc65cb6ef091a39357c846bda684bdd937");
}

TEST(EnvelopeTest, ReadsBackWhatItWrote) {
  const std::string record = EncodeRecord(GoldenEnvelope(), "body", TestKey(0x77));
  RecordFault fault;
  const auto parsed = ParseRecord(record, &fault);
  ASSERT_TRUE(parsed);
  EXPECT_EQ(fault, RecordFault::kNone);
  const Envelope golden = GoldenEnvelope();
  EXPECT_EQ(parsed->envelope.kind, golden.kind);
  EXPECT_EQ(parsed->envelope.topic, golden.topic);
  EXPECT_EQ(parsed->envelope.case_id, golden.case_id);
  EXPECT_EQ(parsed->envelope.stream_id, golden.stream_id);
  EXPECT_EQ(parsed->envelope.command_id, golden.command_id);
  EXPECT_EQ(parsed->envelope.actor, golden.actor);
  EXPECT_EQ(parsed->envelope.method, golden.method);
  EXPECT_EQ(parsed->envelope.head, golden.head);
  EXPECT_EQ(parsed->envelope.recorded_at, golden.recorded_at);
  EXPECT_EQ(parsed->envelope.mac_key_id, golden.mac_key_id);
  EXPECT_EQ(parsed->body, "body");
  EXPECT_EQ(parsed->commit_hash, CommitHashOf(record));
  EXPECT_TRUE(VerifyMac(record, TestKey(0x77)));
  EXPECT_FALSE(VerifyMac(record, TestKey(0x78)));
}

TEST(EnvelopeTest, TextsMayFillTheirFields) {
  Envelope envelope = GoldenEnvelope();
  envelope.topic = std::string(kTopicBytesMax, 't');
  envelope.method = std::string(kMethodBytesMax, 'm');
  RecordFault fault;
  const std::string record = EncodeRecord(envelope, "", TestKey(1));
  const auto parsed = ParseRecord(record, &fault);
  ASSERT_TRUE(parsed);
  EXPECT_EQ(parsed->envelope.topic, envelope.topic);
  EXPECT_EQ(parsed->envelope.method, envelope.method);
}

TEST(EnvelopeDeathTest, RefusesTextsThatDoNotFit) {
  Envelope envelope = GoldenEnvelope();
  envelope.topic = std::string(kTopicBytesMax + 1, 't');
  EXPECT_DEATH(EncodeRecord(envelope, "", TestKey(1)), "invariant broken");
  envelope = GoldenEnvelope();
  envelope.method = "two words";
  EXPECT_DEATH(EncodeRecord(envelope, "", TestKey(1)), "invariant broken");
}

RecordFault FaultWith(std::size_t at, char value) {
  std::string record = EncodeRecord(GoldenEnvelope(), "body", TestKey(1));
  record[at] = value;
  RecordFault fault;
  EXPECT_FALSE(ParseRecord(record, &fault)) << "byte " << at;
  return fault;
}

TEST(EnvelopeTest, SaysWhatIsWrong) {
  RecordFault fault;
  EXPECT_FALSE(ParseRecord("", &fault));
  EXPECT_EQ(fault, RecordFault::kTooShort);
  EXPECT_FALSE(ParseRecord(std::string(kEnvelopeBytes - 1, 'x'), &fault));
  EXPECT_EQ(fault, RecordFault::kTooShort);
  EXPECT_EQ(FaultWith(0, 'X'), RecordFault::kBadMagic);
  EXPECT_EQ(FaultWith(4, 2), RecordFault::kBadKind);
  EXPECT_EQ(FaultWith(5, 0), RecordFault::kBadKind);
  EXPECT_EQ(FaultWith(5, 6), RecordFault::kBadKind);
  EXPECT_EQ(FaultWith(7, 1), RecordFault::kBadKind);
  EXPECT_EQ(FaultWith(9, ' '), RecordFault::kBadText);
  EXPECT_EQ(FaultWith(9, '\0'), RecordFault::kBadText);
  EXPECT_EQ(FaultWith(127, 'x'), RecordFault::kBadText);
  EXPECT_EQ(FaultWith(168, '\0'), RecordFault::kBadBodyHash);
  EXPECT_EQ(FaultWith(kEnvelopeBytes, 'B'), RecordFault::kBadBodyHash);
}

// Every byte counts: in the MAC, or in the body hash that the MAC covers.
TEST(EnvelopeTest, NoByteChangesUnseen) {
  const std::string record = EncodeRecord(GoldenEnvelope(), "body", TestKey(1));
  for (std::size_t at = 0; at < record.size(); ++at) {
    std::string changed = record;
    changed[at] = static_cast<char>(changed[at] ^ 1);
    RecordFault fault;
    EXPECT_FALSE(ParseRecord(changed, &fault) && VerifyMac(changed, TestKey(1))) << "byte " << at;
  }
}

TEST(PartitionOfTest, IsFrozenAndSpreads) {
  EXPECT_EQ(PartitionOf(Filled<base::CaseId>(0x11), 1000), 958);
  std::vector<int> seen(8);
  for (int i = 0; i < 800; ++i) {
    ++seen[static_cast<std::size_t>(PartitionOf(TestId<base::CaseId>(std::to_string(i)), 8))];
  }
  for (int count : seen) EXPECT_GT(count, 60);
}

}  // namespace
}  // namespace rondetafel::commit
