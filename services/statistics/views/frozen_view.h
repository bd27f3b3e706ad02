// Frozen reports, newest first.
#pragma once
#include "shared/runtime/definition.h"

namespace rondetafel::statistics {

class FrozenView final : public runtime::View {
 public:
  void Apply(const runtime::AcceptedCommit& commit, projection::Rows& rows) override;
};

// Prefix of the rows (v1.FrozenReportRow), in the order of the list.
projection::Key FrozenListKey();

}  // namespace rondetafel::statistics
