#include <algorithm>
#include <iterator>

#include "services/triage/domain/assessment.h"
#include "services/triage/domain/facilitator.h"
#include "services/triage/domain/refusal.h"

namespace rondetafel::triage {
namespace {

using v1::FacilitatorEvent;
using v1::FacilitatorState;

std::optional<base::Rejection> RefuseAbsent(const FacilitatorState& state) {
  if (state.has_registration()) return std::nullopt;
  return Refuse(v1::TRIAGE_REASON_FACILITATOR_NOT_FOUND, "R7");
}

// Ties of a case's whole time as chair count: from the appointment up to today.
void AddConflict(const FacilitatorState& state, const v1::FacilitatorAppointment& appointment,
                 const base::Date& today, std::vector<FacilitatorEvent>& events) {
  const auto& in_case = appointment.case_organisation_ids();
  const auto both =
      Common(TiedOrganisations(state, base::FromProto(appointment.appointed_on()), today),
             {in_case.begin(), in_case.end()});
  const auto& reported = appointment.reported_organisation_ids();
  std::vector<std::string> fresh;
  std::set_difference(both.begin(), both.end(), reported.begin(), reported.end(),
                      std::back_inserter(fresh));
  if (fresh.empty()) return;
  FacilitatorEvent event;
  auto& found = *event.mutable_independence_conflict_found();
  found.set_assessment_name(appointment.assessment_name());
  for (const std::string& id : fresh) found.add_organisation_ids(id);
  events.push_back(std::move(event));
}

bool IsRunning(const v1::FacilitatorTie& tie) { return !tie.has_until(); }

}  // namespace

base::StreamId FacilitatorOf(const base::ActorId& actor) {
  return base::StreamId(base::DeriveUuid("facilitator", {actor.raw()}));
}

FacilitatorDecision Decide(const FacilitatorState& state, const RegisterFacilitator& command,
                           const base::Context&) {
  if (state.has_registration()) return Refuse(v1::TRIAGE_REASON_FACILITATOR_EXISTS, "R7");
  FacilitatorEvent event;
  *event.mutable_facilitator_registered() = command.registered;
  return std::vector<FacilitatorEvent>{std::move(event)};
}

FacilitatorDecision Decide(const FacilitatorState& state, const AddFacilitatorTie& command,
                           const base::Context& context) {
  if (auto refused = RefuseAbsent(state)) return *refused;
  for (const v1::FacilitatorTie& tie : state.ties()) {
    if (tie.SerializeAsString() == command.tie.SerializeAsString()) {
      return FacilitatorDecision::AlreadySo();
    }
  }
  std::vector<FacilitatorEvent> events(1);
  *events[0].mutable_facilitator_tie_added()->mutable_tie() = command.tie;
  FacilitatorState after = state;
  ApplyEvent(events[0], after);
  for (const auto& appointment : after.appointments()) {
    AddConflict(after, appointment, context.today, events);
  }
  return events;
}

FacilitatorDecision Decide(const FacilitatorState& state, const EndFacilitatorTie& command,
                           const base::Context&) {
  if (auto refused = RefuseAbsent(state)) return *refused;
  bool found = false;
  for (const v1::FacilitatorTie& tie : state.ties()) {
    if (tie.organisation().organisation_id() != command.organisation_id || !IsRunning(tie))
      continue;
    found = true;
    if (command.until < base::FromProto(tie.from())) {
      return Refuse(v1::TRIAGE_REASON_DATE_TOO_EARLY, "R172");
    }
  }
  if (!found) return Refuse(v1::TRIAGE_REASON_TIE_NOT_FOUND, "R172");
  FacilitatorEvent event;
  event.mutable_facilitator_tie_ended()->set_organisation_id(command.organisation_id);
  *event.mutable_facilitator_tie_ended()->mutable_until() = base::ToProto(command.until);
  return std::vector<FacilitatorEvent>{std::move(event)};
}

FacilitatorDecision Decide(const FacilitatorState& state, const RetireFacilitator& command,
                           const base::Context&) {
  if (auto refused = RefuseAbsent(state)) return *refused;
  if (state.has_retired_on()) {
    if (base::FromProto(state.retired_on()) == command.retired_on) {
      return FacilitatorDecision::AlreadySo();
    }
    return Refuse(v1::TRIAGE_REASON_FACILITATOR_RETIRED, "R7");
  }
  FacilitatorEvent event;
  *event.mutable_facilitator_retired()->mutable_retired_on() = base::ToProto(command.retired_on);
  return std::vector<FacilitatorEvent>{std::move(event)};
}

FacilitatorDecision Decide(const FacilitatorState& state, const NoteAppointment& command,
                           const base::Context& context) {
  for (const auto& known : state.appointments()) {
    const auto& in_case = known.case_organisation_ids();
    if (known.assessment_name() == command.assessment_name &&
        std::equal(in_case.begin(), in_case.end(), command.case_organisation_ids.begin(),
                   command.case_organisation_ids.end())) {
      return FacilitatorDecision::AlreadySo();
    }
  }
  std::vector<FacilitatorEvent> events(1);
  auto& noted = *events[0].mutable_facilitator_appointment_noted();
  noted.set_assessment_name(command.assessment_name);
  for (const std::string& id : command.case_organisation_ids) noted.add_case_organisation_ids(id);
  *noted.mutable_appointed_on() = command.appointed_on;
  FacilitatorState after = state;
  ApplyEvent(events[0], after);
  for (const auto& appointment : after.appointments()) {
    if (appointment.assessment_name() == command.assessment_name) {
      AddConflict(after, appointment, context.today, events);
    }
  }
  return events;
}

FacilitatorDecision Decide(const FacilitatorState& state, const EndAppointment& command,
                           const base::Context&) {
  for (const auto& known : state.appointments()) {
    if (known.assessment_name() != command.assessment_name) continue;
    FacilitatorEvent event;
    event.mutable_facilitator_appointment_ended()->set_assessment_name(command.assessment_name);
    return std::vector<FacilitatorEvent>{std::move(event)};
  }
  return FacilitatorDecision::AlreadySo();
}

}  // namespace rondetafel::triage
