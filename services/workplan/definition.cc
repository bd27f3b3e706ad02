#include "rondetafel/scheduling/v1/events.pb.h"
#include "services/workplan/reactions/reactions.h"
#include "services/workplan/views/plan_views.h"
#include "services/workplan/wiring.h"
#include "services/workplan/workplan_handlers.h"
#include "shared/base/civil_date.h"
#include "shared/base/text.h"

namespace rondetafel::workplan {
namespace {

// The reminder is due at eight in the morning in Brussels, when somebody can act on it.
constexpr int kReminderMinute = 8 * 60;

std::vector<runtime::DueDate> DueDates(std::string_view kind, const runtime::Message& state) {
  if (kind != "work_plan") return {};
  const auto& plan = static_cast<const State&>(state);
  const auto day = ReminderDay(plan);
  if (!day) return {};
  // The name holds the evaluation date: another date is another timer.
  return {{base::Cat("evaluation/", base::FormatIso(base::FromProto(plan.evaluate_on()))),
           base::FromBrussels({*day, kReminderMinute})}};
}

runtime::ReactionCommand Fire(std::string_view kind, const base::StreamId& stream,
                              const runtime::DueDate& date) {
  runtime::ReactionCommand command;
  command.method = "RemindOfEvaluation";
  command.stream_kind = std::string(kind);
  command.stream_id = stream;
  const auto evaluate_on =
      base::ParseIsoDate(std::string_view(date.name).substr(date.name.find('/') + 1));
  command.decide = runtime::DecideWith<State, Event>(
      [remind = RemindOfEvaluation{evaluate_on.value_or(base::Date{})}](
          const State& state, const base::Context& context) {
        return Decide(state, remind, context);
      });
  return command;
}

}  // namespace

runtime::ServiceDefinition WorkplanDefinition() {
  runtime::ServiceDefinition definition;
  definition.topic = "workplan";
  definition.kinds.push_back(WorkPlanKind());
  definition.views.push_back(std::make_unique<PlanViews>());
  runtime::Upstream scheduling;
  scheduling.topic = "scheduling";
  scheduling.kinds.push_back(
      runtime::MakeUpstreamKind<scheduling::v1::ConsultationEvent>("consultation"));
  // Names of reactions are part of derived command ids: never changed.
  scheduling.reactions.push_back({"follow-consultation", &FollowConsultation});
  definition.upstreams.push_back(std::move(scheduling));
  definition.timers = {&DueDates, &Fire};
  return definition;
}

}  // namespace rondetafel::workplan
