#include "services/scheduling/documents/documents.h"

#include <algorithm>

#include "services/scheduling/documents/words.h"
#include "services/scheduling/domain/client.h"
#include "services/scheduling/domain/people.h"
#include "shared/base/civil_date.h"
#include "shared/base/text.h"

namespace rondetafel::scheduling {
namespace {

constexpr char kNoName[] = "(naam niet bekend)";
constexpr char kWithdrawn[] = "(trok het akkoord in: naam wordt niet gedeeld)";

template <class List>
bool Contains(const List& list, const std::string& value) {
  return std::find(list.begin(), list.end(), value) != list.end();
}

std::string TextOf(const std::map<std::string, std::string>& texts, const std::string& id) {
  auto found = texts.find(id);
  return found == texts.end() ? "" : found->second;
}

// A name as a document prints it; nobody who withdrew is named.
std::string NameOf(const v1::ConsultationState& state, const std::string& person_id,
                   const OpenedTexts& texts) {
  if (Contains(state.sharing_stopped_person_ids(), person_id) || Refused(state, person_id)) {
    return kWithdrawn;
  }
  const std::string name = TextOf(texts.names, person_id);
  return name.empty() ? kNoName : name;
}

// "- Naam, hulpverlener (Organisatie)"
std::string LineOf(const v1::ConsultationState& state, const std::string& person_id,
                   const OpenedTexts& texts) {
  const type::v1::PersonInCase* person = FindPerson(state, person_id);
  if (person == nullptr) return "";
  std::string line =
      base::Cat("- ", NameOf(state, person_id, texts), ", ", DutchOf(person->role()));
  if (!person->organisation().name().empty()) {
    line += base::Cat(" (", person->organisation().name(), ")");
  }
  return line;
}

std::string MomentAndPlace(const v1::ConsultationState& state, const OpenedTexts& texts) {
  std::string text;
  if (state.has_planned_at()) {
    text += base::Cat("Wanneer: ", DutchOf(state.planned_at()), ".\n");
  } else if (!state.moments().empty()) {
    text += "Wanneer: dat kiezen we samen. Dit zijn de voorstellen:\n";
    for (const v1::ProposedMoment& moment : state.moments()) {
      text += base::Cat("- ", DutchOf(moment.starts_at()), "\n");
    }
  } else {
    text += "Wanneer: dat spreken we nog af.\n";
  }
  if (state.place().remote()) {
    text += "Waar: op afstand, via een beeldgesprek.\n";
  } else if (texts.place.empty()) {
    text += "Waar: dat spreken we nog af.\n";
  } else {
    text += base::Cat("Waar: ", texts.place, ".\n");
  }
  return text;
}

std::string AgendaAndParticipants(const v1::ConsultationState& state, const std::string& person_id,
                                  const OpenedTexts& texts) {
  std::string text = "\nWaarover we spreken:\n";
  for (const v1::AgendaItem& item : state.agenda()) {
    if (MayReceive(state, item, person_id)) {
      text += base::Cat("- ", TextOf(texts.agenda, item.agenda_item_id()), "\n");
    }
  }
  text += "\nWie we uitnodigen:\n";
  for (const v1::Invitee& other : state.invitees()) {
    // Who has not agreed, or no longer does, is not announced to others.
    if (IsActive(other) && Agreed(state, other.person_id())) {
      text += base::Cat(LineOf(state, other.person_id(), texts), "\n");
    }
  }
  return text;
}

}  // namespace

v1::InvitationContent ContentFor(const v1::ConsultationState& state, const v1::Invitee& invitee,
                                 const YouthAges& ages) {
  const type::v1::PersonInCase* person = FindPerson(state, invitee.person_id());
  const bool full = invitee.invitation() == v1::INVITATION_CONTENT_FULL &&
                    state.has_information_agreement() && person != nullptr &&
                    MayTakePart(state, *person, ages);
  return full ? v1::INVITATION_CONTENT_FULL : v1::INVITATION_CONTENT_BARE;
}

bool MayReceive(const v1::ConsultationState& state, const v1::AgendaItem& item,
                const std::string& person_id) {
  if (item.removed() || !ApprovedForAll(state, item.approvals())) return false;
  for (const v1::InformationItem& information : state.information_agreement().items()) {
    if (information.agenda_item_id() == item.agenda_item_id() &&
        !Contains(information.recipient_person_ids(), person_id)) {
      return false;
    }
  }
  return true;
}

Document RenderInvitation(const v1::ConsultationState& state, const v1::Invitee& invitee,
                          v1::InvitationContent content, const OpenedTexts& texts) {
  const std::string name = TextOf(texts.names, invitee.person_id());
  std::string text = name.empty() ? "Beste,\n\n" : base::Cat("Beste ", name, ",\n\n");
  text += base::Cat(state.has_earlier() ? "U bent uitgenodigd voor een opvolgoverleg.\n"
                                        : "U bent uitgenodigd voor een cliëntoverleg.\n",
                    texts.chair_name.empty()
                        ? "Een externe voorzitter leidt het gesprek."
                        : base::Cat("Externe voorzitter ", texts.chair_name, " leidt het gesprek."),
                    " De voorzitter is onafhankelijk en kiest geen partij.\n\n");
  text += MomentAndPlace(state, texts);
  if (content == v1::INVITATION_CONTENT_FULL) {
    text += AgendaAndParticipants(state, invitee.person_id(), texts);
  }
  text +=
      "\nU beslist zelf of u meedoet, en u kunt uw akkoord altijd intrekken.\n"
      "Wat in het gesprek gezegd wordt, blijft vertrouwelijk. Deelnemen is gratis.\n";
  text += base::Cat("Nummer: ", state.reference(), "\n");
  return {"Uitnodiging voor een cliëntoverleg", std::move(text)};
}

Document RenderAttendanceList(const v1::ConsultationState& state, const OpenedTexts& texts) {
  std::string text =
      base::Cat("Nummer: ", state.reference(), "\nGesprek op ", DutchOf(state.held_at()), ".\n\n");
  for (const v1::Attendance& entry : state.attendance()) {
    text +=
        base::Cat(LineOf(state, entry.person_id(), texts), ": ", DutchOf(entry.presence()), "\n");
  }
  text += "\nIedereen die deelneemt, heeft een geheimhoudingsplicht.\n";
  return {"Aanwezigheidslijst cliëntoverleg", std::move(text)};
}

Document RenderInformationAgreement(const v1::ConsultationState& state,
                                    const std::string& recipient, const OpenedTexts& texts) {
  const v1::InformationAgreement& agreement = state.information_agreement();
  std::string text = base::Cat("Nummer: ", state.reference(), "\nAfgesproken op ",
                               base::FormatDutch(base::FromProto(agreement.made_on())),
                               " door cliënt, aanvrager en voorzitter.\n\n");
  if (!recipient.empty()) text += "Deze informatie mag u krijgen:\n";
  for (const v1::InformationItem& item : agreement.items()) {
    if (!recipient.empty() && !Contains(item.recipient_person_ids(), recipient)) continue;
    text += base::Cat("- ", TextOf(texts.information, item.information_item_id()), "\n");
    if (!recipient.empty()) continue;
    text += "  voor:\n";
    for (const std::string& id : item.recipient_person_ids()) {
      text += base::Cat("  ", LineOf(state, id, texts), "\n");
    }
  }
  text += "\nWie deze informatie krijgt, behandelt ze vertrouwelijk.\n";
  return {"Afspraak over informatie-uitwisseling", std::move(text)};
}

}  // namespace rondetafel::scheduling
