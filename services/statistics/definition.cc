#include "rondetafel/intake/v1/events.pb.h"
#include "rondetafel/scheduling/v1/events.pb.h"
#include "rondetafel/triage/v1/events.pb.h"
#include "rondetafel/workplan/v1/events.pb.h"
#include "services/statistics/domain/book.h"
#include "services/statistics/statistics_handlers.h"
#include "services/statistics/views/facts_view.h"
#include "services/statistics/views/frozen_view.h"
#include "services/statistics/wiring.h"

namespace rondetafel::statistics {
namespace {

runtime::Upstream Reads(std::string topic, runtime::StreamKind kind) {
  runtime::Upstream upstream;
  upstream.topic = std::move(topic);
  upstream.kinds.push_back(std::move(kind));
  return upstream;
}

}  // namespace

runtime::StreamKind FigureBookKind() {
  return runtime::MakeStreamKind<v1::FigureBookEvent, v1::FigureBookState, &ApplyEvent>(
      "figure_book");
}

runtime::ServiceDefinition StatisticsDefinition() {
  runtime::ServiceDefinition definition;
  definition.topic = "statistics";
  definition.kinds.push_back(
      runtime::MakeStreamKind<v1::FrozenReportEvent, v1::FrozenReportState, &ApplyEvent>(
          "frozen_report"));
  definition.kinds.push_back(FigureBookKind());
  definition.views.push_back(std::make_unique<FactsView>());
  definition.views.push_back(std::make_unique<FrozenView>());
  definition.upstreams.push_back(
      Reads("intake", runtime::MakeUpstreamKind<intake::v1::RequestEvent>("request")));
  definition.upstreams.push_back(
      Reads("triage", runtime::MakeUpstreamKind<triage::v1::AssessmentEvent>("assessment")));
  definition.upstreams.push_back(Reads(
      "scheduling", runtime::MakeUpstreamKind<scheduling::v1::ConsultationEvent>("consultation")));
  definition.upstreams.push_back(
      Reads("workplan", runtime::MakeUpstreamKind<workplan::v1::WorkPlanEvent>("work_plan")));
  return definition;
}

}  // namespace rondetafel::statistics
