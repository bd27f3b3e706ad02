// The ends that somebody may have been told of, beside the records: one small file, written after
// each synced batch and before anybody is told, so that a log which has lost records at its tail
// knows it at its next start.
//
//   file    `<dir>/acknowledged`, one entry a partition, each twice, one copy behind the other
//   copy    topic (16 bytes, zeros behind), partition (4, big endian), end (8, big endian),
//           CRC-32C of those 28 bytes (4, big endian)
//
// Not synced with each batch, which would double the time of an append: it is with the kernel, so
// it outlives the process, however that ends; a power cut may leave it some seconds old, never
// ahead of the synced records.
#pragma once
#include <absl/status/statusor.h>

#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "shared/eventlog/event_log.h"

namespace rondetafel::eventlog {

using PartitionOffsets = std::map<TopicPartition, Offset>;

// nullopt: there is no file (a log made before there was one). DATA_LOSS, with file and offset: an
// entry of which neither copy can be read.
absl::StatusOr<std::optional<PartitionOffsets>> ReadAcknowledgedEnds(const std::string& dir);
// Makes the file, durably, in place of any.
absl::Status WriteAcknowledgedEnds(const std::string& dir, const PartitionOffsets& ends);

// The file while the log is open. Not thread-safe.
class AcknowledgedEnds {
 public:
  // Takes the file over when it has an entry for each of these partitions and none else, or makes
  // it; then notes `ends`.
  static absl::StatusOr<std::unique_ptr<AcknowledgedEnds>> Open(const std::string& dir,
                                                                const PartitionOffsets& ends);
  ~AcknowledgedEnds();
  AcknowledgedEnds(const AcknowledgedEnds&) = delete;
  AcknowledgedEnds& operator=(const AcknowledgedEnds&) = delete;

  // By the partition's place in the order of topic and number.
  void Note(std::size_t place, Offset end);
  // Hands what was noted to the kernel. RESOURCE_EXHAUSTED: the disk is full, it goes along with
  // the next. Any other error: the disk does not do its work.
  absl::Status Save();

 private:
  AcknowledgedEnds(std::string path, int descriptor, const PartitionOffsets& ends);

  const std::string path_;
  const int descriptor_;
  std::vector<TopicPartition> partitions_;
  std::string bytes_;
  std::size_t changed_from_ = 0;
  std::size_t changed_to_ = 0;
  std::int64_t written_out_ms_ = 0;  // monotonic; when the kernel was last asked to begin
};

}  // namespace rondetafel::eventlog
