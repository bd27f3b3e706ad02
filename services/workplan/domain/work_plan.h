// The work plan (werkplan): who does what after a meeting, who watches over it, and when to look
// again.
//
// Stream kind `work_plan`. Opened when a meeting is held (R57); a version is drawn up together
// (R58, R59), a helper gets the mandate to coordinate (R63–R65, Q21), everybody present receives
// the plan (R60) and promises to carry it out (R61, Q7); it is evaluated and may lead to a
// follow-up (R66–R71).
//
// Who may act: the chair of the meeting, the desk of the region, and by policy the helpers; the
// service itself by reaction and timer. Facts dated in the past are taken; only before the meeting
// is too early.
#pragma once
#include <string>
#include <vector>

#include "rondetafel/workplan/v1/events.pb.h"
#include "rondetafel/workplan/v1/service.pb.h"
#include "rondetafel/workplan/v1/state.pb.h"
#include "shared/base/decision.h"

namespace rondetafel::workplan {

using State = v1::WorkPlanState;
using Event = v1::WorkPlanEvent;
using Decision = base::Decision<Event>;

// Commands whose request holds personal data, after sealing.
struct DraftSealedPlan {
  v1::PlanVersion plan;  // version and task sides are filled in by the decision
  std::string late_reason;
};
struct AskSealedFollowUp {
  v1::AskFollowUpRequest request;
  type::v1::Sealed question;
  // Age bands of the youths on the day of asking, by person id (Q20: CO-8 on the follow-up's own
  // date).
  std::vector<std::pair<std::string, type::v1::AgeBand>> age_bands;
};

// Commands of people. `name` and `command_id` of the requests are the edge's business.
Decision Decide(const State& state, const DraftSealedPlan& command, const base::Context& context);
Decision Decide(const State& state, const v1::StartMandateRoundRequest& command,
                const base::Context& context);
Decision Decide(const State& state, const v1::RecordMandateRequest& command,
                const base::Context& context);
Decision Decide(const State& state, const v1::DistributePlanRequest& command,
                const base::Context& context);
Decision Decide(const State& state, const v1::RecordAcceptanceRequest& command,
                const base::Context& context);
Decision Decide(const State& state, const v1::RecordTaskProgressRequest& command,
                const base::Context& context);
Decision Decide(const State& state, const v1::ReassignTaskRequest& command,
                const base::Context& context);
Decision Decide(const State& state, const v1::PlanEvaluationRequest& command,
                const base::Context& context);
Decision Decide(const State& state, const v1::RecordEvaluationRequest& command,
                const base::Context& context);
Decision Decide(const State& state, const AskSealedFollowUp& command, const base::Context& context);
Decision Decide(const State& state, const v1::CloseWorkPlanRequest& command,
                const base::Context& context);

// Commands of reactions: facts of scheduling, never refused.
Decision Decide(const State& state, const v1::WorkPlanOpened& command,
                const base::Context& context);
Decision Decide(const State& state, const v1::AttendanceNoted& command,
                const base::Context& context);
Decision Decide(const State& state, const v1::ParticipantWithdrawn& command,
                const base::Context& context);

// Command of the timer: nothing when the date was moved or the reminder was given.
struct RemindOfEvaluation {
  base::Date evaluate_on;
};
Decision Decide(const State& state, const RemindOfEvaluation& command,
                const base::Context& context);

// Total: stored events are facts.
void ApplyEvent(const Event& event, State& state);

// The day on which the reminder of the planned evaluation is due; nullopt when none is.
std::optional<base::Date> ReminderDay(const State& state);

}  // namespace rondetafel::workplan
