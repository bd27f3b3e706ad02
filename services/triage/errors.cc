#include "services/triage/errors.h"

#include <string>

namespace rondetafel::triage {
namespace {

using absl::StatusCode;

rpc::ErrorRow Row(v1::TriageReason reason, StatusCode code, std::string english,
                  std::string dutch) {
  return {v1::TriageReason_Name(reason), code, std::move(english), std::move(dutch)};
}
// Most refusals: the state does not allow it, something else has to happen first.
rpc::ErrorRow Unmet(v1::TriageReason reason, std::string english, std::string dutch) {
  return Row(reason, StatusCode::kFailedPrecondition, std::move(english), std::move(dutch));
}

std::vector<rpc::ErrorRow> DecisionRows() {
  return {
      Row(v1::TRIAGE_REASON_ASSESSMENT_NOT_FOUND, StatusCode::kNotFound,
          "there is no such assessment; check the name, or repeat with the position of the request",
          "Dit dossier bestaat niet bij het loket. Kijk de naam na."),
      Unmet(v1::TRIAGE_REASON_GATE_FAILED,
            "the request is not admissible: the gate named fails; reject it, or have it amended",
            "De aanvraag is niet ontvankelijk: aan de genoemde voorwaarde is niet voldaan. Wijs ze "
            "af, "
            "of laat ze aanpassen."),
      Unmet(v1::TRIAGE_REASON_CLIENT_AGREEMENT_AWAITED,
            "the client has not answered yet; wait for the answer, waiting is no rejection",
            "De cliënt antwoordde nog niet. Wacht het antwoord af; wachten is geen afwijzing."),
      Unmet(v1::TRIAGE_REASON_REQUEST_INCOMPLETE, "facts are missing; have the request completed",
            "Er ontbreken gegevens. Laat de aanvraag aanvullen."),
      Unmet(v1::TRIAGE_REASON_GROUND_NOT_FAILED,
            "this ground does not hold: its gate does not fail; give only grounds of failed gates",
            "Deze grond gaat niet op: aan die voorwaarde is voldaan. Geef alleen gronden die "
            "gelden."),
      Unmet(v1::TRIAGE_REASON_ALREADY_DECIDED,
            "the request was decided already; after a rejection it can be submitted again",
            "Over deze aanvraag is al beslist. Na een weigering kan ze opnieuw worden ingediend."),
      Unmet(v1::TRIAGE_REASON_REQUEST_CLOSED,
            "the request was rejected, withdrawn or redirected; a new request is needed",
            "De aanvraag is geweigerd, ingetrokken of doorverwezen. Er is een nieuwe aanvraag "
            "nodig."),
      Row(v1::TRIAGE_REASON_OTHER_REGION, StatusCode::kPermissionDenied,
          "the file belongs to the desk of another region; ask that desk, or have it transferred",
          "Dit dossier is van het loket van een andere regio. Vraag het daar, of laat het "
          "overdragen."),
      Unmet(v1::TRIAGE_REASON_REQUESTER_AGREEMENT_MISSING,
            "redirecting needs the requester's agreement; give the day on which it was given",
            "Doorverwijzen kan alleen als de aanmelder akkoord gaat. Geef de dag van het akkoord."),
      Unmet(v1::TRIAGE_REASON_SAME_PROCEDURE, "the request has this procedure already",
            "De aanvraag is al voor deze procedure."),
      Unmet(v1::TRIAGE_REASON_DATE_TOO_EARLY,
            "the date lies before the fact it follows; give the day on which it happened",
            "De datum ligt vóór het feit waarop dit volgt. Geef de dag waarop het gebeurde."),
      Unmet(
          v1::TRIAGE_REASON_PROCEDURE_NOT_OPEN,
          "there are no gates for this procedure, so nothing can be decided; redirect the request",
          "Voor deze procedure zijn er geen voorwaarden om aan te toetsen. Verwijs de aanvraag "
          "door."),
      Unmet(v1::TRIAGE_REASON_PERSON_NOT_FOUND,
            "this person is not in the case; have the request amended",
            "Deze persoon staat niet in het dossier. Laat de aanvraag aanpassen."),
      Unmet(v1::TRIAGE_REASON_NOT_A_MINOR, "capacity is judged of youths concerned below 18 only",
            "De bekwaamheid wordt alleen beoordeeld van betrokken jongeren onder 18 jaar."),
      Unmet(v1::TRIAGE_REASON_NO_REJECTION, "the request was not rejected, so there is no letter",
            "De aanvraag is niet geweigerd, dus is er geen brief."),
      Unmet(v1::TRIAGE_REASON_DESK_NOT_FOUND,
            "no desk record holds on that date; record the desk first",
            "Voor die datum is er geen loket geregistreerd. Registreer eerst het loket."),
  };
}

std::vector<rpc::ErrorRow> ChairRows() {
  return {
      Unmet(v1::TRIAGE_REASON_NOT_ADMITTED,
            "a chair is appointed after admission; admit the request first",
            "Een voorzitter wordt pas aangesteld als de aanvraag ontvankelijk is. Beslis eerst "
            "daarover."),
      Unmet(v1::TRIAGE_REASON_CLIENT_AGREEMENT_MISSING,
            "the client's agreement is missing, and it comes before the assignment; ask the client "
            "again",
            "De instemming van de cliënt ontbreekt, en die komt vóór de aanstelling. Vraag het "
            "opnieuw."),
      Unmet(
          v1::TRIAGE_REASON_CHAIR_NOT_INDEPENDENT,
          "the chair is tied to an organisation in the case; appoint another chair",
          "De voorzitter is verbonden aan een organisatie in het dossier. Stel iemand anders aan."),
      Unmet(v1::TRIAGE_REASON_CHAIR_NOT_TRAINED,
            "the chair was not trained by that day; appoint another chair",
            "De voorzitter had op die dag de opleiding niet. Stel iemand anders aan."),
      Unmet(v1::TRIAGE_REASON_NOT_A_CHAIR, "this facilitator is a mediator and no external chair",
            "Deze persoon is bemiddelaar en geen externe voorzitter."),
      Unmet(v1::TRIAGE_REASON_FACILITATOR_RETIRED, "this facilitator takes no more appointments",
            "Deze persoon neemt geen nieuwe dossiers meer."),
      Unmet(v1::TRIAGE_REASON_CHAIR_ALREADY_APPOINTED,
            "another chair is appointed; replace that chair, with the reason",
            "Er is al een andere voorzitter aangesteld. Vervang die, met de reden."),
      Unmet(v1::TRIAGE_REASON_NO_CHAIR_APPOINTED, "there is no chair to replace; appoint one",
            "Er is nog geen voorzitter om te vervangen. Stel er een aan."),
      Row(v1::TRIAGE_REASON_FACILITATOR_NOT_FOUND, StatusCode::kNotFound,
          "there is no such chair or mediator in the register; check the name, or register first",
          "Deze voorzitter of bemiddelaar staat niet in het register. Kijk de naam na, of "
          "registreer eerst."),
      Row(v1::TRIAGE_REASON_FACILITATOR_EXISTS, StatusCode::kAlreadyExists,
          "this person is in the register already; add ties there, or retire the entry",
          "Deze persoon staat al in het register. Vul die registratie aan, of sluit ze af."),
      Unmet(v1::TRIAGE_REASON_TIE_NOT_FOUND, "there is no running tie to that organisation",
            "Er is geen lopende band met die organisatie."),
  };
}

}  // namespace

const rpc::ErrorTable& TriageErrors() {
  static const auto* const kTable = [] {
    std::vector<rpc::ErrorRow> rows = DecisionRows();
    for (rpc::ErrorRow& row : ChairRows()) rows.push_back(std::move(row));
    return new rpc::ErrorTable(std::move(rows));
  }();
  return *kTable;
}

absl::Status TriageError(v1::TriageReason reason, std::string_view rule) {
  log::v1::Refusal refusal;
  refusal.set_reason(v1::TriageReason_Name(reason));
  refusal.set_rule(std::string(rule));
  return TriageErrors().ToStatus(refusal);
}

}  // namespace rondetafel::triage
