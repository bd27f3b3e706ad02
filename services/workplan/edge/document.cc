#include "services/workplan/edge/document.h"

#include "shared/base/civil_date.h"
#include "shared/base/text.h"

namespace rondetafel::workplan {
namespace {

std::string NameOf(const v1::WorkPlan& plan, const std::string& person_id) {
  for (const v1::ParticipantView& participant : plan.participants()) {
    if (participant.person_id() == person_id && !participant.name().empty()) {
      return participant.name();
    }
  }
  return person_id.empty() ? "nog af te spreken" : person_id;
}

std::string_view SideName(v1::TaskSide side) {
  switch (side) {
    case v1::TASK_SIDE_FAMILY:
      return "gezin";
    case v1::TASK_SIDE_NETWORK:
      return "netwerk";
    case v1::TASK_SIDE_PROFESSIONAL:
      return "hulpverlening";
    case v1::TASK_SIDE_UNSPECIFIED:
    case v1::TaskSide_INT_MIN_SENTINEL_DO_NOT_USE_:
    case v1::TaskSide_INT_MAX_SENTINEL_DO_NOT_USE_:
      break;
  }
  return "nog af te spreken";
}

std::string TaskLine(const v1::WorkPlan& plan, const v1::TaskText& task) {
  std::string line =
      base::Cat("  - ", task.text(), "\n    wie: ", NameOf(plan, task.owner_person_id()), " (",
                SideName(task.side()), ")");
  if (task.has_due_on()) {
    line += ", tegen " + base::FormatDutch(base::FromProto(task.due_on()));
  }
  return line + "\n";
}

}  // namespace

std::string RenderWorkPlan(const v1::WorkPlan& plan, const std::string& for_person_id) {
  std::string text =
      base::Cat("Werkplan ", plan.reference(), ", versie ", plan.version(), "\n",
                "Voor: ", NameOf(plan, for_person_id), "\n", "Opgemaakt na het cliëntoverleg van ",
                base::FormatDutch(base::FromProto(plan.held_at().date())), ".\n\nDoelen\n");
  for (const v1::GoalText& goal : plan.goals()) {
    text += base::Cat("* ", goal.text(), "\n");
    for (const v1::TaskText& task : plan.tasks()) {
      if (task.goal_id() == goal.goal_id()) text += TaskLine(plan, task);
    }
  }
  std::string other;
  for (const v1::TaskText& task : plan.tasks()) {
    if (task.goal_id().empty()) other += TaskLine(plan, task);
  }
  if (!other.empty()) text += "\nAndere afspraken\n" + other;
  text +=
      base::Cat("\nHulpcoördinator: ",
                plan.coordinator_person_id().empty() ? std::string("nog geen")
                                                     : NameOf(plan, plan.coordinator_person_id()),
                "\n");
  if (plan.has_evaluate_on()) {
    text += base::Cat("We bekijken het plan opnieuw op ",
                      base::FormatDutch(base::FromProto(plan.evaluate_on())), ".\n");
  }
  text +=
      "\nIedereen aan tafel werkt mee aan dit plan en gaat vertrouwelijk om met wat hier staat.\n";
  return text;
}

}  // namespace rondetafel::workplan
