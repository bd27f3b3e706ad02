// Facilitator: the register entry of one external chair or mediator (R6, R7, R166, R172). The
// stream id derives from the actor in which the person works, so nobody is entered twice.
//
// Independence is a rule across streams, so it is checked from both sides, each after its own
// commit: an assessment checks the entry when a chair is appointed; the entry keeps the cases
// chaired now and checks them whenever a tie or a case changes (Q24). What it finds goes back by
// reaction as NoteConflict.
#pragma once
#include <string>
#include <vector>

#include "rondetafel/triage/v1/events.pb.h"
#include "rondetafel/triage/v1/state.pb.h"
#include "shared/base/civil_date.h"
#include "shared/base/decision.h"

namespace rondetafel::triage {

using FacilitatorDecision = base::Decision<v1::FacilitatorEvent>;

struct RegisterFacilitator {
  v1::FacilitatorRegistered registered;
};
struct AddFacilitatorTie {
  v1::FacilitatorTie tie;
};
struct EndFacilitatorTie {
  std::string organisation_id;
  base::Date until;
};
struct RetireFacilitator {
  base::Date retired_on;
};
FacilitatorDecision Decide(const v1::FacilitatorState& state, const RegisterFacilitator& command,
                           const base::Context& context);
FacilitatorDecision Decide(const v1::FacilitatorState& state, const AddFacilitatorTie& command,
                           const base::Context& context);
FacilitatorDecision Decide(const v1::FacilitatorState& state, const EndFacilitatorTie& command,
                           const base::Context& context);
FacilitatorDecision Decide(const v1::FacilitatorState& state, const RetireFacilitator& command,
                           const base::Context& context);

// --- By reaction on the assessments.
struct NoteAppointment {
  std::string assessment_name;
  std::vector<std::string> case_organisation_ids;  // ascending
  google::type::Date appointed_on;
};
struct EndAppointment {
  std::string assessment_name;
};
FacilitatorDecision Decide(const v1::FacilitatorState& state, const NoteAppointment& command,
                           const base::Context& context);
FacilitatorDecision Decide(const v1::FacilitatorState& state, const EndAppointment& command,
                           const base::Context& context);

void ApplyEvent(const v1::FacilitatorEvent& event, v1::FacilitatorState& state);

// Organisations tied to on any day from `from` to `until`, ascending.
std::vector<std::string> TiedOrganisations(const v1::FacilitatorState& state,
                                           const base::Date& from, const base::Date& until);
// The stream of the register entry of an actor.
base::StreamId FacilitatorOf(const base::ActorId& actor);

}  // namespace rondetafel::triage
