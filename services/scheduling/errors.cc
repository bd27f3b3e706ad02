#include "services/scheduling/errors.h"

#include <string>
#include <utility>
#include <vector>

namespace rondetafel::scheduling {
namespace {

using absl::StatusCode;

rpc::ErrorRow Row(v1::SchedulingReason reason, StatusCode code, std::string english,
                  std::string dutch) {
  return {v1::SchedulingReason_Name(reason), code, std::move(english), std::move(dutch)};
}

// Who may act at all, and whether the consultation is open for it.
std::vector<rpc::ErrorRow> RowsOfAccess() {
  return {
      Row(v1::SCHEDULING_REASON_CONSULTATION_NOT_FOUND, StatusCode::kNotFound,
          "there is no such consultation; check the name, or wait for the chair to be appointed",
          "Dit overleg bestaat niet. Kijk de naam na, of wacht tot er een voorzitter is "
          "aangesteld."),
      Row(v1::SCHEDULING_REASON_NO_RELATION, StatusCode::kPermissionDenied,
          "there is no such consultation, or you have nothing to do with it; only its chair and "
          "the desk of its region may",
          "Dit overleg bestaat niet, of u bent er niet bij betrokken. Alleen de voorzitter en "
          "het loket van de regio mogen dit."),
      Row(v1::SCHEDULING_REASON_FORMER_CHAIR, StatusCode::kPermissionDenied,
          "another chair took this consultation over; ask the desk",
          "Een andere voorzitter nam dit overleg over. Vraag het aan het loket."),
      Row(v1::SCHEDULING_REASON_OTHER_REGION, StatusCode::kPermissionDenied,
          "the file moved to the desk of another region; ask that desk",
          "Het dossier ging naar het loket van een andere regio. Vraag het daar."),
      Row(v1::SCHEDULING_REASON_DESK_ONLY, StatusCode::kPermissionDenied,
          "only the desk judges the capacity of a youth otherwise; ask the desk",
          "Alleen het loket kan de bekwaamheid van een jongere anders beoordelen. Vraag het aan "
          "het loket."),
      Row(v1::SCHEDULING_REASON_ALREADY_ENDED, StatusCode::kFailedPrecondition,
          "this consultation ended without a meeting; a new request starts another",
          "Dit overleg is beëindigd zonder gesprek. Met een nieuwe aanvraag kan een ander "
          "starten."),
      Row(v1::SCHEDULING_REASON_ALREADY_HELD, StatusCode::kFailedPrecondition,
          "the meeting was held already; correct its attendance, or ask for a follow-up",
          "Het gesprek is al gehouden. Verbeter de aanwezigheid, of vraag een opvolgoverleg."),
      Row(v1::SCHEDULING_REASON_NOT_HELD_YET, StatusCode::kFailedPrecondition,
          "the meeting was not held yet; record the meeting first",
          "Het gesprek is nog niet gehouden. Noteer eerst het gesprek."),
      Row(v1::SCHEDULING_REASON_ALREADY_CONFIRMED, StatusCode::kFailedPrecondition,
          "the meeting is confirmed; postpone it before you change moment or place",
          "Het gesprek staat vast. Stel het eerst uit als u moment of plaats wilt wijzigen."),
      Row(v1::SCHEDULING_REASON_NEVER_CONFIRMED, StatusCode::kFailedPrecondition,
          "no meeting was ever confirmed; end the consultation with its reason instead",
          "Er stond nog nooit een gesprek vast. Beëindig het overleg met de reden."),
      Row(v1::SCHEDULING_REASON_NOTHING_TO_POSTPONE, StatusCode::kFailedPrecondition,
          "no moment is chosen, so there is nothing to move; propose moments",
          "Er is nog geen moment gekozen, dus er valt niets uit te stellen. Stel momenten voor."),
      Row(v1::SCHEDULING_REASON_CONFIRM_BLOCKED, StatusCode::kFailedPrecondition,
          "something still stands in the way of this meeting; see the fields, or ask what is "
          "missing",
          "Er staat nog iets in de weg van dit gesprek. Kijk bij de velden, of vraag wat er "
          "ontbreekt."),
      Row(v1::SCHEDULING_REASON_NOT_CONFIRMED, StatusCode::kFailedPrecondition,
          "the meeting was never confirmed; confirm it first, or give the reason why it is told "
          "late",
          "Het gesprek stond nooit vast. Bevestig het eerst, of geef de reden waarom u het "
          "later meldt."),
      Row(v1::SCHEDULING_REASON_BEFORE_RECEIPT, StatusCode::kFailedPrecondition,
          "the date lies before the request was received; give a later date",
          "De datum ligt vóór de ontvangst van de aanvraag. Geef een latere datum."),
  };
}

// People, approvals and answers.
std::vector<rpc::ErrorRow> RowsOfPeople() {
  return {
      Row(v1::SCHEDULING_REASON_UNKNOWN_PERSON, StatusCode::kFailedPrecondition,
          "nobody in the case has this person id; add the person first",
          "Niemand in het dossier heeft deze code. Voeg de persoon eerst toe."),
      Row(v1::SCHEDULING_REASON_PERSON_ID_TAKEN, StatusCode::kFailedPrecondition,
          "somebody in the case has this person id already; choose another",
          "Iemand in het dossier heeft deze code al. Kies een andere."),
      Row(v1::SCHEDULING_REASON_ALREADY_INVITEE, StatusCode::kFailedPrecondition,
          "this person is on the list of invitees already",
          "Deze persoon staat al op de lijst van genodigden."),
      Row(v1::SCHEDULING_REASON_NOT_AN_INVITEE, StatusCode::kFailedPrecondition,
          "this person is not on the list of invitees; put the person forward first",
          "Deze persoon staat niet op de lijst van genodigden. Stel de persoon eerst voor."),
      Row(v1::SCHEDULING_REASON_INVITEE_NOT_APPROVED, StatusCode::kFailedPrecondition,
          "the client has to approve this person before any contact; record the approval first",
          "De cliënt moet deze persoon goedkeuren voor er contact is. Noteer eerst de "
          "goedkeuring."),
      Row(v1::SCHEDULING_REASON_NOT_INVITED, StatusCode::kFailedPrecondition,
          "this person has not been invited yet; send the invitation first",
          "Deze persoon is nog niet uitgenodigd. Verstuur eerst de uitnodiging."),
      Row(v1::SCHEDULING_REASON_NOT_THE_CLIENT, StatusCode::kFailedPrecondition,
          "only the client approves: the youth from 12 on, a parent below 12",
          "Alleen de cliënt keurt goed: de jongere vanaf 12 jaar, een ouder onder 12 jaar."),
      Row(v1::SCHEDULING_REASON_INFORMATION_AGREEMENT_INCOMPLETE, StatusCode::kFailedPrecondition,
          "the client of every youth and the requester make the information agreement with the "
          "chair; name them all",
          "De cliënt voor elke jongere en de aanvrager maken de informatieafspraak met de "
          "voorzitter. Noem hen allemaal."),
      Row(v1::SCHEDULING_REASON_INFORMATION_AGREEMENT_MISSING, StatusCode::kFailedPrecondition,
          "make the information agreement before an invitation carries content; a bare "
          "invitation is possible now",
          "Maak eerst de informatieafspraak. Een uitnodiging zonder inhoud kan nu al."),
      Row(v1::SCHEDULING_REASON_NO_CONTENT_WITHOUT_AGREEMENT, StatusCode::kFailedPrecondition,
          "this person has not agreed yet and gets no content; send a bare invitation",
          "Deze persoon ging nog niet akkoord en krijgt geen inhoud. Verstuur een uitnodiging "
          "zonder inhoud."),
      Row(v1::SCHEDULING_REASON_PERSON_REFUSED, StatusCode::kFailedPrecondition,
          "this person does not agree to the consultation; take the person off the list, or "
          "record a later yes",
          "Deze persoon gaat niet akkoord met het overleg. Haal de persoon van de lijst, of "
          "noteer een later akkoord."),
      Row(v1::SCHEDULING_REASON_UNKNOWN_AGENDA_ITEM, StatusCode::kFailedPrecondition,
          "there is no such agenda item, or it was taken off",
          "Dit agendapunt bestaat niet, of het is geschrapt."),
  };
}

// The meeting and its papers.
std::vector<rpc::ErrorRow> RowsOfMeeting() {
  return {
      Row(v1::SCHEDULING_REASON_UNKNOWN_MOMENT, StatusCode::kFailedPrecondition,
          "there is no such moment among those proposed; propose it first",
          "Dit moment is niet voorgesteld. Stel het eerst voor."),
      Row(v1::SCHEDULING_REASON_UNKNOWN_PLACE, StatusCode::kFailedPrecondition,
          "another place is proposed now; answer about that one",
          "Er is nu een andere plaats voorgesteld. Antwoord over die plaats."),
      Row(v1::SCHEDULING_REASON_NO_MOMENT_CHOSEN, StatusCode::kFailedPrecondition,
          "no moment is chosen yet; choose one first",
          "Er is nog geen moment gekozen. Kies er eerst een."),
      Row(v1::SCHEDULING_REASON_NO_AGREEMENT_TO_WITHDRAW, StatusCode::kFailedPrecondition,
          "this person has not agreed, so there is nothing to take back; record a no instead",
          "Deze persoon gaf geen akkoord dat kan worden ingetrokken. Noteer een weigering."),
      Row(v1::SCHEDULING_REASON_NEWER_ANSWER_KNOWN, StatusCode::kFailedPrecondition,
          "an answer of a later date is known; give the date of the newest answer",
          "Er is een antwoord van een latere datum bekend. Geef de datum van het laatste "
          "antwoord."),
      Row(v1::SCHEDULING_REASON_ATTENDANCE_INCOMPLETE, StatusCode::kFailedPrecondition,
          "say for every invitee whether the person was there, or why not; see the fields",
          "Zeg voor elke genodigde of de persoon er was, of waarom niet. Kijk bij de velden."),
      Row(v1::SCHEDULING_REASON_PRESENT_WITHOUT_AGREEMENT, StatusCode::kFailedPrecondition,
          "nobody takes part without having agreed; record the agreement, at the table if need "
          "be",
          "Niemand doet mee zonder akkoord. Noteer het akkoord, desnoods aan tafel."),
      Row(v1::SCHEDULING_REASON_WALK_IN_NOT_APPROVED, StatusCode::kFailedPrecondition,
          "somebody who came uninvited needs the approval of the client, at the table if need "
          "be",
          "Wie onuitgenodigd komt, heeft de goedkeuring van de cliënt nodig, desnoods aan "
          "tafel."),
      Row(v1::SCHEDULING_REASON_CHECKLIST_INCOMPLETE, StatusCode::kFailedPrecondition,
          "answer every item of the checklist that applies; see the fields",
          "Beantwoord elk punt van de checklist dat van toepassing is. Kijk bij de velden."),
      Row(v1::SCHEDULING_REASON_SUBSTITUTE_FOR_UNKNOWN, StatusCode::kFailedPrecondition,
          "a substitute stands in for an invitee who is recorded as absent",
          "Een vervanger komt in de plaats van een genodigde die als afwezig staat."),
      Row(v1::SCHEDULING_REASON_NOT_A_YOUTH, StatusCode::kFailedPrecondition,
          "only the capacity of a youth concerned is judged",
          "Alleen de bekwaamheid van een betrokken jongere wordt beoordeeld."),
      Row(v1::SCHEDULING_REASON_NO_DOCUMENT, StatusCode::kFailedPrecondition,
          "there is no such document yet, or this person may not have it",
          "Dit document is er nog niet, of deze persoon mag het niet krijgen."),
      Row(v1::SCHEDULING_REASON_SHARING_STOPPED, StatusCode::kFailedPrecondition,
          "this person withdrew the agreement; nothing more is shared to or about this person",
          "Deze persoon trok het akkoord in. Er wordt niets meer gedeeld met of over deze "
          "persoon."),
      Row(v1::SCHEDULING_REASON_CHAIR_NOT_INDEPENDENT, StatusCode::kFailedPrecondition,
          "the chair is tied to an organisation of somebody on the list; ask the desk for "
          "another chair",
          "De voorzitter is verbonden met de organisatie van iemand op de lijst. Vraag het "
          "loket een andere voorzitter."),
  };
}

}  // namespace

const rpc::ErrorTable& SchedulingErrors() {
  static const auto* const kTable = [] {
    std::vector<rpc::ErrorRow> rows = RowsOfAccess();
    for (auto part : {RowsOfPeople(), RowsOfMeeting()}) {
      rows.insert(rows.end(), part.begin(), part.end());
    }
    return new rpc::ErrorTable(std::move(rows));
  }();
  return *kTable;
}

absl::Status SchedulingError(v1::SchedulingReason reason, std::string_view rule) {
  log::v1::Refusal refusal;
  refusal.set_reason(v1::SchedulingReason_Name(reason));
  refusal.set_rule(std::string(rule));
  return SchedulingErrors().ToStatus(refusal);
}

}  // namespace rondetafel::scheduling
