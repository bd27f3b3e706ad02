#include "services/statistics/views/frozen_view.h"

#include "rondetafel/statistics/v1/service.pb.h"
#include "shared/base/resource_name.h"

namespace rondetafel::statistics {

projection::Key FrozenListKey() { return projection::Key("frozen_list"); }

void FrozenView::Apply(const runtime::AcceptedCommit& commit, projection::Rows& rows) {
  if (commit.stream_kind != "frozen_report" || commit.events.empty()) return;
  const v1::ReportFrozen& frozen = commit.event<v1::FrozenReportEvent>(0).report_frozen();
  const base::StreamId& stream = commit.envelope().stream_id;
  auto* row = rows.Mutable<v1::FrozenReportRow>(
      FrozenListKey().Add(-commit.verdict->effective.us).Add(stream.raw()));
  row->set_name(base::FormatName("frozenReports", stream));
  row->set_title(frozen.title());
  row->set_year(frozen.report().year());
  if (frozen.report().has_known_on()) *row->mutable_known_on() = frozen.report().known_on();
}

}  // namespace rondetafel::statistics
