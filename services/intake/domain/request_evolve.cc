#include <algorithm>
#include <utility>

#include "services/intake/domain/request.h"
#include "shared/base/civil_date.h"

namespace rondetafel::intake {
namespace {

void SetSource(std::string_view person_id, const std::string& actor_id, State& state) {
  for (v1::PersonSource& source : *state.mutable_person_sources()) {
    if (source.person_id() == person_id) {
      source.set_actor_id(actor_id);
      return;
    }
  }
  v1::PersonSource& source = *state.add_person_sources();
  source.set_person_id(std::string(person_id));
  source.set_actor_id(actor_id);
}

// The later word counts, whenever it is heard; of one day, the one heard last.
void Hear(const type::v1::Agreement& agreement, const google::type::Date& said_on, State& state) {
  for (v1::Standing& standing : *state.mutable_standings()) {
    if (standing.agreement().person_id() != agreement.person_id()) continue;
    if (base::FromProto(said_on) < base::FromProto(standing.said_on())) return;
    *standing.mutable_agreement() = agreement;
    *standing.mutable_said_on() = said_on;
    return;
  }
  v1::Standing& standing = *state.add_standings();
  *standing.mutable_agreement() = agreement;
  *standing.mutable_said_on() = said_on;
}

void SetIdentity(const v1::SealedIdentity& identity, State& state) {
  for (v1::SealedIdentity& known : *state.mutable_identities()) {
    if (known.person_id() == identity.person_id()) {
      known = identity;
      return;
    }
  }
  *state.add_identities() = identity;
}

// Drops what was kept about persons who are no longer in the content.
void DropStrangers(State& state) {
  auto gone = [&state](const auto& entry) {
    return FindPerson(state.content(), entry.person_id()) == nullptr;
  };
  auto* sources = state.mutable_person_sources();
  sources->erase(std::remove_if(sources->begin(), sources->end(), gone), sources->end());
  auto* identities = state.mutable_identities();
  identities->erase(std::remove_if(identities->begin(), identities->end(), gone),
                    identities->end());
}

}  // namespace

void Apply(const v1::RequestSubmitted& event, State& state) {
  *state.mutable_content() = event.content();
  *state.mutable_identities() = event.identities();
  state.set_submitted_by_actor_id(event.submitted_by_actor_id());
  state.set_region(event.content().region());
  for (const type::v1::Agreement& agreement : event.agreements()) {
    Hear(agreement, agreement.given_on(), state);
  }
  const auto& carried = event.content().carried_over_person_ids();
  for (const type::v1::PersonInCase& person : event.content().persons()) {
    if (std::find(carried.begin(), carried.end(), person.person_id()) == carried.end()) {
      SetSource(person.person_id(), event.submitted_by_actor_id(), state);
    }
  }
}

void Apply(const v1::RequestAmended& event, State& state) {
  *state.mutable_content() = event.content();
  for (const v1::SealedIdentity& identity : event.identities()) SetIdentity(identity, state);
  for (const std::string& person_id : event.given_person_ids()) {
    SetSource(person_id, event.amended_by_actor_id(), state);
  }
  DropStrangers(state);
}

void Apply(const v1::AgreementGiven& event, State& state) {
  Hear(event.agreement(), event.agreement().given_on(), state);
}

void Apply(const v1::AgreementRefused& event, State& state) {
  Hear(event.agreement(), event.agreement().given_on(), state);
}

void Apply(const v1::AgreementWithdrawn& event, State& state) {
  Hear(event.agreement(), event.withdrawn_on(), state);
}

void Apply(const v1::RequestWithdrawn& event, State& state) { *state.mutable_withdrawn() = event; }

void Apply(const v1::AssessmentNoted& event, State& state) {
  state.set_assessment_name(event.assessment_name());
}

void Apply(const v1::RequestAdmissionNoted& event, State& state) {
  *state.mutable_admitted_on() = event.decided_on();
}

void Apply(const v1::RequestRejectionNoted& event, State& state) {
  *state.mutable_rejected_on() = event.decided_on();
}

void Apply(const v1::RequestTransferNoted& event, State& state) {
  state.set_region(event.region());
}

void Apply(const v1::RequestRedirectionNoted& event, State& state) {
  *state.mutable_redirected() = event;
}

void Apply(const v1::ChairAppointmentNoted& event, State& state) { *state.mutable_chair() = event; }

void Apply(const v1::MeetingNoted& event, State& state) {
  if (!state.has_meeting()) *state.mutable_meeting() = event;
}

void Apply(const v1::ConsultationEndNoted& event, State& state) {
  *state.mutable_ended_without_meeting_on() = event.ended_on();
}

void Apply(const v1::PlanNoted& event, State& state) { *state.mutable_plan() = event; }

void Apply(const v1::AgreementNoted& event, State& state) {
  Hear(event.agreement(), event.said_on(), state);
}

void ApplyEvent(const v1::RequestEvent& event, State& state) {
  switch (event.event_case()) {
    case v1::RequestEvent::kRequestSubmitted:
      return Apply(event.request_submitted(), state);
    case v1::RequestEvent::kRequestAmended:
      return Apply(event.request_amended(), state);
    case v1::RequestEvent::kAgreementGiven:
      return Apply(event.agreement_given(), state);
    case v1::RequestEvent::kAgreementRefused:
      return Apply(event.agreement_refused(), state);
    case v1::RequestEvent::kAgreementWithdrawn:
      return Apply(event.agreement_withdrawn(), state);
    case v1::RequestEvent::kRequestWithdrawn:
      return Apply(event.request_withdrawn(), state);
    case v1::RequestEvent::kAssessmentNoted:
      return Apply(event.assessment_noted(), state);
    case v1::RequestEvent::kRequestAdmissionNoted:
      return Apply(event.request_admission_noted(), state);
    case v1::RequestEvent::kRequestRejectionNoted:
      return Apply(event.request_rejection_noted(), state);
    case v1::RequestEvent::kRequestTransferNoted:
      return Apply(event.request_transfer_noted(), state);
    case v1::RequestEvent::kRequestRedirectionNoted:
      return Apply(event.request_redirection_noted(), state);
    case v1::RequestEvent::kChairAppointmentNoted:
      return Apply(event.chair_appointment_noted(), state);
    case v1::RequestEvent::kMeetingNoted:
      return Apply(event.meeting_noted(), state);
    case v1::RequestEvent::kConsultationEndNoted:
      return Apply(event.consultation_end_noted(), state);
    case v1::RequestEvent::kPlanNoted:
      return Apply(event.plan_noted(), state);
    case v1::RequestEvent::kAgreementNoted:
      return Apply(event.agreement_noted(), state);
    case v1::RequestEvent::EVENT_NOT_SET:
      return;
  }
}

}  // namespace rondetafel::intake
