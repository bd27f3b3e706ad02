// KeyIndex: data key id → the case it belongs to. Rows: key_index | key id → KeyIndexRow.
#pragma once
#include <optional>

#include "shared/base/id.h"
#include "shared/projection/snapshot.h"
#include "shared/runtime/definition.h"

namespace rondetafel::keyring {

class KeyIndex : public runtime::View {
 public:
  void Apply(const runtime::AcceptedCommit& commit, projection::Rows& rows) override;

  // nullopt: no key of that id up to the snapshot.
  static std::optional<base::CaseId> CaseOf(const projection::Snapshot& snapshot,
                                            const base::KeyId& key);
};

}  // namespace rondetafel::keyring
