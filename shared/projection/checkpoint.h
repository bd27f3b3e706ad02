// Checkpoints: a copy of a projection that opens by itself, for moving a replica or keeping a
// state. What it holds is told by a manifest that is read from the copy, never from the store it
// was made of, which has gone on meanwhile.
#pragma once
#include <absl/status/status.h>
#include <absl/status/statusor.h>

#include <string>

#include "shared/projection/checkpoint_manifest.h"
#include "shared/projection/directory.h"
#include "shared/projection/store.h"

namespace rocksdb {
class DB;
}

namespace rondetafel::projection {

// Name of the manifest in a checkpoint's directory.
inline constexpr std::string_view kManifestFile = "CHECKPOINT_MANIFEST";

// Copies everything written so far to `dir`, which must not exist; its parent must. The manifest
// comes last, so a directory without one is an attempt.
absl::StatusOr<CheckpointManifest> WriteCheckpoint(rocksdb::DB& db, const std::string& dir);
// NOT_FOUND without a manifest, DATA_LOSS when it is damaged.
absl::StatusOr<CheckpointManifest> ReadManifest(const std::string& dir);
// FAILED_PRECONDITION in one sentence: another log's, topic's or version's checkpoint.
absl::Status CheckWhose(const std::string& dir, const CheckpointManifest& manifest,
                        const StoreOptions& into);
// DATA_LOSS, naming the file, unless each is what the manifest says, none is missing and none too
// many.
absl::Status VerifyCheckpointFiles(const std::string& dir, const CheckpointManifest& manifest);
// Adds up all rows of the checkpoint: DATA_LOSS unless they are what the manifest says.
absl::Status VerifyCheckpoint(const std::string& dir);
// Puts a copy of a checkpoint in service beside what is there, which is kept to roll back to when
// it is of the same version. The copy is checked, file by file and row by row, before anything
// points at it. FAILED_PRECONDITION in one sentence: another log's, topic's or version's
// checkpoint, or a directory in use.
absl::Status RestoreCheckpoint(const std::string& dir, const StoreOptions& into);

}  // namespace rondetafel::projection
