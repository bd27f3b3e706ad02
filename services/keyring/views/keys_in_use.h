// KeysInUse: the master and identity keys this log was written with, so that a keyring started on
// another key file notices at once instead of handing out new ids for old persons. Rows:
// keys_in_use | "identity" or "master" | key id → empty.
#pragma once
#include <absl/status/status.h>

#include "services/keyring/key_file.h"
#include "shared/projection/snapshot.h"
#include "shared/runtime/definition.h"

namespace rondetafel::keyring {

class KeysInUse : public runtime::View {
 public:
  void Apply(const runtime::AcceptedCommit& commit, projection::Rows& rows) override;

  // FAILED_PRECONDITION naming the id of a key that the file lacks.
  static absl::Status CheckHeld(const projection::Snapshot& snapshot, const KeyFile& keys);
};

}  // namespace rondetafel::keyring
