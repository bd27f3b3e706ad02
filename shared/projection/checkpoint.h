// Checkpoints: a copy of a projection that opens by itself, for moving a replica or keeping a
// state. What it holds is told by a manifest that is read from the copy, never from the store it
// was made of, which has gone on meanwhile.
#pragma once
#include <absl/status/status.h>
#include <absl/status/statusor.h>

#include <string>
#include <vector>

#include "shared/base/id.h"
#include "shared/eventlog/event_log.h"

namespace rocksdb {
class DB;
}

namespace rondetafel::projection {

struct CheckpointManifest {
  base::LogId log_id;
  std::string topic;
  int projection_version = 0;
  std::string hash;                            // as ProjectionStore::Hash
  std::vector<eventlog::ReadStart> positions;  // offset of the next record of each folded partition
};

// Name of the manifest in a checkpoint's directory: lines of "key value", in a fixed order.
inline constexpr std::string_view kManifestFile = "CHECKPOINT_MANIFEST";

// Copies everything written so far to `dir`, which must not exist; its parent must. The manifest
// comes last, so a directory without one is an attempt.
absl::Status WriteCheckpoint(rocksdb::DB& db, const std::string& dir);
// NOT_FOUND without a manifest, DATA_LOSS when it cannot be read.
absl::StatusOr<CheckpointManifest> ReadManifest(const std::string& dir);
// Adds up all rows of the checkpoint: DATA_LOSS unless they are what the manifest says.
absl::Status VerifyCheckpoint(const std::string& dir);

}  // namespace rondetafel::projection
