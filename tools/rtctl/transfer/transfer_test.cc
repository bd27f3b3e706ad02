// A log out of one data directory and into another, and every file that must be refused.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <future>
#include <sstream>

#include "shared/base/text.h"
#include "shared/commit/record_kit.h"
#include "shared/host/log_source.h"
#include "tools/rtctl/operate/log_check.h"
#include "tools/rtctl/operate/log_place.h"
#include "tools/rtctl/transfer/key_files.h"
#include "tools/rtctl/transfer/log_import.h"

namespace rondetafel::rtctl {
namespace {

using ::testing::HasSubstr;

constexpr int kPartitions = 2;
constexpr int kCommits = 30;  // of intake, among some that no reader counts

void Nothing(std::size_t, std::size_t) {}

class TransferTest : public ::testing::Test {
 protected:
  void SetUp() override {
    std::string pattern = ::testing::TempDir() + "rondetafel-transfer-XXXXXX";
    ASSERT_NE(mkdtemp(pattern.data()), nullptr);
    dir_ = pattern;
    file_ = dir_ + "/log.export";
    from_ = PlaceAt("from");
    const auto made = CreateLog(from_);
    ASSERT_TRUE(made.ok()) << made.status();
    Fill();
  }
  void TearDown() override { std::filesystem::remove_all(dir_); }

  LogPlace PlaceAt(const std::string& name) const {
    LogPlace place;
    place.data_dir = dir_ + "/" + name;
    place.partitions = kPartitions;
    return place;
  }

  static void Append(eventlog::EventLog& log, const eventlog::TopicPartition& to,
                     std::string record) {
    std::promise<eventlog::AppendResult> answer;
    log.Append(to, std::move(record),
               [&answer](eventlog::AppendResult result) { answer.set_value(std::move(result)); });
    ASSERT_EQ(answer.get_future().get().fate, eventlog::AppendResult::Fate::kAppended);
  }

  void Fill() {
    const auto log = OpenPlace(from_);
    ASSERT_TRUE(log.ok()) << log.status();
    const auto keys = commit::ReadKeyFile(MacKeyFileOf(from_));
    ASSERT_TRUE(keys.ok()) << keys.status();
    commit::RecordKit kit;
    for (int i = 0; i < kCommits; ++i) {
      commit::CommitDraft draft = kit.Commit(base::Cat("s", i), base::Cat("c", i), {});
      draft.envelope.case_id = commit::TestId<base::CaseId>(base::Cat("case", i));
      draft.envelope.mac_key_id = keys->current();
      draft.mac_key = *keys->Find(keys->current());
      const int partition = commit::PartitionOf(draft.envelope.case_id, kPartitions);
      Append(**log, {"intake", partition}, draft.Record());
      if (i % 10 == 0) Append(**log, {"intake", partition}, draft.Record());  // a repeat
    }
    Append(**log, {"triage", 1}, "somebody else's bytes");
  }

  absl::Status Export(const LogPlace& place, const std::string& file) {
    const auto log = OpenPlace(place);
    if (!log.ok()) return log.status();
    return ExportLog(**log, host::SuiteTopics(), file, {}, Nothing).status();
  }
  // As `rtctl log import` does, with the origin's MAC keys in place.
  absl::Status Import(const std::string& file, const LogPlace& to) {
    std::filesystem::create_directories(KeysDirOf(to));
    if (!std::filesystem::exists(MacKeyFileOf(to))) {
      std::filesystem::copy_file(MacKeyFileOf(from_), MacKeyFileOf(to));
    }
    const auto content = ReadExport(file, Nothing);
    if (!content.ok()) return content.status();
    const auto keys = commit::ReadKeyFile(MacKeyFileOf(to));
    const base::LogId copy = base::LogId::Random();
    const auto record0 = CopyIdentity(*content, *keys, copy);
    if (!record0.ok()) return record0.status();
    const auto made = NewLog::Begin(to, {copy, content->origin.partition_count}, *record0);
    if (!made.ok()) return made.status();
    const absl::Status filled = FillCopy(file, *content, (*made)->log(), Nothing);
    return filled.ok() ? (*made)->Finish() : filled;
  }
  std::vector<PartitionFindings> Check(const LogPlace& place, const KeptHeads* against = nullptr) {
    const auto log = OpenPlace(place);
    EXPECT_TRUE(log.ok()) << log.status();
    const auto keys = commit::ReadKeyFile(MacKeyFileOf(place));
    CheckOptions options;
    options.keys = &*keys;
    options.against = against;
    options.threads = 2;
    auto all = CheckLog(**log, host::SuiteTopics(), options, nullptr);
    EXPECT_TRUE(all.ok()) << all.status();
    return *std::move(all);
  }
  std::string Bytes() const {
    std::ifstream in(file_, std::ios::binary);
    std::ostringstream bytes;
    bytes << in.rdbuf();
    return bytes.str();
  }
  absl::Status ReadAltered(const std::string& bytes) const {
    const std::string path = dir_ + "/altered";
    std::ofstream(path, std::ios::binary) << bytes;
    return ReadExport(path, Nothing).status();
  }

  std::string dir_;
  std::string file_;
  LogPlace from_;
};

TEST_F(TransferTest, ACopyHasTheSameRecordsUnderAnIdentityThatNamesItsOrigin) {
  ASSERT_TRUE(Export(from_, file_).ok());
  const LogPlace to = PlaceAt("to");
  ASSERT_TRUE(Import(file_, to).ok()) << Import(file_, to);
  const auto before = Check(from_);
  const auto after = Check(to);
  const base::LogId origin = (*OpenPlace(from_))->log_id();
  EXPECT_NE((*OpenPlace(to))->log_id(), origin);
  ASSERT_EQ(after.size(), before.size());
  std::int64_t ignored = 0;
  for (std::size_t i = 0; i < after.size(); ++i) {
    EXPECT_EQ(after[i].fault, "");
    EXPECT_EQ(after[i].origin, origin);
    EXPECT_EQ(after[i].records, before[i].records);
    EXPECT_EQ(after[i].commits, before[i].commits);
    EXPECT_EQ(after[i].ignored, before[i].ignored);
    EXPECT_NE(after[i].running, before[i].running) << "record 0 is another";
    for (const auto& [kind, count] : after[i].ignored) ignored += count;
  }
  EXPECT_EQ(ignored, 4) << "ignored records travel too";
}

TEST_F(TransferTest, HeadsOfTheOriginHoldForItsCopyAndForTheCopysCopy) {
  KeptHeads kept;
  for (const PartitionFindings& found : Check(from_)) {
    commit::FoldCursor cursor;
    cursor.next = found.records;
    cursor.running = found.running;
    kept.by_partition[found.source] = {{(*OpenPlace(from_))->log_id(), cursor, {}, "kept"}};
  }
  ASSERT_TRUE(Export(from_, file_).ok());
  ASSERT_TRUE(Import(file_, PlaceAt("copy")).ok());
  ASSERT_TRUE(Export(PlaceAt("copy"), file_ + "2").ok());
  ASSERT_TRUE(Import(file_ + "2", PlaceAt("second")).ok());
  for (const std::string name : {"copy", "second"}) {
    for (const PartitionFindings& found : Check(PlaceAt(name), &kept)) {
      EXPECT_EQ(found.fault, "");
      EXPECT_EQ(found.heads_fit, 1) << name;
    }
  }
  for (auto& [source, heads] : kept.by_partition) heads[0].cursor.running.fill(1);
  for (const PartitionFindings& found : Check(PlaceAt("second"), &kept)) {
    EXPECT_THAT(found.fault, HasSubstr("does not fit"));
  }
}

TEST_F(TransferTest, ACopyOfLessThanTheOriginHadFailsAgainstTheOriginsHeads) {
  ASSERT_TRUE(Export(from_, file_).ok());
  ASSERT_TRUE(Import(file_, PlaceAt("copy")).ok());
  KeptHeads kept;
  for (const PartitionFindings& found : Check(from_)) {
    commit::FoldCursor cursor;  // of an origin that had one record more than was copied
    cursor.next = found.records + 1;
    kept.by_partition[found.source] = {{(*OpenPlace(from_))->log_id(), cursor, {}, "kept"}};
  }
  for (const PartitionFindings& found : Check(PlaceAt("copy"), &kept)) {
    EXPECT_THAT(found.fault, HasSubstr("records of the origin are missing in the copy"));
  }
}

TEST_F(TransferTest, AnImportThatWasNotFinishedIsToldApart) {
  ASSERT_TRUE(Export(from_, file_).ok());
  const auto content = ReadExport(file_, Nothing);
  ASSERT_TRUE(content.ok());
  const auto keys = commit::ReadKeyFile(MacKeyFileOf(from_));
  const auto record0 = CopyIdentity(*content, *keys, base::LogId::Random());
  const auto made = NewLog::Begin(PlaceAt("half"), {base::LogId::Random(), kPartitions}, *record0);
  EXPECT_FALSE(made.ok()) << "record 0 is of another log";
  const base::LogId copy = base::LogId::Random();
  const auto begun =
      NewLog::Begin(PlaceAt("half"), {copy, kPartitions}, *CopyIdentity(*content, *keys, copy));
  ASSERT_TRUE(begun.ok()) << begun.status();
  CheckOptions options;
  options.keys = &*keys;
  const auto all = CheckLog((*begun)->log(), {"intake"}, options, nullptr);
  ASSERT_TRUE(all.ok());
  EXPECT_THAT(all->front().fault, HasSubstr("the import was not finished"));
  EXPECT_FALSE(OpenPlace(PlaceAt("half")).ok()) << "nothing a suite would start on";
  const absl::Status exported =
      ExportLog((*begun)->log(), host::SuiteTopics(), file_ + "2", {}, Nothing).status();
  EXPECT_TRUE(absl::IsFailedPrecondition(exported)) << exported;
  EXPECT_THAT(std::string(exported.message()), HasSubstr("import was not finished"));
}

TEST_F(TransferTest, EveryAlteredFileIsRefusedWithThePlace) {
  ASSERT_TRUE(Export(from_, file_).ok());
  const std::string bytes = Bytes();
  for (std::size_t i = 0; i < bytes.size(); i += 7) {
    std::string altered = bytes;
    altered[i] = static_cast<char>(altered[i] ^ 4);
    const absl::Status status = ReadAltered(altered);
    ASSERT_TRUE(absl::IsDataLoss(status)) << "byte " << i << ": " << status;
    if (i < kExportMagic.size()) continue;
    EXPECT_TRUE(status.message().find(" byte ") != status.message().npos) << status;
  }
}

TEST_F(TransferTest, EveryCutFileIsRefused) {
  ASSERT_TRUE(Export(from_, file_).ok());
  const std::string bytes = Bytes();
  for (std::size_t size = 0; size < bytes.size(); size += 11) {
    ASSERT_TRUE(absl::IsDataLoss(ReadAltered(bytes.substr(0, size)))) << size;
  }
  EXPECT_TRUE(absl::IsDataLoss(ReadAltered(bytes + "x")));
}

TEST_F(TransferTest, APlaceThatIsNotEmptyIsRefused) {
  ASSERT_TRUE(Export(from_, file_).ok());
  EXPECT_TRUE(absl::IsFailedPrecondition(Import(file_, from_)));
  const LogPlace to = PlaceAt("to");
  std::filesystem::create_directories(to.data_dir + "/triage");  // folded from another log
  EXPECT_TRUE(absl::IsFailedPrecondition(Import(file_, to)));
  EXPECT_TRUE(absl::IsAlreadyExists(Export(from_, file_)));
}

TEST_F(TransferTest, WithoutTheOriginsMacKeysNothingIsMade) {
  ASSERT_TRUE(Export(from_, file_).ok());
  const LogPlace to = PlaceAt("to");
  std::filesystem::create_directories(KeysDirOf(to));
  ASSERT_TRUE(commit::CreateKeyFile(MacKeyFileOf(to)).ok());
  EXPECT_TRUE(absl::IsFailedPrecondition(Import(file_, to)));
  EXPECT_FALSE(std::filesystem::exists(to.data_dir + "/log"));
}

TEST_F(TransferTest, WithoutAKeyThatWasIntroducedLaterNothingIsMadeEither) {
  const LogPlace to = PlaceAt("to");  // with the key file as it was before
  std::filesystem::create_directories(KeysDirOf(to));
  std::filesystem::copy_file(MacKeyFileOf(from_), MacKeyFileOf(to));
  const auto old = commit::ReadKeyFile(MacKeyFileOf(from_));
  const auto next = commit::AppendKey(MacKeyFileOf(from_));
  ASSERT_TRUE(next.ok()) << next.status();
  {
    const auto log = OpenPlace(from_);
    const auto stamp = commit::StampWith(*old, "intake", 1, base::SystemClock().Now());
    Append(**log, {"intake", 1}, commit::BuildMacKeyIntroduced(stamp, *next));
    auto foreign = stamp;  // no reader takes it for an introduction
    foreign.mac_key.fill(7);
    Append(**log, {"intake", 0},
           commit::BuildMacKeyIntroduced(foreign, commit::TestId<base::KeyId>("nobody's")));
  }
  ASSERT_TRUE(Export(from_, file_).ok());
  const absl::Status refused = Import(file_, to);
  EXPECT_TRUE(absl::IsFailedPrecondition(refused)) << refused;
  EXPECT_THAT(std::string(refused.message()), HasSubstr(next->ToString()));
  EXPECT_FALSE(std::filesystem::exists(to.data_dir + "/log.importing"));
  std::filesystem::remove(MacKeyFileOf(to));
  EXPECT_TRUE(Import(file_, to).ok());
}

TEST_F(TransferTest, KeyFilesTravelOnlyWhenAskedAndNeverReplaceOthers) {
  const auto keys = ReadKeyFilesOf(from_);
  ASSERT_TRUE(keys.ok());
  ASSERT_EQ(keys->size(), 3U);
  ASSERT_TRUE(ExportLog(**OpenPlace(from_), host::SuiteTopics(), file_, *keys, Nothing).ok());
  const auto content = ReadExport(file_, Nothing);
  ASSERT_TRUE(content.ok()) << content.status();
  ASSERT_EQ(content->key_files.size(), 3U);
  const LogPlace to = PlaceAt("to");
  ASSERT_TRUE(PutKeyFiles(to, content->key_files).ok());
  EXPECT_TRUE(PutKeyFiles(to, content->key_files).ok()) << "the same again";
  EXPECT_TRUE(commit::ReadKeyFile(MacKeyFileOf(to)).ok()) << "mode 0600";
  const LogPlace other = PlaceAt("other");
  std::filesystem::create_directories(KeysDirOf(other));
  ASSERT_TRUE(commit::CreateKeyFile(MacKeyFileOf(other)).ok());
  EXPECT_TRUE(absl::IsFailedPrecondition(PutKeyFiles(other, content->key_files)));
}

TEST_F(TransferTest, AnExportedLogIsForItsOwnerAlone) {
  std::ofstream(file_ + ".part") << "left by an export that was interrupted";
  const auto keys = ReadKeyFilesOf(from_);
  ASSERT_TRUE(ExportLog(**OpenPlace(from_), host::SuiteTopics(), file_, *keys, Nothing).ok());
  EXPECT_EQ(std::filesystem::status(file_).permissions(),
            std::filesystem::perms::owner_read | std::filesystem::perms::owner_write);
}

TEST_F(TransferTest, AnExportThatFailsLeavesNothingBehind) {
  EXPECT_TRUE(absl::IsInvalidArgument(Export(from_, "")));
  {
    ExportWriter writer;
    ASSERT_TRUE(writer.Open(file_, log::v1::ExportHeader()).ok());
    std::filesystem::create_directories(file_ + "/in the way");
    EXPECT_FALSE(writer.Finish().ok());
  }
  EXPECT_FALSE(std::filesystem::exists(file_ + ".part"));
}

TEST(FrameTest, TakesNothingThatIsNoFrame) {
  const std::string frame = EncodeFrame(FrameKind::kBlock, std::string(1000, 'a'));
  const auto head = DecodeFrameHead(std::string_view(frame).substr(0, kFrameHeadBytes));
  ASSERT_TRUE(head.ok());
  EXPECT_TRUE(head->compressed);
  EXPECT_EQ(*DecodeFrame(*head, std::string_view(frame).substr(kFrameHeadBytes)),
            std::string(1000, 'a'));
  EXPECT_FALSE(DecodeFrame(*head, "short").ok());
  EXPECT_FALSE(DecodeFrameHead("").ok());
  EXPECT_FALSE(DecodeFrameHead("B\x01\0\0\xff\xff\xff\xff\0\0\0\0\0\0\0\0").ok());
}

}  // namespace
}  // namespace rondetafel::rtctl
