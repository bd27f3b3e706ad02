#include <gtest/gtest.h>

#include "rondetafel/scheduling/v1/events.pb.h"
#include "services/workplan/domain/work_plan.h"
#include "services/workplan/edge/plan_text.h"
#include "services/workplan/errors.h"
#include "services/workplan/policy.h"
#include "services/workplan/reactions/reactions.h"
#include "services/workplan/wiring.h"
#include "shared/base/civil_date.h"
#include "shared/base/resource_name.h"

namespace rondetafel::workplan {
namespace {

TEST(WorkPlanErrorsTest, HasARowForEveryReason) {
  const auto* reasons = v1::WorkPlanReason_descriptor();
  for (int i = 0; i < reasons->value_count(); ++i) {
    if (reasons->value(i)->number() == 0) continue;
    EXPECT_TRUE(WorkPlanErrors().Has(reasons->value(i)->name())) << reasons->value(i)->name();
  }
}

TEST(WorkPlanPolicyTest, LeavesDrawingUpToTheChairAndFollowingUpToHelpers) {  // R66, R70
  type::v1::Actor helper;
  helper.set_role(type::v1::ROLE_HELPER);
  EXPECT_FALSE(WorkPlanPolicy().Check("DraftPlan", helper).ok());
  EXPECT_TRUE(WorkPlanPolicy().Check("AskFollowUp", helper).ok());
  type::v1::Actor statistician;
  statistician.set_role(type::v1::ROLE_STATISTICIAN);
  EXPECT_FALSE(WorkPlanPolicy().Check("GetWorkPlan", statistician).ok());
}

TEST(CheckPlanTest, NamesEveryFieldAtFault) {  // R57, R58
  v1::DraftPlanRequest request;
  request.add_goals()->set_goal_id("G1");
  request.add_tasks()->set_task_id("t1");
  request.add_tasks()->set_task_id("t1");
  *request.mutable_drafted_on() = base::ToProto(base::Date{2030, 1, 1});
  rpc::FieldFaults faults;
  CheckPlan(request, false, {2021, 6, 20}, faults);
  std::vector<std::string> fields;
  for (const base::FieldFault& fault : faults.faults()) fields.push_back(fault.field);
  EXPECT_EQ(fields, (std::vector<std::string>{"goals[0].goal_id", "goals[0].text", "tasks[0].text",
                                              "tasks[1].task_id", "tasks[1].text", "drafted_on"}));
}

class FollowConsultationTest : public ::testing::Test {
 protected:
  std::vector<runtime::ReactionCommand> React(const scheduling::v1::ConsultationEvent& event) {
    verdict_.record.envelope.stream_id = consultation_;
    runtime::AcceptedCommit commit;
    commit.stream_kind = "consultation";
    commit.verdict = &verdict_;
    commit.events.push_back(std::make_unique<scheduling::v1::ConsultationEvent>(event));
    return FollowConsultation(commit);
  }
  State After(const std::vector<runtime::ReactionCommand>& commands) {
    State state;
    for (const runtime::ReactionCommand& command : commands) {
      for (const auto& event : command.decide(state, base::Context()).parsed) {
        ApplyEvent(static_cast<const Event&>(*event), state);
      }
    }
    return state;
  }
  const base::StreamId consultation_{base::DeriveUuid("test consultation", {})};
  commit::Verdict verdict_;
};

TEST_F(FollowConsultationTest, OpensThePlanWithWhoWasPresentRemoteIncluded) {  // R57, R60
  scheduling::v1::ConsultationEvent event;
  scheduling::v1::MeetingHeld& held = *event.mutable_meeting_held();
  held.set_meeting_id("meeting-1");
  for (const auto& [id, presence] : {std::pair("y1", scheduling::v1::PRESENCE_REMOTE),
                                     {"m1", scheduling::v1::PRESENCE_ABSENT}}) {
    held.add_persons()->set_person_id(id);
    held.add_attendance()->set_person_id(id);
    held.mutable_attendance(held.attendance_size() - 1)->set_presence(presence);
  }
  const auto commands = React(event);
  ASSERT_EQ(commands.size(), 1U);
  EXPECT_EQ(commands[0].stream_id, base::WorkPlanOf(consultation_));
  const State state = After(commands);
  EXPECT_EQ(state.status(), v1::WORK_PLAN_STATUS_OPENED);
  EXPECT_TRUE(state.participants(0).present());
  EXPECT_FALSE(state.participants(1).present());
}

TEST_F(FollowConsultationTest, DoesNothingForPreparations) {
  scheduling::v1::ConsultationEvent event;
  event.mutable_requester_contacted();
  EXPECT_TRUE(React(event).empty());
}

TEST(WorkplanTimersTest, RemindsAtEightInTheMorningOfTheReminderDay) {  // R66
  const runtime::ServiceDefinition definition = WorkplanDefinition();
  State state;
  state.set_status(v1::WORK_PLAN_STATUS_DRAFTED);
  *state.mutable_evaluate_on() = base::ToProto(base::Date{2021, 9, 15});
  state.set_remind_days_before(7);
  const auto dates = definition.timers.due("work_plan", state);
  ASSERT_EQ(dates.size(), 1U);
  EXPECT_EQ(base::FormatRfc3339(dates[0].at), "2021-09-08T06:00:00.000000Z");
  const auto fired = definition.timers.fire("work_plan", base::StreamId::Random(), dates[0]);
  ASSERT_EQ(fired.decide(state, base::Context()).parsed.size(), 1U);
  *state.mutable_evaluate_on() = base::ToProto(base::Date{2021, 10, 15});
  EXPECT_TRUE(fired.decide(state, base::Context()).parsed.empty());
}

}  // namespace
}  // namespace rondetafel::workplan
