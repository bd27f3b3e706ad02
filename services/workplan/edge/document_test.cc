#include "services/workplan/edge/document.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "shared/base/civil_date.h"

namespace rondetafel::workplan {
namespace {

TEST(WorkPlanDocumentTest, SaysWhoDoesWhatByWhen) {  // R58, R60, R176
  v1::WorkPlan plan;
  plan.set_reference("RT-TEST");
  plan.set_version(2);
  *plan.mutable_held_at() = base::ToProto(base::Local{{2021, 6, 15}, 840});
  v1::ParticipantView& mother = *plan.add_participants();
  mother.set_person_id("m1");
  mother.set_name("Moeder Voorbeeld");
  v1::GoalText& goal = *plan.add_goals();
  goal.set_goal_id("g1");
  goal.set_text("Terug naar school");
  v1::TaskText& task = *plan.add_tasks();
  task.set_goal_id("g1");
  task.set_text("belt de school");
  task.set_owner_person_id("m1");
  task.set_side(v1::TASK_SIDE_FAMILY);
  *task.mutable_due_on() = base::ToProto(base::Date{2021, 7, 1});
  plan.add_tasks()->set_text("zoekt een kot");
  const std::string text = RenderWorkPlan(plan, "m1");
  EXPECT_THAT(text, ::testing::HasSubstr("versie 2"));
  EXPECT_THAT(text, ::testing::HasSubstr(
                        "- belt de school\n    wie: Moeder Voorbeeld (gezin), tegen 01/07/2021"));
  EXPECT_THAT(text, ::testing::HasSubstr("Andere afspraken\n  - zoekt een kot\n    wie: nog af"));
  EXPECT_THAT(text, ::testing::HasSubstr("Hulpcoördinator: nog geen"));
}

}  // namespace
}  // namespace rondetafel::workplan
