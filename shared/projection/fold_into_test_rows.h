// A small service for tests: folds a synthetic topic into rows of every sort, through any
// ProjectionWriter.
#pragma once
#include <string>
#include <vector>

#include "shared/commit/record_kit.h"
#include "shared/projection/store.h"

namespace rondetafel::projection {

// Records of one partition of `kit`: commits on three streams, refusals and ticks among them.
inline std::vector<std::string> TestRecords(const commit::RecordKit& kit, int count) {
  std::vector<std::string> records = {kit.Identity()};
  std::vector<commit::Hash> heads(3);
  for (int i = 1; i < count; ++i) {
    const auto stream = static_cast<std::size_t>(i % 3);
    const std::string name = std::to_string(stream);
    const std::string command = std::to_string(i);
    if (i % 7 == 0) {
      records.push_back(kit.Tick(2000 + i));
    } else if (i % 5 == 0) {
      records.push_back(kit.Refusal(name, command, heads[stream]).Record());
    } else {
      records.push_back(kit.Commit(name, command, heads[stream]).Record());
      heads[stream] = commit::CommitHashOf(records.back());
    }
  }
  return records;
}

// Folds records from the writer's cursor on, up to `until`, in groups of `group`, and writes each.
// Rows: a counter per stream, a history row per commit, and one row that comes and goes.
inline absl::Status FoldInto(ProjectionWriter& writer, const commit::RecordKit& kit,
                             const std::vector<std::string>& records, std::size_t until,
                             int group) {
  const eventlog::TopicPartition source{kit.stamp.topic, kit.stamp.partition};
  commit::PartitionFold fold(kit.Options(), &writer.index(source.topic), writer.GetCursor(source));
  Rows& rows = writer.rows();
  commit::Verdict verdict;
  for (int done = 0; fold.cursor().next < static_cast<eventlog::Offset>(until); ++done) {
    const std::string& record = records[static_cast<std::size_t>(fold.cursor().next)];
    fold.NextInto(fold.cursor().next, record, &verdict);
    if (verdict.kind == commit::Verdict::kAccepted) {
      const auto stream = verdict.record.envelope.stream_id.raw();
      auto* counter = rows.Mutable<type::v1::TopicPosition>(std::move(Key("counter").Add(stream)));
      counter->set_offset(counter->offset() + 1);
      rows.PutRaw(std::move(Key("history").Add(stream).Add(counter->offset())), record);
      const Key parity = std::move(Key("parity").Add(stream));
      if (counter->offset() % 2 == 0) {
        rows.Erase(parity);
      } else {
        rows.PutRaw(parity, "");
      }
    }
    if (done % group == group - 1) {
      writer.PutCursor(source, fold.cursor());
      if (auto status = writer.Commit(); !status.ok()) return status;
    }
  }
  writer.PutCursor(source, fold.cursor());
  return writer.Commit();
}

}  // namespace rondetafel::projection
