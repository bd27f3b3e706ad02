#include "services/scheduling/domain/people.h"

#include <algorithm>

#include "services/scheduling/domain/client.h"

namespace rondetafel::scheduling {
namespace {

// Linear: a case has some tens of people.
template <class Items, class Matches>
auto FindIn(const Items& items, Matches matches) -> decltype(&*items.begin()) {
  auto found = std::find_if(items.begin(), items.end(), matches);
  return found == items.end() ? nullptr : &*found;
}

}  // namespace

const type::v1::PersonInCase* FindPerson(const v1::ConsultationState& state,
                                         std::string_view person_id) {
  return FindIn(state.persons(), [&](const auto& p) { return p.person_id() == person_id; });
}

const v1::Invitee* FindInvitee(const v1::ConsultationState& state, std::string_view person_id) {
  return FindIn(state.invitees(), [&](const auto& i) { return i.person_id() == person_id; });
}

bool IsActive(const v1::Invitee& invitee) { return invitee.status() != v1::INVITEE_STATUS_REMOVED; }

const v1::KnownAgreement* FindAgreement(const v1::ConsultationState& state,
                                        std::string_view person_id) {
  return FindIn(state.agreements(),
                [&](const auto& known) { return known.agreement().person_id() == person_id; });
}

const v1::AgendaItem* FindAgendaItem(const v1::ConsultationState& state, std::string_view id) {
  return FindIn(state.agenda(),
                [&](const auto& item) { return item.agenda_item_id() == id && !item.removed(); });
}

bool Agreed(const v1::ConsultationState& state, std::string_view person_id) {
  const v1::KnownAgreement* known = FindAgreement(state, person_id);
  return known != nullptr && known->agreement().answer() == type::v1::ANSWER_YES &&
         !known->agreement().withdrawn();
}

bool AgreedPersonally(const v1::ConsultationState& state, std::string_view person_id) {
  return Agreed(state, person_id) &&
         FindAgreement(state, person_id)->agreement().confirmed_by_person();
}

bool Refused(const v1::ConsultationState& state, std::string_view person_id) {
  const v1::KnownAgreement* known = FindAgreement(state, person_id);
  return known != nullptr &&
         (known->agreement().answer() == type::v1::ANSWER_NO || known->agreement().withdrawn());
}

bool MayTakePart(const v1::ConsultationState& state, const type::v1::PersonInCase& person,
                 const YouthAges& ages) {
  if (person.role() == type::v1::PERSON_ROLE_YOUTH && !AnswersForOneself(state, person, ages)) {
    return ClientAgreed(state, person, ages);
  }
  return AgreedPersonally(state, person.person_id());
}

bool NeedsNoApproval(const v1::ConsultationState& state, const type::v1::PersonInCase& person,
                     const YouthAges& ages) {
  return person.role() == type::v1::PERSON_ROLE_YOUTH ||
         !ClientForYouths(state, person.person_id(), ages).empty();
}

bool ApprovalGiven(const v1::ConsultationState& state, const v1::Invitee& invitee,
                   const YouthAges& ages) {
  const type::v1::PersonInCase* person = FindPerson(state, invitee.person_id());
  return (person != nullptr && NeedsNoApproval(state, *person, ages)) ||
         ApprovedForAll(state, invitee.approvals());
}

bool IsInvolved(const v1::ConsultationState& state, const type::v1::PersonInCase& person) {
  const auto& handed_over = state.handed_over_person_ids();
  if (std::find(handed_over.begin(), handed_over.end(), person.person_id()) != handed_over.end()) {
    return true;
  }
  const v1::Invitee* invitee = FindInvitee(state, person.person_id());
  return invitee != nullptr && IsActive(*invitee);
}

bool ChairTiedTo(const v1::ConsultationState& state, std::string_view organisation_id) {
  const auto& ties = state.chair_organisation_ids();
  return !organisation_id.empty() &&
         std::find(ties.begin(), ties.end(), organisation_id) != ties.end();
}

bool IndependenceQuestioned(const v1::ConsultationState& state, std::string_view person_id) {
  const type::v1::PersonInCase* person = FindPerson(state, person_id);
  return person != nullptr && ChairTiedTo(state, person->organisation().organisation_id());
}

std::vector<const type::v1::PersonInCase*> TiedPersons(const v1::ConsultationState& state) {
  std::vector<const type::v1::PersonInCase*> tied;
  for (const auto& person : state.persons()) {
    if (ChairTiedTo(state, person.organisation().organisation_id()) && IsInvolved(state, person)) {
      tied.push_back(&person);
    }
  }
  return tied;
}

bool IndicationPartnersTakePart(const v1::ConsultationState& state) {
  if (state.indication_partners()) return true;
  return std::any_of(state.invitees().begin(), state.invitees().end(), [&](const auto& invitee) {
    const type::v1::PersonInCase* person = FindPerson(state, invitee.person_id());
    return IsActive(invitee) && person != nullptr &&
           (person->role() == type::v1::PERSON_ROLE_ALLOCATION_OFFICER ||
            person->organisation().kind() == type::v1::ORGANISATION_KIND_ITP);
  });
}

}  // namespace rondetafel::scheduling
