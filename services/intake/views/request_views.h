// Intake's views: lists of requests, look-up by reference, and the feed of state changes. Codes
// only.
//
// Tables, with the parts of their keys:
//   request_row      stream                      RequestRow
//   by_region        region, −day, stream        empty; region 0 holds all requests
//   by_reference     reference, stream           empty
//   by_external      own reference, stream       empty
//   status_feed      partition, offset           StatusChange
#pragma once
#include "rondetafel/intake/v1/state.pb.h"
#include "shared/base/id.h"
#include "shared/runtime/definition.h"

namespace rondetafel::intake {

class RequestViews : public runtime::View {
 public:
  void Apply(const runtime::AcceptedCommit& commit, projection::Rows& rows) override;
};

projection::Key RowKey(const base::StreamId& stream);
// The index key under which a row stands in its region, or with `all` in the table of all.
projection::Key RegionKey(const v1::RequestRow& row, const base::StreamId& stream, bool all);

// The row of a request as it stands.
v1::RequestRow RowOf(const base::CaseId& case_id, const base::StreamId& stream,
                     const v1::RequestState& state);

}  // namespace rondetafel::intake
