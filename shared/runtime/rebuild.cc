#include "shared/runtime/rebuild.h"

#include "shared/base/status.h"
#include "shared/base/text.h"
#include "shared/projection/bulk_builder.h"
#include "shared/runtime/service_fold.h"
#include "shared/runtime/tables.h"

namespace rondetafel::runtime {
namespace {

// Raised when the rows of shared/runtime change shape, so that every projection is folded again.
constexpr int kRuntimeRowsVersion = 1;
constexpr std::size_t kRecordsPerRead = 4096;
constexpr std::chrono::milliseconds kReadWait{1000};
// So many reads in a row may bring nothing before the log counts as unreachable.
constexpr int kEmptyReadsMax = 30;

class Rebuild {
 public:
  Rebuild(const RebuildSource& source, const LogPositions& until,
          projection::ProjectionWriter& writer, const RebuildProgressFn& progress)
      : source_(source),
        until_(until),
        writer_(writer),
        progress_(progress),
        fold_({source.definition, source.log->log_id(), source.log->partition_count(), source.keys},
              TargetOf(writer)) {
    for (const auto& [partition, end] : until) {
      told_.records_total += static_cast<std::uint64_t>(end);
    }
  }

  absl::Status Run() {
    // The own topic first: then reactions that are done leave no row at all.
    for (const std::string& topic : FoldedTopics(*source_.definition)) {
      RT_RETURN_IF_ERROR(FoldTopic(topic));
    }
    for (const eventlog::TopicPartition& of : fold_.sources()) {
      writer_.PutCursor(CheckedPlace(of), checked_[of]);
    }
    return Write();
  }

 private:
  absl::Status Write() {
    for (const eventlog::TopicPartition& of : fold_.sources()) {
      writer_.PutCursor(of, fold_.cursor(of));
    }
    return writer_.Commit();
  }

  absl::Status FoldTopic(const std::string& topic) {
    std::vector<eventlog::ReadStart> starts;
    std::uint64_t left = 0;
    for (const auto& [of, end] : until_) {
      if (of.topic != topic || end == 0) continue;
      starts.push_back({of, 0});
      left += static_cast<std::uint64_t>(end);
    }
    if (left == 0) return absl::OkStatus();
    RT_ASSIGN_OR_RETURN(const auto reader, source_.log->OpenReader(std::move(starts)));
    int empty = 0;
    while (left > 0) {
      RT_ASSIGN_OR_RETURN(const auto records, reader->Next(kRecordsPerRead, kReadWait));
      empty = records.empty() ? empty + 1 : 0;
      if (empty > kEmptyReadsMax)
        return absl::UnavailableError("the log does not give its records");
      for (const eventlog::LogRecord& record : records) {
        if (record.offset >= until_.at(record.source)) continue;
        RT_RETURN_IF_ERROR(FoldOne(record));
        --left;
      }
      RT_RETURN_IF_ERROR(Write());
      if (progress_ && !progress_(told_)) return absl::CancelledError("the rebuild was stopped");
    }
    return absl::OkStatus();
  }

  absl::Status FoldOne(const eventlog::LogRecord& record) {
    if (record.offset + 1 == until_.at(record.source)) {
      checked_[record.source].next = record.offset;
      checked_[record.source].running = fold_.cursor(record.source).running;
    }
    const commit::Verdict& verdict = fold_.Fold(record);
    ++told_.records;
    if (verdict.kind != commit::Verdict::kHalt) return absl::OkStatus();
    return absl::FailedPreconditionError(base::Cat(record.source.topic, "/",
                                                   record.source.partition, " stops before offset ",
                                                   record.offset, ": ", ToString(verdict.why)));
  }

  RebuildSource source_;
  const LogPositions& until_;
  projection::ProjectionWriter& writer_;
  const RebuildProgressFn& progress_;
  ServiceFold fold_;
  RebuildProgress told_;
  std::map<eventlog::TopicPartition, commit::FoldCursor> checked_;
};

}  // namespace

projection::StoreOptions StoreOptionsFor(const ServiceDefinition& definition,
                                         const base::LogId& log_id, const std::string& dir) {
  projection::StoreOptions store;
  store.dir = dir;
  store.topic = definition.topic;
  store.log_id = log_id;
  store.projection_version = definition.projection_version * 100 + kRuntimeRowsVersion;
  return store;
}

absl::StatusOr<LogPositions> EndsOf(const RebuildSource& source) {
  LogPositions ends;
  for (const std::string& topic : FoldedTopics(*source.definition)) {
    for (int partition = 0; partition < source.log->partition_count(); ++partition) {
      RT_ASSIGN_OR_RETURN(const eventlog::Offset end, source.log->EndOffset({topic, partition}));
      ends[{topic, partition}] = end;
    }
  }
  return ends;
}

absl::Status FoldFromStart(const RebuildSource& source, const LogPositions& until,
                           projection::ProjectionWriter& writer,
                           const RebuildProgressFn& progress) {
  return Rebuild(source, until, writer, progress).Run();
}

absl::StatusOr<std::string> RebuiltHash(const RebuildSource& source, const LogPositions& until,
                                        const RebuildProgressFn& progress) {
  projection::BulkBuilder builder;
  RT_RETURN_IF_ERROR(FoldFromStart(source, until, builder, progress));
  return builder.Hash();
}

absl::StatusOr<ProjectionCheck> CheckAgainstLog(const RebuildSource& source,
                                                const LiveProjection& live,
                                                const std::string& scratch,
                                                const RebuildProgressFn& progress) {
  projection::BulkBuilder builder({.scratch = scratch});
  RT_RETURN_IF_ERROR(FoldFromStart(source, live.positions, builder, progress));
  ProjectionCheck check{live.positions, live.hash, builder.Hash()};
  if (check.equal()) return check;
  RT_ASSIGN_OR_RETURN(const auto rebuilt, builder.Walk());
  check.differences = projection::Compare(*live.rows->Walk(), *rebuilt);
  return check;
}

absl::Status RebuildProjection(const RebuildSource& source, const std::string& dir,
                               const RebuildProgressFn& progress) {
  RT_ASSIGN_OR_RETURN(const LogPositions ends, EndsOf(source));
  RT_ASSIGN_OR_RETURN(const auto directory, projection::ProjectionDirectory::Lock(dir));
  directory->RemoveUnfinished();
  const projection::StoreOptions store =
      StoreOptionsFor(*source.definition, source.log->log_id(), dir);
  const projection::Generation next = directory->NextOf(store.projection_version);
  projection::BulkBuilder builder({.scratch = directory->BuildPathOf(next)});
  RT_RETURN_IF_ERROR(FoldFromStart(source, ends, builder, progress));
  RT_RETURN_IF_ERROR(builder.Build(*directory, next, store));
  RT_RETURN_IF_ERROR(directory->Switch({.current = next}));
  return directory->RemoveSuperseded();
}

}  // namespace rondetafel::runtime
