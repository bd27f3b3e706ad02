// The given/when/then kit of the work plan's tests: a meeting with a family and helpers, and a way
// to decide and apply.
#pragma once
#include <string>
#include <vector>

#include "services/workplan/domain/people.h"
#include "services/workplan/domain/work_plan.h"
#include "shared/base/civil_date.h"

namespace rondetafel::workplan {

// Present: youth y1 (12–17), mother m1, helper h1, helper outside the decree s1. Absent: father f1.
// Also in the case and present: network person n1 and mandated staff c1.
class WorkPlanWorld {
 public:
  WorkPlanWorld();
  explicit WorkPlanWorld(std::vector<std::string> present);

  template <class Command>
  Decision When(const Command& command) {
    Decision decision = Decide(state, command, context);
    if (!decision.refused()) {
      for (const Event& event : decision.events()) ApplyEvent(event, state);
    }
    return decision;
  }
  // A version with one goal and one task of `owner`.
  Decision Draft(const std::string& owner = "h1");
  Decision Mandate(const std::string& from, type::v1::Answer answer);
  Decision StartRound(const std::string& person);
  Decision Accept(const std::string& person, type::v1::Answer answer = type::v1::ANSWER_YES);

  State state;
  base::Context context;
};

// "PlanDrafted PlanDistributed": the oneof cases of a decision's events in order.
std::string Names(const Decision& decision);

}  // namespace rondetafel::workplan
