// poison: appends records that nobody of the suite would, to a partition of a log.
//
//   poison --kafka BROKERS --topic-prefix P --keys-dir DIR --topic intake --partition 2 KIND
//   poison --data-dir DIR … KIND                      the embedded log, with the suite stopped
//
// KIND        what it is                                                   readers should
// random      random bytes, as many as a record has                        ignore it
// empty       a record without a byte (Kafka alone)                        ignore it
// short       half an envelope                                             ignore it
// cut         the last commit again, its protobuf cut in the middle        ignore it
// bit         the last commit again, one bit of its body changed           ignore it
// bad-mac     a right commit, one bit of its MAC changed                   ignore it
// wrong-key   a right commit, MAC made with another key of the same id     ignore it
// foreign     a right commit on the right head, under a key of its own     ignore it
// replay      the last commit again, byte for byte                         ignore it
// newer       a right commit of the next schema version                    halt
// event       a right commit, its event of a kind nobody knows             halt
// enum        an event with an enum value of a far schema version
//             (topic intake alone)                                         halt
// protobuf    a right envelope and MAC over a body that is no protobuf     halt
// kind        a right envelope and MAC, a record kind nobody knows         halt
//
// Prints "topic/partition offset". The commits of the last column name a new command id; "newer"
// has no events, so that it changes nothing for those who understand it.
#include <CLI/CLI.hpp>
#include <cstdio>
#include <future>
#include <limits>
#include <map>
#include <random>

#include "rondetafel/intake/v1/events.pb.h"
#include "shared/base/status.h"
#include "shared/base/text.h"
#include "shared/commit/fold.h"
#include "shared/commit/mac_keys.h"
#include "shared/commit/memory_index.h"
#include "shared/eventlog/append_result.h"
#include "shared/eventlog_kafka/kafka_producer.h"
#include "tools/rtctl/operate/log_place.h"

namespace rondetafel::fault {
namespace {

using commit::kEnvelopeBytes;

constexpr std::size_t kKindByte = 5;
constexpr std::size_t kMacByte = 216;
constexpr char kUnknownKind = 99;
constexpr int kUnknownEnumValue = 9999;
constexpr int kFarVersion = 99;
constexpr int kAskTriesMax = 6;  // a broker beside other work may not answer the first time
// An empty message under a field number that no event uses.
const std::string kUnknownEvent("\xfa\x7f\x00", 3);

// Gives the first enum field of the message that it holds a value from the future.
bool ChangeAnEnum(google::protobuf::Message* message) {
  const google::protobuf::Reflection& reflection = *message->GetReflection();
  std::vector<const google::protobuf::FieldDescriptor*> fields;
  reflection.ListFields(*message, &fields);
  for (const auto* field : fields) {
    if (field->is_repeated()) continue;
    if (field->cpp_type() == google::protobuf::FieldDescriptor::CPPTYPE_ENUM) {
      reflection.SetEnumValue(message, field, kUnknownEnumValue);
      return true;
    }
    if (field->cpp_type() == google::protobuf::FieldDescriptor::CPPTYPE_MESSAGE &&
        ChangeAnEnum(reflection.MutableMessage(message, field))) {
      return true;
    }
  }
  return false;
}

struct Request {
  rtctl::LogPlace place;
  eventlog::TopicPartition to;
  std::string kind;
  std::uint32_t seed = 1;
};

// The last accepted commit with events of the partition, and the keys to make another on it.
struct Found {
  std::string record;
  commit::Envelope envelope;
  log::v1::CommitBody body;
  std::string future_event;  // an event of the partition with an enum value of the future
  commit::Hash head{};
  commit::MacKeySet keys;
};

absl::StatusOr<Found> FindLast(eventlog::EventLog& log, const Request& request) {
  Found found;
  RT_ASSIGN_OR_RETURN(found.keys, commit::ReadKeyFile(rtctl::MacKeyFileOf(request.place)));
  commit::MemoryFoldIndex index;
  commit::FoldOptions options;
  options.topic = request.to.topic;
  options.partition = request.to.partition;
  options.partition_count = log.partition_count();
  options.log_id = log.log_id();
  options.keys = &found.keys;
  options.schema_version = std::numeric_limits<int>::max();
  commit::PartitionFold fold(options, &index, {});
  auto asked = log.EndOffset(request.to);
  for (int tries = 1; absl::IsUnavailable(asked.status()) && tries < kAskTriesMax; ++tries) {
    asked = log.EndOffset(request.to);
  }
  RT_ASSIGN_OR_RETURN(const eventlog::Offset end, asked);
  RT_ASSIGN_OR_RETURN(const auto reader, log.OpenReader({{request.to, 0}}));
  while (fold.cursor().next < end) {
    RT_ASSIGN_OR_RETURN(const auto batch, reader->Next(1000, std::chrono::milliseconds(100)));
    for (const eventlog::LogRecord& record : batch) {
      const commit::Verdict verdict = fold.Next(record.offset, record.bytes);
      if (verdict.kind == commit::Verdict::kHalt) return absl::DataLossError("halted already");
      if (verdict.kind != commit::Verdict::kAccepted || verdict.body.events().event().empty()) {
        continue;
      }
      found.record = record.bytes;
      found.envelope = verdict.record.envelope;
      found.body = verdict.body;
      found.head = verdict.record.commit_hash;
      intake::v1::RequestEvent event;
      if (event.ParseFromString(found.body.events().event(0)) && ChangeAnEnum(&event)) {
        found.future_event = event.SerializeAsString();
      }
    }
  }
  if (found.record.empty()) return absl::NotFoundError("the partition has no commit to work on");
  return found;
}

class Poison {
 public:
  Poison(Found found, std::uint32_t seed) : found_(std::move(found)), random_(seed) {}

  std::optional<std::string> Record(const std::string& kind) {
    static const std::map<std::string, std::string (Poison::*)()> kKinds = {
        {"random", &Poison::Random},
        {"empty", &Poison::Empty},
        {"short", &Poison::Short},
        {"cut", &Poison::Cut},
        {"bit", &Poison::Bit},
        {"bad-mac", &Poison::BadMac},
        {"wrong-key", &Poison::WrongKey},
        {"foreign", &Poison::Foreign},
        {"replay", &Poison::Replay},
        {"newer", &Poison::Newer},
        {"event", &Poison::Event},
        {"enum", &Poison::Enum},
        {"protobuf", &Poison::Protobuf},
        {"kind", &Poison::Kind},
    };
    const auto make = kKinds.find(kind);
    if (make == kKinds.end()) return std::nullopt;
    return (this->*make->second)();
  }

 private:
  std::string Random() {
    std::string bytes(found_.record.size(), '\0');
    for (char& byte : bytes) byte = static_cast<char>(random_());
    return bytes;
  }
  std::string Empty() { return {}; }
  std::string Short() { return found_.record.substr(0, kEnvelopeBytes / 2); }
  std::string Cut() {
    return found_.record.substr(0, kEnvelopeBytes + (found_.record.size() - kEnvelopeBytes) / 2);
  }
  std::string Bit() {
    std::string bytes = found_.record;
    bytes.back() = static_cast<char>(bytes.back() ^ 1);
    return bytes;
  }
  std::string BadMac() {
    std::string bytes = Right(found_.body.SerializeAsString());
    bytes[kMacByte] = static_cast<char>(bytes[kMacByte] ^ 1);
    return bytes;
  }
  std::string WrongKey() {
    return commit::EncodeRecord(Envelope(), found_.body.SerializeAsString(), OwnKey());
  }
  std::string Foreign() {
    commit::Envelope envelope = Envelope();
    envelope.mac_key_id = base::KeyId::Random();
    return commit::EncodeRecord(envelope, found_.body.SerializeAsString(), OwnKey());
  }
  std::string Replay() { return found_.record; }
  std::string Newer() {
    log::v1::CommitBody body = found_.body;
    body.set_schema_version(body.schema_version() + 1);
    body.mutable_events()->clear_event();
    body.clear_cause();  // nobody's reaction
    return Right(body.SerializeAsString());
  }
  std::string Event() {
    log::v1::CommitBody body = found_.body;
    body.mutable_events()->clear_event();
    body.mutable_events()->add_event(kUnknownEvent);
    return Right(body.SerializeAsString());
  }
  std::string Enum() {
    log::v1::CommitBody body = found_.body;
    body.set_schema_version(kFarVersion);
    body.mutable_events()->clear_event();
    body.mutable_events()->add_event(found_.future_event);
    return Right(body.SerializeAsString());
  }
  std::string Protobuf() { return Right("\xff\xff\xff\xff"); }
  std::string Kind() {
    commit::Envelope envelope = Envelope();
    envelope.kind = static_cast<commit::RecordKind>(kUnknownKind);
    return commit::EncodeRecord(envelope, found_.body.SerializeAsString(), SuiteKey());
  }

  commit::Envelope Envelope() const {
    commit::Envelope envelope = found_.envelope;
    envelope.command_id = base::CommandId::Random();
    envelope.head = found_.head;
    envelope.mac_key_id = found_.keys.current();
    return envelope;
  }
  const commit::MacKey& SuiteKey() const { return *found_.keys.Find(found_.keys.current()); }
  commit::MacKey OwnKey() {
    commit::MacKey key;
    for (auto& byte : key) byte = static_cast<std::uint8_t>(random_());
    return key;
  }
  std::string Right(std::string_view body) const {
    return commit::EncodeRecord(Envelope(), body, SuiteKey());
  }

  const Found found_;
  std::mt19937 random_;
};

absl::StatusOr<eventlog::Offset> OffsetOf(std::future<eventlog::AppendResult> answer) {
  const eventlog::AppendResult result = answer.get();
  if (result.fate == eventlog::AppendResult::Fate::kAppended) return result.offset;
  return result.reason;
}

// A foreign producer keeps to no bound of ours.
absl::StatusOr<eventlog::Offset> AppendToKafka(const Request& request, std::string record) {
  eventlog::KafkaLogOptions options;
  options.bootstrap = request.place.kafka;
  options.topics = {request.to.topic};
  options.topic_prefix = request.place.topic_prefix;
  RT_ASSIGN_OR_RETURN(const auto producer, eventlog::KafkaProducer::Make(options));
  std::promise<eventlog::AppendResult> answer;
  producer->Append(request.to, std::move(record),
                   [&](eventlog::AppendResult result) { answer.set_value(std::move(result)); });
  return OffsetOf(answer.get_future());
}

absl::StatusOr<eventlog::Offset> Append(eventlog::EventLog& log, const Request& request,
                                        std::string record) {
  if (!request.place.kafka.empty()) return AppendToKafka(request, std::move(record));
  std::promise<eventlog::AppendResult> answer;
  log.Append(request.to, std::move(record),
             [&](eventlog::AppendResult result) { answer.set_value(std::move(result)); });
  return OffsetOf(answer.get_future());
}

absl::Status Run(const Request& request) {
  RT_ASSIGN_OR_RETURN(const auto log, rtctl::OpenPlace(request.place));
  RT_ASSIGN_OR_RETURN(Found found, FindLast(*log, request));
  auto record = Poison(std::move(found), request.seed).Record(request.kind);
  if (!record) return absl::InvalidArgumentError("no such poison: " + request.kind);
  RT_ASSIGN_OR_RETURN(const eventlog::Offset offset, Append(*log, request, *std::move(record)));
  std::printf("%s %lld\n", eventlog::ToString(request.to).c_str(), static_cast<long long>(offset));
  return absl::OkStatus();
}

}  // namespace
}  // namespace rondetafel::fault

int main(int argc, char** argv) {
  rondetafel::fault::Request request;
  CLI::App app("appends poison to a log");
  app.add_option("--kafka", request.place.kafka);
  app.add_option("--topic-prefix", request.place.topic_prefix);
  app.add_option("--data-dir", request.place.data_dir);
  app.add_option("--keys-dir", request.place.keys_dir);
  app.add_option("--topic", request.to.topic)->required();
  app.add_option("--partition", request.to.partition)->required();
  app.add_option("--seed", request.seed);
  app.add_option("kind", request.kind)->required();
  CLI11_PARSE(app, argc, argv);
  const absl::Status status = rondetafel::fault::Run(request);
  if (status.ok()) return 0;
  std::fprintf(stderr, "poison: %s\n", std::string(status.message()).c_str());
  return 1;
}
