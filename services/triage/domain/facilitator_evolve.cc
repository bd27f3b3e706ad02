#include <algorithm>

#include "services/triage/domain/facilitator.h"

namespace rondetafel::triage {
namespace {

using v1::FacilitatorState;

v1::FacilitatorAppointment* FindAppointment(FacilitatorState& state,
                                            const std::string& assessment_name) {
  for (auto& appointment : *state.mutable_appointments()) {
    if (appointment.assessment_name() == assessment_name) return &appointment;
  }
  return nullptr;
}

void Apply(const v1::FacilitatorRegistered& event, FacilitatorState& state) {
  *state.mutable_registration() = event;
  *state.mutable_ties() = event.ties();
}

void Apply(const v1::FacilitatorTieAdded& event, FacilitatorState& state) {
  *state.add_ties() = event.tie();
}

void Apply(const v1::FacilitatorTieEnded& event, FacilitatorState& state) {
  for (auto& tie : *state.mutable_ties()) {
    if (tie.organisation().organisation_id() == event.organisation_id() && !tie.has_until()) {
      *tie.mutable_until() = event.until();
    }
  }
}

void Apply(const v1::FacilitatorRetired& event, FacilitatorState& state) {
  *state.mutable_retired_on() = event.retired_on();
}

void Apply(const v1::FacilitatorAppointmentNoted& event, FacilitatorState& state) {
  v1::FacilitatorAppointment* appointment = FindAppointment(state, event.assessment_name());
  if (appointment == nullptr) appointment = state.add_appointments();
  appointment->set_assessment_name(event.assessment_name());
  *appointment->mutable_case_organisation_ids() = event.case_organisation_ids();
  *appointment->mutable_appointed_on() = event.appointed_on();
}

void Apply(const v1::FacilitatorAppointmentEnded& event, FacilitatorState& state) {
  auto& appointments = *state.mutable_appointments();
  appointments.erase(std::remove_if(appointments.begin(), appointments.end(),
                                    [&](const auto& appointment) {
                                      return appointment.assessment_name() ==
                                             event.assessment_name();
                                    }),
                     appointments.end());
}

void Apply(const v1::IndependenceConflictFound& event, FacilitatorState& state) {
  v1::FacilitatorAppointment* appointment = FindAppointment(state, event.assessment_name());
  if (appointment == nullptr) return;
  auto& reported = *appointment->mutable_reported_organisation_ids();
  reported.MergeFrom(event.organisation_ids());
  std::sort(reported.begin(), reported.end());
}

}  // namespace

void ApplyEvent(const v1::FacilitatorEvent& event, v1::FacilitatorState& state) {
  using Event = v1::FacilitatorEvent;
  switch (event.event_case()) {
    case Event::kFacilitatorRegistered:
      return Apply(event.facilitator_registered(), state);
    case Event::kFacilitatorTieAdded:
      return Apply(event.facilitator_tie_added(), state);
    case Event::kFacilitatorTieEnded:
      return Apply(event.facilitator_tie_ended(), state);
    case Event::kFacilitatorRetired:
      return Apply(event.facilitator_retired(), state);
    case Event::kFacilitatorAppointmentNoted:
      return Apply(event.facilitator_appointment_noted(), state);
    case Event::kFacilitatorAppointmentEnded:
      return Apply(event.facilitator_appointment_ended(), state);
    case Event::kIndependenceConflictFound:
      return Apply(event.independence_conflict_found(), state);
    case Event::EVENT_NOT_SET:
      return;
  }
}

std::vector<std::string> TiedOrganisations(const FacilitatorState& state, const base::Date& from,
                                           const base::Date& until) {
  std::vector<std::string> ids;
  for (const v1::FacilitatorTie& tie : state.ties()) {
    const bool begun = base::FromProto(tie.from()) <= until;
    const bool ended = tie.has_until() && base::FromProto(tie.until()) < from;
    if (begun && !ended) ids.push_back(tie.organisation().organisation_id());
  }
  std::sort(ids.begin(), ids.end());
  ids.erase(std::unique(ids.begin(), ids.end()), ids.end());
  return ids;
}

}  // namespace rondetafel::triage
