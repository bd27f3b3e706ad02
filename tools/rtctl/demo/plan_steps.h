// The work plan of a meeting, step by step.
#pragma once
#include <string>
#include <vector>

#include "tools/rtctl/demo/cast.h"

namespace rondetafel::rtctl {

class PlanSteps {
 public:
  PlanSteps(Teller* teller, Names names, type::v1::Actor chair)
      : teller_(*teller), names_(std::move(names)), chair_(std::move(chair)) {}

  // Waits for the plan that workplan opens when the meeting is held, then draws it up.
  void Draft(const std::string& youth, const std::vector<std::string>& task_owners);
  // A helper is proposed as coordinator and gets everybody's mandate (R63–R65).
  void Mandate(const std::string& coordinator, const std::vector<std::string>& givers);
  void DistributeAndAccept(const std::vector<std::string>& persons);
  void PlanEvaluation(int days_from_today);
  // The plan as one participant gets it.
  void ShowDocument(const std::string& for_person);

 private:
  template <class Request>
  Request Named() const {
    Request request;
    request.set_name(names_.work_plan);
    return request;
  }

  Teller& teller_;
  Names names_;
  type::v1::Actor chair_;
};

}  // namespace rondetafel::rtctl
