// Given / when / then for triage's aggregates, and the facts most tests start from. Tests only.
#pragma once
#include <string>
#include <utility>
#include <vector>

#include "services/triage/domain/assessment.h"
#include "services/triage/domain/facilitator.h"
#include "shared/base/resource_name.h"
#include "shared/gates/example_request.h"

namespace rondetafel::triage {

inline base::Context ContextOf(type::v1::Role role, type::v1::Region region = {}) {
  base::Context context;
  context.today = {2021, 3, 10};
  context.actor.set_role(role);
  context.actor.set_region(region);
  context.case_id = base::CaseId(base::DeriveUuid("test", {"case"}));
  context.stream_id = base::StreamId(base::DeriveUuid("test", {"assessment"}));
  context.command_id = base::CommandId(base::DeriveUuid("test", {"command"}));
  return context;
}
inline base::Context Desk() {
  return ContextOf(type::v1::ROLE_DESK_WORKER, type::v1::REGION_ANTWERPEN);
}
inline base::Context Migration() { return ContextOf(type::v1::ROLE_MIGRATION); }

// "GATE_FAILED CO-3" of a refusal, empty when something was decided.
template <class Event>
std::string Reason(const base::Decision<Event>& decision) {
  if (!decision.refused()) return "";
  constexpr std::string_view kPrefix = "TRIAGE_REASON_";
  return decision.rejection().reason.substr(kPrefix.size()) + " " + decision.rejection().rule;
}

// A stream and what was decided on it. `When` applies what it decides.
template <class State, class Event>
class Stream {
 public:
  template <class Command>
  base::Decision<Event> When(const Command& command, const base::Context& context = Desk()) {
    base::Decision<Event> decision = Decide(state_, command, context);
    if (decision.refused()) return decision;
    for (const Event& event : decision.events()) ApplyEvent(event, state_);
    return decision;
  }
  const State& state() const { return state_; }
  State& state() { return state_; }

 private:
  State state_;
};
using AssessmentStream = Stream<v1::AssessmentState, v1::AssessmentEvent>;
using FacilitatorStream = Stream<v1::FacilitatorState, v1::FacilitatorEvent>;

inline constexpr base::Date kDecisionDay = {2021, 3, 5};

inline OpenAssessment Opening(const intake::v1::RequestContent& content, bool youth_agreed = true) {
  OpenAssessment command;
  command.opened.set_request_name("cases/c/requests/r");
  *command.opened.mutable_content() = content;
  if (youth_agreed) {
    *command.opened.add_agreements() = gates::ExampleAgreement("youth", type::v1::ANSWER_YES);
  }
  return command;
}
inline AssessmentStream Opened(const intake::v1::RequestContent& content = gates::ExampleRequest(),
                               bool youth_agreed = true) {
  AssessmentStream stream;
  stream.When(Opening(content, youth_agreed));
  return stream;
}
inline AssessmentStream Admitted() {
  AssessmentStream stream = Opened();
  stream.When(AdmitRequest{kDecisionDay, ""});
  return stream;
}

inline v1::FacilitatorTie TieTo(const std::string& organisation_id, base::Date from) {
  v1::FacilitatorTie tie;
  tie.mutable_organisation()->set_organisation_id(organisation_id);
  tie.set_kind(v1::TIE_KIND_EMPLOYEE);
  *tie.mutable_from() = base::ToProto(from);
  return tie;
}
// A trained chair without ties.
inline RegisterFacilitator Chair(const std::string& actor_id) {
  RegisterFacilitator command;
  command.registered.set_actor_id(actor_id);
  command.registered.add_kinds(v1::FACILITATOR_KIND_CHAIR);
  *command.registered.mutable_trained_on() = base::ToProto(base::Date{2018, 1, 15});
  command.registered.add_regions(type::v1::REGION_ANTWERPEN);
  return command;
}
inline AppointChair Appointing(const FacilitatorStream& facilitator,
                               const std::string& name = "facilitators/one") {
  return {name, facilitator.state(), {2021, 3, 8}, ""};
}

}  // namespace rondetafel::triage
