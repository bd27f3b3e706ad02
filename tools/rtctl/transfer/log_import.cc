#include "tools/rtctl/transfer/log_import.h"

#include <algorithm>
#include <condition_variable>
#include <mutex>
#include <optional>

#include "rondetafel/log/v1/body.pb.h"
#include "shared/base/status.h"
#include "shared/base/text.h"
#include "shared/base/time.h"

namespace rondetafel::rtctl {
namespace {

// Appends without an answer yet; below what any log queues.
constexpr std::size_t kUnderWayMax = 8192;
constexpr std::size_t kBytesUnderWayMax = 16 * 1024 * 1024;

// Appends in order and waits for every answer; the first that is not as it must be ends it.
class Appender {
 public:
  explicit Appender(eventlog::EventLog* log) : log_(*log) {}
  // Nothing of it is asked for after this.
  ~Appender() { Drain().IgnoreError(); }

  absl::Status Append(eventlog::LogRecord record) {
    const std::size_t bytes = record.bytes.size();
    {
      std::unique_lock lock(mutex_);
      answered_.wait(lock, [this] {
        return under_way_ < kUnderWayMax && bytes_under_way_ < kBytesUnderWayMax;
      });
      if (!fault_.ok()) return fault_;
      ++under_way_;
      bytes_under_way_ += bytes;
    }
    const eventlog::TopicPartition to = record.source;
    const eventlog::Offset offset = record.offset;
    log_.Append(to, std::move(record.bytes),
                [this, to, offset, bytes](const eventlog::AppendResult& result) {
                  Answered(to, offset, bytes, result);
                });
    return absl::OkStatus();
  }

  absl::Status Drain() {
    std::unique_lock lock(mutex_);
    answered_.wait(lock, [this] { return under_way_ == 0; });
    return fault_;
  }

 private:
  void Answered(const eventlog::TopicPartition& to, eventlog::Offset offset, std::size_t bytes,
                const eventlog::AppendResult& result) {
    const std::lock_guard lock(mutex_);
    --under_way_;
    bytes_under_way_ -= bytes;
    if (fault_.ok() && result.fate != eventlog::AppendResult::Fate::kAppended) {
      fault_ = absl::Status(result.reason.code(),
                            base::Cat(to.topic, "/", to.partition, " offset ", offset, ": ",
                                      std::string(result.reason.message())));
    } else if (fault_.ok() && result.offset != offset) {
      fault_ = absl::DataLossError(base::Cat(to.topic, "/", to.partition, ": record ", offset,
                                             " came to offset ", result.offset));
    }
    answered_.notify_all();
  }

  eventlog::EventLog& log_;
  std::mutex mutex_;
  std::condition_variable answered_;
  std::size_t under_way_ = 0;
  std::size_t bytes_under_way_ = 0;
  absl::Status fault_;
};

// Where every record has its kind (shared/commit/envelope.h: these bytes are frozen), and what a
// control record never exceeds.
constexpr std::size_t kKindAt = 5;
constexpr std::size_t kControlBytesMax = 4096;

bool SaysItIntroducesAKey(std::string_view record) {
  return record.size() > kKindAt && record.size() <= kControlBytesMax &&
         record[kKindAt] == static_cast<char>(commit::RecordKind::kMacKeyIntroduced);
}

// The key that the record introduces under `writing`, as the fold rule has it.
std::optional<base::KeyId> IntroducedBy(std::string_view record,
                                        const eventlog::TopicPartition& source,
                                        const base::KeyId& writing, const commit::MacKey& key) {
  commit::RecordFault fault;
  const auto parsed = commit::ParseRecord(record, &fault);
  log::v1::ControlBody body;
  if (!parsed || commit::MacKeyIdOf(record) != writing || !commit::VerifyMac(record, key) ||
      parsed->envelope.topic != source.topic ||
      !body.ParseFromArray(parsed->body.data(), static_cast<int>(parsed->body.size())) ||
      body.partition() != source.partition) {
    return std::nullopt;
  }
  return base::KeyId::Parse(body.introduced_mac_key_id());
}

absl::Status CheckLaterKeys(const ExportContent& content, const eventlog::TopicPartition& source,
                            const commit::MacKeyring& keys, const base::KeyId& first) {
  const auto found = content.introductions.find(source);
  if (found == content.introductions.end()) return absl::OkStatus();
  std::vector<base::KeyId> introduced = {first};
  for (const std::string& record : found->second) {
    const base::KeyId writing = introduced.back();
    const auto next = IntroducedBy(record, source, writing, *keys.Find(writing));
    if (!next || std::ranges::find(introduced, *next) != introduced.end()) continue;
    if (keys.Find(*next) == nullptr) {
      return absl::FailedPreconditionError(base::Cat(
          "the key files do not hold the MAC key ", next->ToString(), " that ", source.topic, "/",
          source.partition,
          " goes on with: put the origin's mac.keys, as it is now, in their folder first"));
    }
    introduced.push_back(*next);
  }
  return absl::OkStatus();
}

}  // namespace

absl::StatusOr<ExportContent> ReadExport(const std::string& path,
                                         const TransferProgress& progress) {
  ExportReader reader;
  RT_RETURN_IF_ERROR(reader.Open(path));
  ExportContent content;
  content.origin = {*base::LogId::Parse(reader.header().log_id()),
                    reader.header().partition_count()};
  content.topics.assign(reader.header().topics().begin(), reader.header().topics().end());
  for (;;) {
    RT_ASSIGN_OR_RETURN(auto records, reader.Next());
    if (records.empty()) break;
    for (const eventlog::LogRecord& record : records) {
      if (SaysItIntroducesAKey(record.bytes)) {
        content.introductions[record.source].push_back(record.bytes);
      }
    }
    if (records.front().offset == 0) {
      content.partitions[records.front().source].record0 = std::move(records.front().bytes);
    }
    content.records += records.size();
    progress(static_cast<std::size_t>(reader.bytes()),
             static_cast<std::size_t>(reader.file_bytes()));
  }
  for (const auto& [source, so_far] : reader.partitions()) {
    commit::CopiedPartition& partition = content.partitions[source];
    const auto identity = commit::ReadLogIdentity(partition.record0);
    if (!identity || !(*identity == content.origin)) {
      return absl::DataLossError(base::Cat(path, ": record 0 of ", source.topic, "/",
                                           source.partition, " is not of the log it names"));
    }
    partition.log_id = content.origin.log_id;
    partition.records = so_far.records;
    partition.running = so_far.running;
  }
  content.key_files = reader.key_files();
  return content;
}

absl::StatusOr<eventlog::IdentityBuilder> CopyIdentity(const ExportContent& content,
                                                       const commit::MacKeyring& keys,
                                                       const base::LogId& copy) {
  for (const auto& [source, partition] : content.partitions) {
    const base::KeyId first = commit::MacKeyIdOf(partition.record0);
    const commit::MacKey* key = keys.Find(first);
    if (key == nullptr || !commit::VerifyMac(partition.record0, *key)) {
      return absl::FailedPreconditionError(base::Cat(
          "the key files do not hold the MAC key ", first.ToString(), " that ", source.topic, "/",
          source.partition, " begins with: put the origin's mac.keys in their folder first"));
    }
    RT_RETURN_IF_ERROR(CheckLaterKeys(content, source, keys, first));
  }
  const eventlog::LogIdentity identity{copy, content.origin.partition_count};
  const base::Instant now = base::SystemClock().Now();
  return eventlog::IdentityBuilder(
      [&content, &keys, identity, now](const eventlog::TopicPartition& of) {
        const commit::CopiedPartition& origin = content.partitions.at(of);
        return commit::BuildCopiedIdentity(
            commit::StampWith(keys, commit::MacKeyIdOf(origin.record0), of, now), identity, origin);
      });
}

absl::Status FillCopy(const std::string& path, const ExportContent& content,
                      eventlog::EventLog& log, const TransferProgress& progress) {
  ExportReader reader;
  RT_RETURN_IF_ERROR(reader.Open(path));
  Appender appender(&log);
  std::size_t done = 0;
  for (;;) {
    RT_ASSIGN_OR_RETURN(auto records, reader.Next());
    if (records.empty()) return appender.Drain();
    for (eventlog::LogRecord& record : records) {
      ++done;
      if (record.offset > 0) RT_RETURN_IF_ERROR(appender.Append(std::move(record)));
    }
    progress(done, content.records);
  }
}

}  // namespace rondetafel::rtctl
