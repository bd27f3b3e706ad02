// What a checkpoint holds, as text: lines of "key value" in a fixed order, each text one manifest
// and each manifest one text. The last line is a hash over all before it, against damage, not
// against attackers.
#pragma once
#include <absl/status/statusor.h>

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "shared/base/id.h"
#include "shared/commit/envelope.h"
#include "shared/eventlog/event_log.h"

namespace rondetafel::projection {

struct CheckpointPosition {
  eventlog::TopicPartition source;
  eventlog::Offset next = 0;  // offset of the next record to fold
  commit::Hash running{};     // over all records before it
  friend bool operator==(const CheckpointPosition&, const CheckpointPosition&) = default;
};

struct CheckpointFile {
  std::string name;  // in the checkpoint's folder
  std::uint64_t bytes = 0;
  commit::Hash hash{};  // BLAKE2b-256 of its bytes
  friend bool operator==(const CheckpointFile&, const CheckpointFile&) = default;
};

struct CheckpointManifest {
  base::LogId log_id;
  std::string topic;
  int projection_version = 0;
  std::string hash;                           // as ProjectionStore::Hash
  std::vector<CheckpointPosition> positions;  // by topic, then partition
  std::vector<CheckpointFile> files;          // by name
  friend bool operator==(const CheckpointManifest&, const CheckpointManifest&) = default;
};

std::string EncodeManifest(const CheckpointManifest& manifest);
// INVALID_ARGUMENT in one sentence for any text that EncodeManifest would not write.
absl::StatusOr<CheckpointManifest> DecodeManifest(std::string_view text);

}  // namespace rondetafel::projection
