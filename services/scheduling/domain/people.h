// Looking up people, invitees and their agreements in a consultation, and the rules that hang on
// one person: agreement (R39, R158, Q19), approval (R45, Q3) and independence of the chair (R172,
// Q24).
#pragma once
#include <string>
#include <string_view>
#include <vector>

#include "rondetafel/scheduling/v1/state.pb.h"
#include "services/scheduling/domain/commands.h"

namespace rondetafel::scheduling {

// nullptr when there is nobody like that.
const type::v1::PersonInCase* FindPerson(const v1::ConsultationState& state,
                                         std::string_view person_id);
// On the list of invitees, taken off or not; nullptr when never put forward.
const v1::Invitee* FindInvitee(const v1::ConsultationState& state, std::string_view person_id);
// Put forward and not taken off.
bool IsActive(const v1::Invitee& invitee);
// The latest answer; nullptr when none is known.
const v1::KnownAgreement* FindAgreement(const v1::ConsultationState& state,
                                        std::string_view person_id);
const v1::AgendaItem* FindAgendaItem(const v1::ConsultationState& state, std::string_view id);

// A yes that stands, whoever reported it.
bool Agreed(const v1::ConsultationState& state, std::string_view person_id);
// A yes that stands and that the person said to chair or desk (Q19).
bool AgreedPersonally(const v1::ConsultationState& state, std::string_view person_id);
// A no, or a yes taken back.
bool Refused(const v1::ConsultationState& state, std::string_view person_id);
// Whether this person may take part: an own yes, or for a youth who does not answer for oneself a
// parent's (Q18, Q19).
bool MayTakePart(const v1::ConsultationState& state, const type::v1::PersonInCase& person,
                 const YouthAges& ages);
// The youths concerned and the client need nobody's approval; everybody else the client's (R45,
// Q3).
bool ApprovalGiven(const v1::ConsultationState& state, const v1::Invitee& invitee,
                   const YouthAges& ages);
bool NeedsNoApproval(const v1::ConsultationState& state, const type::v1::PersonInCase& person,
                     const YouthAges& ages);

// Everybody involved: handed over with the request, or put forward and not taken off.
bool IsInvolved(const v1::ConsultationState& state, const type::v1::PersonInCase& person);
bool ChairTiedTo(const v1::ConsultationState& state, std::string_view organisation_id);
// The same for the organisation of one person of the case.
bool IndependenceQuestioned(const v1::ConsultationState& state, std::string_view person_id);
// Involved persons whose organisation the chair is tied to (Q24), in the order of the case.
std::vector<const type::v1::PersonInCase*> TiedPersons(const v1::ConsultationState& state);
// Partners of non-directly accessible help take part, so the indication report is on the checklist
// (R29, R184).
bool IndicationPartnersTakePart(const v1::ConsultationState& state);

}  // namespace rondetafel::scheduling
