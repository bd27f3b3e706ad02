#include "tools/rtctl/demo/meeting_steps.h"

#include "shared/base/text.h"

namespace rondetafel::rtctl {

using Stub = scheduling::v1::SchedulingService::Stub;
namespace v1 = scheduling::v1;

void MeetingSteps::ChairChanges(const type::v1::Actor& chair) {
  chair_ = chair;
  teller_.Await<Stub, v1::GetConsultationRequest, v1::GetConsultationResponse>(
      Auditor(), teller_.connection().scheduling(), &Stub::GetConsultation,
      Named<v1::GetConsultationRequest>(), [&chair](const v1::GetConsultationResponse& response) {
        return response.consultation().chair_actor_id() == chair.actor_id();
      });
}

void MeetingSteps::PrepareAgenda(std::string_view topic, const std::vector<std::string>& clients) {
  auto& scheduling = teller_.connection().scheduling();
  auto contact = Named<v1::RecordRequesterContactRequest>();
  contact.set_channel(type::v1::CHANNEL_DESK_PHONE);
  teller_.Do(chair_, "The chair calls the requester first (R43).", scheduling,
             &Stub::RecordRequesterContact, contact);
  auto propose = Named<v1::ProposeAgendaItemRequest>();
  propose.set_origin(v1::PROPOSAL_ORIGIN_CLIENT);
  propose.set_text(std::string(topic));
  const auto item = teller_.Do(chair_, "The client puts a topic on the agenda (R44).", scheduling,
                               &Stub::ProposeAgendaItem, propose);
  for (const std::string& client : clients) {
    auto approve = Named<v1::ApproveAgendaItemRequest>();
    approve.set_agenda_item_id(item.agenda_item_id());
    approve.set_approved_by_person_id(client);
    teller_.Do(chair_, base::Cat("Client ", client, " approves the agenda."), scheduling,
               &Stub::ApproveAgendaItem, approve);
  }
}

void MeetingSteps::Invite(const std::string& person, const std::vector<std::string>& clients) {
  auto& scheduling = teller_.connection().scheduling();
  auto propose = Named<v1::ProposeInviteeRequest>();
  propose.set_person_id(person);
  propose.set_origin(v1::PROPOSAL_ORIGIN_CLIENT);
  teller_.Do(chair_, base::Cat(person, " is put forward for the table."), scheduling,
             &Stub::ProposeInvitee, propose);
  for (const std::string& client : clients) {
    auto approve = Named<v1::ApproveInviteeRequest>();
    approve.set_person_id(person);
    approve.set_approved_by_person_id(client);
    teller_.Do(chair_, base::Cat("Client ", client, " wants ", person, " there (R45)."), scheduling,
               &Stub::ApproveInvitee, approve);
  }
  auto invite = Named<v1::SendInvitationRequest>();
  invite.set_person_id(person);
  invite.set_content(v1::INVITATION_CONTENT_BARE);
  teller_.Do(chair_, base::Cat(person, " gets an invitation without content (Q26)."), scheduling,
             &Stub::SendInvitation, invite);
  auto agree = Named<v1::RecordAgreementRequest>();
  *agree.mutable_agreement() = Yes(person, type::v1::CHANNEL_DESK_PHONE, person, true);
  teller_.Do(chair_, base::Cat(person, " says yes to the consultation, to the chair (R158)."),
             scheduling, &Stub::RecordAgreement, agree);
}

void MeetingSteps::AgreeOnInformation(const std::vector<std::string>& makers,
                                      const std::vector<std::string>& recipients) {
  auto request = Named<v1::MakeInformationAgreementRequest>();
  v1::InformationItemInput& item = *request.add_items();
  item.set_text("How it goes at school and which help there has been (invented)");
  item.mutable_recipient_person_ids()->Add(recipients.begin(), recipients.end());
  request.mutable_agreed_by_person_ids()->Add(makers.begin(), makers.end());
  teller_.Do(chair_,
             "Client, requester and chair agree on what may be shared, and with whom (R46).",
             teller_.connection().scheduling(), &Stub::MakeInformationAgreement, request);
}

void MeetingSteps::ChooseMoment(int days_from_today) {
  auto& scheduling = teller_.connection().scheduling();
  auto propose = Named<v1::ProposeMomentsRequest>();
  *propose.add_moments() = NowInBrussels(days_from_today);
  *propose.add_moments() = NowInBrussels(days_from_today + 7);
  const auto moments = teller_.Do(chair_, "The chair puts two moments to everybody (R47).",
                                  scheduling, &Stub::ProposeMoments, propose);
  if (moments.moment_ids().empty()) return;
  auto choose = Named<v1::ChooseMomentRequest>();
  choose.set_moment_id(moments.moment_ids(0));
  teller_.Do(chair_, "The first one suits.", scheduling, &Stub::ChooseMoment, choose);
}

void MeetingSteps::ChoosePlace(std::string_view text, const std::vector<std::string>& persons) {
  auto& scheduling = teller_.connection().scheduling();
  auto propose = Named<v1::ProposePlaceRequest>();
  propose.set_text(std::string(text));
  const auto place =
      teller_.Do(chair_, "A place is proposed (R48).", scheduling, &Stub::ProposePlace, propose);
  for (const std::string& person : persons) {
    auto answer = Named<v1::AnswerPlaceRequest>();
    answer.set_place_id(place.place_id());
    answer.set_person_id(person);
    answer.set_answer(type::v1::ANSWER_YES);
    teller_.Do(chair_, base::Cat("The place suits ", person, "."), scheduling, &Stub::AnswerPlace,
               answer);
  }
}

void MeetingSteps::ExplainConfirm() {
  const auto explained = teller_.Do(chair_, "What still stands in the way of a confirmed meeting?",
                                    teller_.connection().scheduling(), &Stub::ExplainConfirm,
                                    Named<v1::ExplainConfirmRequest>());
  for (const v1::Obstacle& obstacle : explained.obstacles()) {
    teller_.Show(base::Cat(obstacle.rule(), " ", obstacle.person_id(), ": ", obstacle.english()));
  }
}

void MeetingSteps::Confirm() {
  teller_.Do(chair_, "Everybody agreed: the meeting stands (R158).",
             teller_.connection().scheduling(), &Stub::ConfirmConsultation,
             Named<v1::ConfirmConsultationRequest>());
}

void MeetingSteps::Hold(const std::vector<Seat>& seats) {
  auto request = Named<v1::HoldMeetingRequest>();
  *request.mutable_held_at() = NowInBrussels();
  for (const Seat& seat : seats) {
    v1::AttendanceInput& attendance = *request.add_attendance();
    attendance.set_person_id(seat.person);
    attendance.set_presence(seat.presence);
    attendance.set_absence_reason(seat.reason);
  }
  for (const auto item :
       {v1::CHECKLIST_ITEM_INTRODUCTION_ROUND, v1::CHECKLIST_ITEM_SECRECY_REMINDER}) {
    v1::ChecklistAnswer& answer = *request.add_checklist();
    answer.set_item(item);
    answer.set_done(true);
  }
  teller_.Do(chair_, "The meeting is held; the chair records who was there (R157).",
             teller_.connection().scheduling(), &Stub::HoldMeeting, request);
}

}  // namespace rondetafel::rtctl
