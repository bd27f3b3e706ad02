// Facts of other services, noted: each at most once, none ever refused.
#include <utility>

#include "services/intake/domain/request.h"
#include "shared/base/civil_date.h"

namespace rondetafel::intake {
namespace {

RequestDecision One(v1::RequestEvent event) { return RequestDecision({std::move(event)}); }

// Nothing to note on: the request is not of this case, or the note came before.
bool Settled(const State& state, bool already) { return !state.has_content() || already; }

}  // namespace

RequestDecision Decide(const State& state, const v1::AssessmentNoted& fact) {
  if (Settled(state, state.assessment_name() == fact.assessment_name())) {
    return RequestDecision::AlreadySo();
  }
  v1::RequestEvent event;
  *event.mutable_assessment_noted() = fact;
  return One(std::move(event));
}

RequestDecision Decide(const State& state, const v1::RequestAdmissionNoted& fact) {
  if (Settled(state, state.has_admitted_on())) return RequestDecision::AlreadySo();
  v1::RequestEvent event;
  *event.mutable_request_admission_noted() = fact;
  return One(std::move(event));
}

RequestDecision Decide(const State& state, const v1::RequestRejectionNoted& fact) {
  if (Settled(state, state.has_rejected_on())) return RequestDecision::AlreadySo();
  v1::RequestEvent event;
  *event.mutable_request_rejection_noted() = fact;
  return One(std::move(event));
}

RequestDecision Decide(const State& state, const v1::RequestTransferNoted& fact) {
  if (Settled(state, state.region() == fact.region())) return RequestDecision::AlreadySo();
  v1::RequestEvent event;
  *event.mutable_request_transfer_noted() = fact;
  return One(std::move(event));
}

RequestDecision Decide(const State& state, const v1::RequestRedirectionNoted& fact) {
  if (Settled(state, state.has_redirected())) return RequestDecision::AlreadySo();
  v1::RequestEvent event;
  *event.mutable_request_redirection_noted() = fact;
  return One(std::move(event));
}

RequestDecision Decide(const State& state, const v1::ChairAppointmentNoted& fact) {
  if (Settled(state, state.chair().chair_actor_id() == fact.chair_actor_id())) {
    return RequestDecision::AlreadySo();
  }
  v1::RequestEvent event;
  *event.mutable_chair_appointment_noted() = fact;
  return One(std::move(event));
}

RequestDecision Decide(const State& state, const v1::MeetingNoted& fact) {
  if (Settled(state, state.has_meeting())) return RequestDecision::AlreadySo();
  v1::RequestEvent event;
  *event.mutable_meeting_noted() = fact;
  return One(std::move(event));
}

RequestDecision Decide(const State& state, const v1::ConsultationEndNoted& fact) {
  if (Settled(state, state.has_ended_without_meeting_on())) return RequestDecision::AlreadySo();
  v1::RequestEvent event;
  *event.mutable_consultation_end_noted() = fact;
  return One(std::move(event));
}

RequestDecision Decide(const State& state, const v1::PlanNoted& fact) {
  if (Settled(state, state.plan().plan_version() >= fact.plan_version())) {
    return RequestDecision::AlreadySo();
  }
  v1::RequestEvent event;
  *event.mutable_plan_noted() = fact;
  return One(std::move(event));
}

RequestDecision Decide(const State& state, const v1::AgreementNoted& fact) {
  // Whoever joined at scheduling is not in the request.
  if (FindPerson(state.content(), fact.agreement().person_id()) == nullptr) {
    return RequestDecision::AlreadySo();
  }
  for (const v1::Standing& standing : state.standings()) {
    if (standing.agreement().person_id() != fact.agreement().person_id()) continue;
    const bool same =
        standing.agreement().SerializeAsString() == fact.agreement().SerializeAsString();
    if (same && base::FromProto(standing.said_on()) == base::FromProto(fact.said_on())) {
      return RequestDecision::AlreadySo();
    }
  }
  v1::RequestEvent event;
  *event.mutable_agreement_noted() = fact;
  return One(std::move(event));
}

}  // namespace rondetafel::intake
