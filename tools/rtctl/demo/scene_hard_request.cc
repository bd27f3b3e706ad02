#include "tools/rtctl/demo/scenes.h"

namespace rondetafel::rtctl {
namespace {

using intake::v1::IntakeService;
using triage::v1::TriageService;

intake::v1::SubmitRequestRequest HardRequest() {
  intake::v1::SubmitRequestRequest request;
  auto& form = *request.mutable_form();
  form =
      CobeForm("psycholoog", "Noor stays away from school; at both homes it is hard. (invented)");
  form.add_triggers(intake::v1::TRIGGER_HELPERS_CANNOT_COORDINATE);
  form.set_continuity_at_stake(true);
  *form.add_persons() = Youth("noor", "Noor Verzonnen", 15);
  *form.add_persons() = Youth("mats", "Mats Verzonnen", 9);
  *form.add_persons() = Parent("moeder", "Moeder Verzonnen", "000 00 00 01");
  *form.add_persons() = Parent("vader", "Vader Verzonnen", "000 00 00 02");
  *form.add_persons() = TrustedPerson("tante", "Tante Verzonnen");
  form.mutable_persons(4)->add_of_person_ids("noor");
  *form.add_persons() = Professional("psycholoog", "Psycholoog Voorbeeld",
                                     type::v1::PERSON_ROLE_HELPER_OUTSIDE_SCOPE, School());
  *form.add_persons() = Professional("thuisbegeleider", "Thuisbegeleider Voorbeeld",
                                     type::v1::PERSON_ROLE_HELPER, Caw());
  *request.add_agreements() = Yes("noor", type::v1::CHANNEL_COBE, "psycholoog", false);
  *request.add_agreements() = Yes("moeder", type::v1::CHANNEL_COBE, "psycholoog", false);
  return request;
}

void RecordFather(Teller& teller, const Names& names, type::v1::Answer answer,
                  std::string_view sentence) {
  intake::v1::RecordAgreementRequest request;
  request.set_name(names.request);
  *request.mutable_agreement() = Yes("vader", type::v1::CHANNEL_DESK_PHONE, "vader", true);
  request.mutable_agreement()->set_answer(answer);
  teller.Do(Desk(), sentence, teller.connection().intake(), &IntakeService::Stub::RecordAgreement,
            request);
}

}  // namespace

Filed TellHardRequest(Teller& teller, const Chairs& chairs, base::Instant* moment_of_refusal) {
  teller.Chapter("A hard case: divorced parents, a sibling, a trusted person");
  const Filed filed = FileRequest(teller, SchoolPsychologist(),
                                  "A school psychologist, outside the scope of the decree, asks "
                                  "for Noor (15), because continuity "
                                  "is at stake (R34).",
                                  HardRequest());
  teller.Say(
      "Noor answers for herself from 12 on; for her brother Mats (9) both parents count (Q18).");
  RecordFather(teller, filed.names, type::v1::ANSWER_NO, "The father calls the desk: he refuses.");
  ExplainGates(teller, filed.names, "What does that do to the gates?");
  *moment_of_refusal = base::SystemClock().Now();
  triage::v1::AdmitRequestRequest admit;
  admit.set_name(filed.names.assessment);
  teller.DoRefused(Desk(), "The desk does not reject it, but cannot admit it either:",
                   teller.connection().triage(), &TriageService::Stub::AdmitRequest, admit);
  RecordFather(teller, filed.names, type::v1::ANSWER_YES,
               "The psychologist spoke with him; the father calls again and agrees.");
  teller.Do(Desk(), "Now every gate passes, and the desk admits the request.",
            teller.connection().triage(), &TriageService::Stub::AdmitRequest, admit);
  triage::v1::AppointChairRequest tied;
  tied.set_name(filed.names.assessment);
  tied.set_facilitator_name(chairs.tied_to_school);
  teller.DoRefused(Desk(), "The desk tries a chair who works at the school of the psychologist:",
                   teller.connection().triage(), &TriageService::Stub::AppointChair, tied);
  tied.set_facilitator_name(chairs.first);
  teller.Do(Desk(), "An independent chair is appointed (R6, R172).", teller.connection().triage(),
            &TriageService::Stub::AppointChair, tied);
  return filed;
}

}  // namespace rondetafel::rtctl
