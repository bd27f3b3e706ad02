#include "tools/rtctl/transfer/log_export.h"

#include <algorithm>

#include "rondetafel/log/v1/body.pb.h"
#include "shared/base/status.h"
#include "shared/base/text.h"
#include "shared/base/time.h"
#include "shared/commit/copy.h"

namespace rondetafel::rtctl {
namespace {

constexpr std::size_t kBatchRecords = 4096;
constexpr std::chrono::milliseconds kWait{500};
// Empty answers in a row before a log that should have more is given up.
constexpr int kEmptyMax = 60;

using Ends = std::map<eventlog::TopicPartition, eventlog::Offset>;

absl::StatusOr<Ends> EndsOf(eventlog::EventLog& log, const std::vector<std::string>& topics) {
  Ends ends;
  for (const std::string& topic : topics) {
    for (int p = 0; p < log.partition_count(); ++p) {
      const eventlog::TopicPartition source{topic, p};
      RT_ASSIGN_OR_RETURN(ends[source], log.EndOffset(source));
    }
  }
  return ends;
}

class Exporting {
 public:
  Exporting(eventlog::EventLog* log, ExportWriter* writer) : log_(*log), writer_(*writer) {}

  absl::Status Copy(const eventlog::TopicPartition& source, eventlog::Offset end,
                    const std::function<void(std::size_t)>& progress) {
    RT_ASSIGN_OR_RETURN(const auto reader, log_.OpenReader({{source, 0}}));
    int empty = 0;
    for (eventlog::Offset next = 0; next < end;) {
      const auto left = static_cast<std::size_t>(end - next);
      RT_ASSIGN_OR_RETURN(const auto batch, reader->Next(std::min(kBatchRecords, left), kWait));
      empty = batch.empty() ? empty + 1 : 0;
      if (empty >= kEmptyMax) {
        return absl::UnavailableError(base::Cat(source.topic, "/", source.partition,
                                                ": the log does not hand over offset ", next));
      }
      for (const eventlog::LogRecord& record : batch) {
        if (record.offset != next) {
          return absl::DataLossError(base::Cat(source.topic, "/", source.partition, ": offset ",
                                               record.offset, " follows ", next - 1));
        }
        if (next == 0) RT_RETURN_IF_ERROR(CheckWhole(source, record.bytes, end));
        NoteKey(record.bytes);
        RT_RETURN_IF_ERROR(writer_.Add(record));
        ++next;
      }
      done_ += batch.size();
      progress(done_);
    }
    return absl::OkStatus();
  }

  std::vector<base::KeyId> TakeKeys() { return std::move(mac_keys_); }

 private:
  // A copy of half a history must not pass for one of the whole.
  static absl::Status CheckWhole(const eventlog::TopicPartition& source, std::string_view record0,
                                 eventlog::Offset end) {
    const auto extent = commit::ReadCopyExtent(record0);
    if (!extent || end >= extent->records) return absl::OkStatus();
    return absl::FailedPreconditionError(base::Cat(
        "this log is a copy whose import was not finished: ", source.topic, "/", source.partition,
        " has ", end, " of ", extent->records, " records; throw it away and import it again"));
  }

  // Which keys a reader must hold, as far as that can be told without holding them.
  void NoteKey(std::string_view bytes) {
    if (bytes.size() < commit::kEnvelopeBytes) return;
    const base::KeyId key = commit::MacKeyIdOf(bytes);
    if (key == last_key_) return;
    last_key_ = key;
    commit::RecordFault fault;
    if (!commit::ParseRecord(bytes, &fault)) return;
    if (std::ranges::find(mac_keys_, key) == mac_keys_.end()) mac_keys_.push_back(key);
  }

  eventlog::EventLog& log_;
  ExportWriter& writer_;
  std::size_t done_ = 0;
  base::KeyId last_key_;
  std::vector<base::KeyId> mac_keys_;
};

}  // namespace

absl::StatusOr<ExportDone> ExportLog(
    eventlog::EventLog& log, const std::vector<std::string>& topics, const std::string& path,
    const std::vector<KeyFileCopy>& keys,
    const std::function<void(std::size_t done, std::size_t all)>& progress) {
  RT_ASSIGN_OR_RETURN(const Ends ends, EndsOf(log, topics));
  std::size_t all = 0;
  for (const auto& [source, end] : ends) all += static_cast<std::size_t>(end);
  log::v1::ExportHeader header;
  header.set_log_id(log.log_id().ToString());
  header.set_partition_count(log.partition_count());
  for (const std::string& topic : topics) header.add_topics(topic);
  std::ranges::sort(*header.mutable_topics());
  header.set_exported_at_us(base::SystemClock().Now().us);
  ExportWriter writer;
  RT_RETURN_IF_ERROR(writer.Open(path, header));
  for (const KeyFileCopy& key : keys) RT_RETURN_IF_ERROR(writer.AddKeyFile(key.name, key.content));
  Exporting exporting(&log, &writer);
  for (const auto& [source, end] : ends) {
    RT_RETURN_IF_ERROR(exporting.Copy(source, end, [&](std::size_t done) { progress(done, all); }));
  }
  RT_ASSIGN_OR_RETURN(const Ends after, EndsOf(log, topics));
  if (after != ends) {
    return absl::FailedPreconditionError(
        "records arrived during the export, so one partition may know of what another does not "
        "have yet: stop the services and export again");
  }
  RT_RETURN_IF_ERROR(writer.Finish());
  return ExportDone{writer.partitions(), writer.bytes(), exporting.TakeKeys()};
}

}  // namespace rondetafel::rtctl
