#include "services/intake/errors.h"

#include <string>

namespace rondetafel::intake {
namespace {

using absl::StatusCode;

rpc::ErrorRow Row(v1::IntakeReason reason, StatusCode code, std::string english,
                  std::string dutch) {
  return {v1::IntakeReason_Name(reason), code, std::move(english), std::move(dutch)};
}

}  // namespace

const rpc::ErrorTable& IntakeErrors() {
  static const auto* const kTable = new rpc::ErrorTable({
      Row(v1::INTAKE_REASON_REQUEST_NOT_FOUND, StatusCode::kNotFound,
          "there is no such request, or none you have to do with; check the name or the reference",
          "Deze aanvraag bestaat niet, of u bent er niet bij betrokken. Kijk de naam of het nummer "
          "na."),
      Row(v1::INTAKE_REASON_ALREADY_SUBMITTED, StatusCode::kAlreadyExists,
          "this request was filed before; amend it, or file another with a new command id",
          "Deze aanvraag is al ingediend. Pas ze aan, of dien een nieuwe aanvraag in."),
      Row(v1::INTAKE_REASON_REQUEST_WITHDRAWN, StatusCode::kFailedPrecondition,
          "the request was withdrawn; file it again if it is needed after all",
          "De aanvraag is ingetrokken. Dien ze opnieuw in als ze toch nodig is."),
      Row(v1::INTAKE_REASON_ALREADY_DECIDED, StatusCode::kFailedPrecondition,
          "the desk has decided on the request; after a rejection, file it again with what is new",
          "Het loket heeft al beslist over de aanvraag. Dien ze na een weigering opnieuw in met "
          "wat "
          "nieuw is."),
      Row(v1::INTAKE_REASON_ALREADY_ASSIGNED, StatusCode::kFailedPrecondition,
          "a chair was appointed; speak to the chair, who now keeps the agreements and may end it",
          "Er is een voorzitter aangesteld. Neem contact op met de voorzitter: die houdt nu de "
          "akkoorden bij en kan het overleg beëindigen."),
      Row(v1::INTAKE_REASON_UNKNOWN_PERSON, StatusCode::kFailedPrecondition,
          "this person is not in the request; add the person first",
          "Deze persoon staat niet in de aanvraag. Voeg de persoon eerst toe."),
      Row(v1::INTAKE_REASON_NO_AGREEMENT_TO_WITHDRAW, StatusCode::kFailedPrecondition,
          "this person has not agreed, so there is nothing to take back; record a no instead",
          "Deze persoon heeft geen akkoord gegeven dat kan worden ingetrokken. Noteer een "
          "weigering."),
      Row(v1::INTAKE_REASON_DATE_BEFORE_FACT, StatusCode::kFailedPrecondition,
          "the date lies before the fact it refers to; give the day on which it happened",
          "De datum ligt vóór het feit waarover het gaat. Geef de dag waarop het gebeurde."),
      Row(v1::INTAKE_REASON_NO_EARLIER_MEETING, StatusCode::kFailedPrecondition,
          "no held meeting with a plan is known of the earlier request; file a first request, or "
          "repeat this one once the meeting and the plan are registered",
          "Van de vorige aanvraag is geen overleg met werkplan bekend. Dien een eerste aanvraag "
          "in, of "
          "probeer opnieuw zodra overleg en werkplan geregistreerd zijn."),
      Row(v1::INTAKE_REASON_NOT_REJECTED, StatusCode::kFailedPrecondition,
          "only a rejected or withdrawn request is filed again; amend the running one instead",
          "Alleen een geweigerde of ingetrokken aanvraag kan opnieuw worden ingediend. Pas de "
          "lopende "
          "aanvraag aan."),
      Row(v1::INTAKE_REASON_NOT_YOURS, StatusCode::kPermissionDenied,
          "you have nothing to do with this request, or no longer; ask the desk of its region",
          "U bent niet (meer) bij deze aanvraag betrokken. Vraag het aan het loket van de regio."),
      Row(v1::INTAKE_REASON_REFERENCE_MISTYPED, StatusCode::kInvalidArgument,
          "the reference is mistyped: its last character checks the others; it looks like "
          "RT-7K3M-9QXA-4 and never has 0, O, 1, I, L or U",
          "Het nummer bevat een tikfout: het laatste teken controleert de andere. Het ziet eruit "
          "als "
          "RT-7K3M-9QXA-4 en bevat nooit 0, O, 1, I, L of U."),
      Row(v1::INTAKE_REASON_CONTENT_CONTRADICTS, StatusCode::kFailedPrecondition,
          "the content does not fit together any more; see the fields",
          "De inhoud klopt niet meer: kijk de aangeduide velden na."),
  });
  return *kTable;
}

absl::Status IntakeError(v1::IntakeReason reason, std::string_view rule) {
  log::v1::Refusal refusal;
  refusal.set_reason(v1::IntakeReason_Name(reason));
  refusal.set_rule(std::string(rule));
  return IntakeErrors().ToStatus(refusal);
}

}  // namespace rondetafel::intake
