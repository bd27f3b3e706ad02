// Consultations in lists, codes only. One row per consultation, listed by region and by chair,
// oldest appointment first.
#pragma once
#include "rondetafel/scheduling/v1/state.pb.h"
#include "shared/base/id.h"
#include "shared/projection/rows.h"
#include "shared/runtime/definition.h"

namespace rondetafel::scheduling {

// The row of a consultation.
projection::Key RowKey(const base::StreamId& stream);
// Index entries; region unspecified stands for all.
projection::Key RegionKey(type::v1::Region region, const v1::ConsultationRow& row,
                          const base::StreamId& stream);
projection::Key ChairKey(const v1::ConsultationRow& row, const base::StreamId& stream);
// What a list shows of a state.
v1::ConsultationRow RowOf(const base::CaseId& case_id, const base::StreamId& stream,
                          const v1::ConsultationState& state);

// Depends on the own commit's state alone, so the order of topics cannot matter.
class ConsultationViews final : public runtime::View {
 public:
  void Apply(const runtime::AcceptedCommit& commit, projection::Rows& rows) override;
};

}  // namespace rondetafel::scheduling
