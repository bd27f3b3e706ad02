#include "shared/base/text.h"
#include "tools/rtctl/demo/meeting_steps.h"
#include "tools/rtctl/demo/plan_steps.h"
#include "tools/rtctl/demo/scenes.h"

namespace rondetafel::rtctl {
namespace {

using scheduling::v1::SchedulingService;
using triage::v1::TriageService;
using workplan::v1::WorkPlanService;

// Noor for herself, the mother for Mats.
const std::vector<std::string> kClients = {"noor", "moeder"};
const std::vector<std::string> kTable = {"noor",  "mats",       "moeder",         "vader",
                                         "tante", "psycholoog", "thuisbegeleider"};
const std::vector<std::string> kPresent = {"noor",  "moeder",     "vader",
                                           "tante", "psycholoog", "thuisbegeleider"};

std::vector<std::string> Without(std::vector<std::string> list, std::string_view who) {
  std::erase(list, who);
  return list;
}

void FallIllAndPostpone(Teller& teller, const Chairs& chairs, const Names& names,
                        MeetingSteps& meeting) {
  triage::v1::ReplaceChairRequest replace;
  replace.set_name(names.assessment);
  replace.set_facilitator_name(chairs.second);
  replace.set_reason(triage::v1::REPLACEMENT_REASON_ILLNESS);
  teller.Do(Desk(), "The chair falls ill. The desk replaces her; what was prepared stays.",
            teller.connection().triage(), &TriageService::Stub::ReplaceChair, replace);
  meeting.ChairChanges(Chair(kSecondChair));
  scheduling::v1::PostponeConsultationRequest postpone;
  postpone.set_name(names.consultation);
  postpone.set_reason(scheduling::v1::POSTPONE_REASON_CHAIR_UNAVAILABLE);
  teller.Do(Chair(kSecondChair), "The new chair cannot come on that day: the meeting is postponed.",
            teller.connection().scheduling(), &SchedulingService::Stub::PostponeConsultation,
            postpone);
  scheduling::v1::HoldMeetingRequest hold;
  hold.set_name(names.consultation);
  *hold.mutable_held_at() = NowInBrussels();
  scheduling::v1::AttendanceInput& seat = *hold.add_attendance();
  seat.set_person_id("noor");
  seat.set_presence(scheduling::v1::PRESENCE_PRESENT);
  teller.DoRefused(Chair(kFirstChair),
                   "The former chair may no longer act:", teller.connection().scheduling(),
                   &SchedulingService::Stub::HoldMeeting, hold);
}

void WithdrawAfterwards(Teller& teller, const Names& names) {
  scheduling::v1::WithdrawAgreementRequest withdraw;
  withdraw.set_name(names.consultation);
  withdraw.set_person_id("tante");
  withdraw.set_channel(type::v1::CHANNEL_DESK_PHONE);
  teller.Do(Chair(kSecondChair),
            "Afterwards the aunt takes her agreement back: nothing more is shared with her (1c).",
            teller.connection().scheduling(), &SchedulingService::Stub::WithdrawAgreement,
            withdraw);
  workplan::v1::GetWorkPlanRequest look;
  look.set_name(names.work_plan);
  const auto plan = teller.Await<WorkPlanService::Stub, workplan::v1::GetWorkPlanRequest,
                                 workplan::v1::GetWorkPlanResponse>(
      Auditor(), teller.connection().workplan(), &WorkPlanService::Stub::GetWorkPlan, look,
      [](const workplan::v1::GetWorkPlanResponse& response) {
        return std::ranges::any_of(response.work_plan().participants(),
                                   [](const auto& person) { return person.withdrawn(); });
      });
  for (const std::string& task : plan.work_plan().tasks_without_owner()) {
    teller.Say(base::Cat("In the plan ", task, " has no owner any more."));
  }
}

void AskFollowUp(Teller& teller, const Names& names) {
  workplan::v1::AskFollowUpRequest ask;
  ask.set_name(names.work_plan);
  ask.set_asked_by_person_id("thuisbegeleider");
  ask.set_question("The aunt's task needs somebody else. (invented)");
  const auto asked = teller.Do(
      Helper("thuisbegeleider", Caw()), "The coordinator asks for a follow-up (R69, R70).",
      teller.connection().workplan(), &WorkPlanService::Stub::AskFollowUp, ask);
  if (!teller.ok()) return;
  const auto next = NamesOf(asked.request_name());
  if (!next.ok()) return teller.Fail(next.status());
  triage::v1::ExplainGatesRequest look;
  look.set_name(next->assessment);
  teller.Await<TriageService::Stub, triage::v1::ExplainGatesRequest,
               triage::v1::ExplainGatesResponse>(Auditor(), teller.connection().triage(),
                                                 &TriageService::Stub::ExplainGates, look,
                                                 [](const auto&) { return true; });
  ExplainGates(teller, *next,
               "Intake opened the request and triage its assessment, both by reaction:");
}

}  // namespace

void TellHardMeeting(Teller& teller, const Chairs& chairs, const Filed& filed) {
  const Names& names = filed.names;
  MeetingSteps meeting(&teller, names, Chair(kFirstChair));
  meeting.ChairChanges(Chair(kFirstChair));
  meeting.PrepareAgenda("Where Noor can be in peace (invented)", kClients);
  for (const std::string& person : kTable) meeting.Invite(person, kClients);
  meeting.AgreeOnInformation({"noor", "moeder", "psycholoog"}, kPresent);
  meeting.ExplainConfirm();
  meeting.ChooseMoment(3);
  meeting.ChoosePlace("Verzonnen buurthuis, 0000 Nergens", kTable);
  meeting.Confirm();
  FallIllAndPostpone(teller, chairs, names, meeting);
  meeting.ChooseMoment(0);
  meeting.ChoosePlace("Verzonnen bibliotheek, 0000 Nergens", kTable);
  meeting.Confirm();
  std::vector<MeetingSteps::Seat> seats;
  seats.reserve(std::size(kPresent) + 1);
  for (const std::string& person : kPresent) seats.push_back({person});
  seats.push_back(
      {"mats", scheduling::v1::PRESENCE_ABSENT, scheduling::v1::ABSENCE_REASON_NOT_IN_INTEREST});
  seats[2].presence = scheduling::v1::PRESENCE_REMOTE;
  meeting.Hold(seats);
  PlanSteps plan(&teller, names, Chair(kSecondChair));
  plan.Draft("noor", {"noor", "vader", "tante", "thuisbegeleider"});
  plan.Mandate("thuisbegeleider", Without(kPresent, "thuisbegeleider"));
  plan.DistributeAndAccept(kPresent);
  WithdrawAfterwards(teller, names);
  AskFollowUp(teller, names);
  plan.ShowDocument("noor");
}

}  // namespace rondetafel::rtctl
