#include "tools/rtctl/demo/scenes.h"

namespace rondetafel::rtctl {
namespace {

using triage::v1::TriageService;

intake::v1::SubmitRequestRequest SupplyRequest() {
  intake::v1::SubmitRequestRequest request;
  auto& form = *request.mutable_form();
  form = CobeForm("consulent", "Can somebody find a place for Kim? (invented)");
  form.clear_purposes();
  form.add_purposes(intake::v1::PURPOSE_SUPPLY_NEGOTIATION);
  *form.add_persons() = Youth("kim", "Kim Verzonnen", 14);
  *form.add_persons() =
      Professional("consulent", "Consulent Voorbeeld", type::v1::PERSON_ROLE_HELPER, Cgg());
  *request.add_agreements() = Yes("kim", type::v1::CHANNEL_COBE, "consulent", false);
  return request;
}

}  // namespace

void TellRejection(Teller& teller) {
  teller.Chapter("One rejected request, with its letter");
  const Filed filed = FileRequest(
      teller, Helper("consulent", Cgg()),
      "A helper asks only to negotiate a place: that is not what a consultation is for.",
      SupplyRequest());
  ExplainGates(teller, filed.names, "Triage weighs the gates:");
  triage::v1::AdmitRequestRequest admit;
  admit.set_name(filed.names.assessment);
  teller.DoRefused(Desk(), "The desk cannot admit it, not even if it wanted to:",
                   teller.connection().triage(), &TriageService::Stub::AdmitRequest, admit);
  triage::v1::RejectRequestRequest reject;
  reject.set_name(filed.names.assessment);
  reject.add_grounds(gates::v1::GROUND_SUPPLY_NEGOTIATION_ONLY);
  reject.set_motivation(
      "Uw aanvraag vraagt enkel om aanbod mogelijk te maken. Daarvoor dient het overleg niet.");
  teller.Do(Desk(), "The desk rejects it on that ground, with its reasons (R106).",
            teller.connection().triage(), &TriageService::Stub::RejectRequest, reject);
  triage::v1::GetDecisionLetterRequest letter;
  letter.set_name(filed.names.assessment);
  const auto written =
      teller.Do(Desk(), "The letter to the requesting party (R165):", teller.connection().triage(),
                &TriageService::Stub::GetDecisionLetter, letter);
  teller.Show(written.letter().text());
}

}  // namespace rondetafel::rtctl
