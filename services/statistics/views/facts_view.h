// Facts of registrations, one row per upstream stream: each row depends on its own topic alone, so
// the rows are the same for every interleaving of topics. Holds codes only.
#pragma once
#include <vector>

#include "services/statistics/domain/registration.h"
#include "shared/projection/snapshot.h"
#include "shared/runtime/definition.h"

namespace rondetafel::statistics {

class FactsView final : public runtime::View {
 public:
  void Apply(const runtime::AcceptedCommit& commit, projection::Rows& rows) override;
};

// The consultations of which the request was known before `known_before`, in no stated order.
std::vector<Registration> LoadRegistrations(const projection::Snapshot& snapshot,
                                            base::Instant known_before);

}  // namespace rondetafel::statistics
