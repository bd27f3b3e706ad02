#include "tools/rtctl/demo/meeting_steps.h"
#include "tools/rtctl/demo/plan_steps.h"
#include "tools/rtctl/demo/scenes.h"

namespace rondetafel::rtctl {
namespace {

const std::vector<std::string> kTable = {"jo", "ouder", "begeleider"};
const std::vector<std::string> kClient = {"jo"};

intake::v1::SubmitRequestRequest FirstRequest() {
  intake::v1::SubmitRequestRequest request;
  auto& form = *request.mutable_form();
  form = CobeForm("begeleider", "Who does what around Jo? (invented)");
  *form.add_persons() = Youth("jo", "Jo Verzonnen", 16);
  *form.add_persons() = Parent("ouder", "Ouder Verzonnen", "000 00 00 01");
  *form.add_persons() =
      Professional("begeleider", "Begeleider Voorbeeld", type::v1::PERSON_ROLE_HELPER, Caw());
  *request.add_agreements() = Yes("jo", type::v1::CHANNEL_COBE, "begeleider", false);
  return request;
}

// The way from an appointed chair to a plan, the same for both meetings.
void MeetAndPlan(Teller& teller, const Names& names) {
  MeetingSteps meeting(&teller, names, Chair(kFirstChair));
  meeting.PrepareAgenda("Mornings before school (invented)", kClient);
  for (const std::string& person : kTable) meeting.Invite(person, kClient);
  meeting.AgreeOnInformation({"jo", "begeleider"}, kTable);
  meeting.ChooseMoment(0);
  meeting.ChoosePlace("Verzonnen zaal, 0000 Nergens", kTable);
  meeting.Confirm();
  meeting.Hold({{"jo"}, {"ouder"}, {"begeleider"}});
  PlanSteps plan(&teller, names, Chair(kFirstChair));
  plan.Draft("jo", {"jo", "ouder", "begeleider"});
  plan.Mandate("begeleider", {"jo", "ouder"});
  plan.DistributeAndAccept(kTable);
}

void TellFollowUp(Teller& teller, const Chairs& chairs, const Names& first) {
  teller.Chapter("One follow-up: the same case, a second meeting");
  intake::v1::SubmitRequestRequest request;
  auto& form = *request.mutable_form();
  form.set_procedure(type::v1::PROCEDURE_CONSULTATION);
  form.set_channel(type::v1::CHANNEL_COBE);
  form.set_requester_person_id("begeleider");
  form.set_assisted_by_person_id("begeleider");
  form.add_purposes(intake::v1::PURPOSE_ALIGNMENT);
  form.set_link_with_youth_help(true);
  form.set_question("How does the plan go? (invented)");
  request.mutable_earlier()->set_request_name(first.request);
  *request.add_agreements() = Yes("jo", type::v1::CHANNEL_COBE, "begeleider", false);
  const Filed filed = FileRequest(
      teller, Helper("begeleider", Caw()),
      "The coordinator asks for a follow-up: people are carried over, agreements are not (Q20).",
      request);
  AdmitAndAppoint(teller, filed.names, chairs.first);
  MeetAndPlan(teller, filed.names);
}

}  // namespace

Filed TellOrdinaryCase(Teller& teller, const Chairs& chairs) {
  teller.Chapter("An ordinary case, end to end");
  const Filed filed = FileRequest(
      teller, Helper("begeleider", Caw()),
      "A helper of the Verzonnen CAW asks for a consultation around Jo (16), through COBE.",
      FirstRequest());
  ExplainGates(teller, filed.names, "Triage weighs the gates CO-1 to CO-8:");
  AdmitAndAppoint(teller, filed.names, chairs.first);
  MeetAndPlan(teller, filed.names);
  PlanSteps plan(&teller, filed.names, Chair(kFirstChair));
  plan.PlanEvaluation(60);
  plan.ShowDocument("jo");
  TellFollowUp(teller, chairs, filed.names);
  return filed;
}

}  // namespace rondetafel::rtctl
