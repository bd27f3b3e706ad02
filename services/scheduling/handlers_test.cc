// Scheduling's handlers on the real runtime: assignment, a case to its meeting, who sees what,
// repeats.
#include <gtest/gtest.h>

#include "services/scheduling/testing/scheduling_world.h"
#include "shared/base/civil_date.h"

namespace rondetafel::scheduling::testing {
namespace {

// Runs a command as the chair and expects success.
template <class Response, class Request>
void Do(World& world, const char* name,
        Or<Response> (SchedulingHandlers::*method)(const rpc::Call&, const Request&),
        const Request& request) {
  const auto response = (world.handlers().*method)(CallOf(name, Chair()), world.Of(request));
  ASSERT_TRUE(response.ok()) << name << ": " << response.status();
}

void Invite(World& world, const std::string& person) {
  v1::ProposeInviteeRequest propose;
  propose.set_person_id(person);
  propose.set_origin(v1::PROPOSAL_ORIGIN_REQUESTER);
  Do(world, "ProposeInvitee", &SchedulingHandlers::ProposeInvitee, propose);
  v1::ApproveInviteeRequest approve;
  approve.set_person_id(person);
  approve.set_approved_by_person_id("youth");
  Do(world, "ApproveInvitee", &SchedulingHandlers::ApproveInvitee, approve);
  v1::RecordAgreementRequest agree;
  agree.mutable_agreement()->set_person_id(person);
  agree.mutable_agreement()->set_answer(type::v1::ANSWER_YES);
  *agree.mutable_agreement()->mutable_given_on() = base::ToProto(base::Date{2021, 5, 10});
  agree.mutable_agreement()->set_channel(type::v1::CHANNEL_DESK_PHONE);
  agree.mutable_agreement()->set_confirmed_by_person(true);
  Do(world, "RecordAgreement", &SchedulingHandlers::RecordAgreement, agree);
}

void MakeInformationAgreement(World& world, const std::string& recipient) {
  v1::MakeInformationAgreementRequest make;
  v1::InformationItemInput& item = *make.add_items();
  item.set_text(std::string("schoolverslag ") + kMarker);
  item.add_recipient_person_ids(recipient);
  make.add_agreed_by_person_ids("youth");
  make.add_agreed_by_person_ids("helper");
  Do(world, "MakeInformationAgreement", &SchedulingHandlers::MakeInformationAgreement, make);
}

void Send(World& world, const std::string& person, v1::InvitationContent content) {
  v1::SendInvitationRequest send;
  send.set_person_id(person);
  send.set_content(content);
  Do(world, "SendInvitation", &SchedulingHandlers::SendInvitation, send);
}

v1::GetInvitationResponse Invitation(World& world, const std::string& person) {
  v1::GetInvitationRequest request;
  request.set_name(world.name());
  request.set_person_id(person);
  auto response = world.handlers().GetInvitation(CallOf("GetInvitation", Chair()), request);
  EXPECT_TRUE(response.ok()) << response.status();
  return response.value_or(v1::GetInvitationResponse());
}

// R40, R41: the chair's appointment opens the consultation.
TEST(AssignmentTest, OpensByReactionOnTheAppointment) {
  World world;
  const v1::Consultation shown = world.Get(Chair());
  EXPECT_EQ(shown.status(), v1::CONSULTATION_STATUS_ASSIGNED);
  EXPECT_EQ(shown.chair_actor_id(), kChair);
  EXPECT_EQ(shown.region(), type::v1::REGION_LIMBURG);
  ASSERT_EQ(shown.persons_size(), 4);
  EXPECT_EQ(shown.persons(1).name(), std::string("Naam-") + kMarker + "-mother");
}

// R171, P-29: nobody without a relation learns that it exists; team leads and auditors see codes.
TEST(GetConsultationTest, ShowsPeopleToChairAndDeskOnly) {
  World world;
  v1::GetConsultationRequest request;
  request.set_name(world.name());
  auto& handlers = world.handlers();
  const auto other =
      handlers.GetConsultation(CallOf("GetConsultation", Chair(kOtherChair)), request);
  EXPECT_EQ(other.status().code(), absl::StatusCode::kPermissionDenied);
  v1::GetConsultationRequest unknown;
  unknown.set_name(
      "cases/aaaaaaaa-0000-8000-8000-000000000009/consultations/"
      "bbbbbbbb-0000-8000-8000-000000000009");
  EXPECT_EQ(handlers.GetConsultation(CallOf("GetConsultation", Chair()), unknown).status(),
            other.status());
  EXPECT_EQ(world.Get(Desk()).persons(0).name(), std::string("Naam-") + kMarker + "-youth");
  const type::v1::Actor lead = ActorOf(kDesk, type::v1::ROLE_TEAM_LEAD, type::v1::REGION_LIMBURG);
  for (const auto& actor : {lead, ActorOf(kDesk, type::v1::ROLE_AUDITOR)}) {
    EXPECT_EQ(world.Get(actor).DebugString().find(kMarker), std::string::npos);
  }
}

// Architecture 3: somebody who never had a relation is denied unrecorded; a former chair's refusal
// is recorded. 1c: the former chair loses access.
TEST(ChairReplacedTest, TakesAccessFromTheFormerChair) {
  World world;
  triage::v1::AssessmentEvent event;
  triage::v1::ChairReplaced& replaced = *event.mutable_chair_replaced();
  *replaced.mutable_handover() = world.Appointment().chair_appointed().handover();
  replaced.set_chair_actor_id(kOtherChair);
  const auto token =
      world.Upstream("triage", "assessment", base::AssessmentOf(world.request()), event);
  v1::GetConsultationRequest get;
  get.set_name(world.name());
  *get.mutable_position() = token;
  EXPECT_EQ(
      world.handlers().GetConsultation(CallOf("GetConsultation", Chair()), get).status().code(),
      absl::StatusCode::kPermissionDenied);
  EXPECT_EQ(world.Get(Chair(kOtherChair)).chair_actor_id(), kOtherChair);
  v1::ChooseMomentRequest choose = world.Of<v1::ChooseMomentRequest>();
  choose.set_moment_id(NewCommandId());
  EXPECT_EQ(world.handlers().ChooseMoment(CallOf("ChooseMoment", Chair()), choose).status().code(),
            absl::StatusCode::kPermissionDenied);
}

// Q22: intake passes a withdrawal on; the token of its reply shows the reaction.
TEST(IntakeAgreementTest, ArrivesByReaction) {
  World world;
  Invite(world, "mother");
  intake::v1::RequestEvent event;
  type::v1::Agreement& agreement = *event.mutable_agreement_withdrawn()->mutable_agreement();
  agreement.set_person_id("mother");
  agreement.set_answer(type::v1::ANSWER_YES);
  agreement.set_withdrawn(true);
  *event.mutable_agreement_withdrawn()->mutable_withdrawn_on() =
      base::ToProto(base::Date{2021, 5, 11});
  v1::GetConsultationRequest get;
  get.set_name(world.name());
  *get.mutable_position() = world.Upstream("intake", "request", world.request(), event);
  const auto shown = world.handlers().GetConsultation(CallOf("GetConsultation", Chair()), get);
  ASSERT_TRUE(shown.ok()) << shown.status();
  ASSERT_EQ(shown->consultation().agreements_size(), 1);
  EXPECT_TRUE(shown->consultation().agreements(0).withdrawn());
}

// The same command id: the same answer; a changed request under it: ALREADY_EXISTS.
TEST(ProposeAgendaItemTest, AnswersARepeatAsBefore) {
  World world;
  auto request = world.Of<v1::ProposeAgendaItemRequest>();
  request.set_origin(v1::PROPOSAL_ORIGIN_CLIENT);
  request.set_text("Wie doet wat");
  const rpc::Call call = CallOf("ProposeAgendaItem", Chair());
  const auto first = world.handlers().ProposeAgendaItem(call, request);
  const auto again = world.handlers().ProposeAgendaItem(call, request);
  ASSERT_TRUE(first.ok() && again.ok()) << first.status() << again.status();
  EXPECT_EQ(first->agenda_item_id(), again->agenda_item_id());
  EXPECT_EQ(world.Get(Chair()).agenda_size(), 1);
  request.set_text("Iets anders");
  EXPECT_EQ(world.handlers().ProposeAgendaItem(call, request).status().code(),
            absl::StatusCode::kAlreadyExists);
}

TEST(ShapeTest, NamesEveryFieldAtFaultAndRecordsNothing) {
  World world;
  const std::string before = world.LogText();
  v1::HoldMeetingRequest request;
  request.set_command_id("no id");
  request.set_name("no name");
  *request.mutable_held_at() = base::ToProto(base::Local{{2021, 5, 11}, 600});
  v1::AttendanceInput& entry = *request.add_attendance();
  entry.set_person_id("NOT AN ID");
  entry.set_presence(v1::PRESENCE_ABSENT);
  const absl::Status status =
      world.handlers().HoldMeeting(CallOf("HoldMeeting", Chair()), request).status();
  EXPECT_EQ(status.code(), absl::StatusCode::kInvalidArgument);
  EXPECT_EQ(world.LogText(), before);
}

// R45, R158, Q19: a person new to the case is sealed and shown again.
TEST(ProposeInviteeTest, SealsAPersonNewToTheCase) {
  World world;
  v1::ProposeInviteeRequest propose;
  propose.set_origin(v1::PROPOSAL_ORIGIN_CLIENT);
  propose.mutable_new_person()->set_person_id("aunt");
  propose.mutable_new_person()->set_role(type::v1::PERSON_ROLE_NETWORK_PERSON);
  propose.mutable_new_person()->set_name(std::string("Tante ") + kMarker);
  Do(world, "ProposeInvitee", &SchedulingHandlers::ProposeInvitee, propose);
  EXPECT_EQ(world.Get(Chair()).persons(4).name(), std::string("Tante ") + kMarker);
  EXPECT_EQ(world.LogText().find(kMarker), std::string::npos);
}

// R46, R163, R176, Q26: a bare invitation says when and where; content follows the information
// agreement.
TEST(GetInvitationTest, GrowsWithTheInformationAgreement) {
  World world;
  for (const char* person : {"youth", "mother", "father"}) Invite(world, person);
  v1::ProposeAgendaItemRequest agenda;
  agenda.set_origin(v1::PROPOSAL_ORIGIN_CLIENT);
  agenda.set_text("Wonen na de zomer");
  Do(world, "ProposeAgendaItem", &SchedulingHandlers::ProposeAgendaItem, agenda);
  v1::ApproveAgendaItemRequest approve;
  approve.set_agenda_item_id(world.Get(Chair()).agenda(0).item().agenda_item_id());
  approve.set_approved_by_person_id("youth");
  Do(world, "ApproveAgendaItem", &SchedulingHandlers::ApproveAgendaItem, approve);
  Send(world, "mother", v1::INVITATION_CONTENT_BARE);
  const v1::GetInvitationResponse bare = Invitation(world, "mother");
  EXPECT_EQ(bare.text().find("Wonen na de zomer"), std::string::npos);
  EXPECT_EQ(bare.text().find("father"), std::string::npos);
  MakeInformationAgreement(world, "helper");
  Send(world, "mother", v1::INVITATION_CONTENT_FULL);
  const v1::GetInvitationResponse full = Invitation(world, "mother");
  EXPECT_EQ(full.content(), v1::INVITATION_CONTENT_FULL);
  EXPECT_NE(full.text().find("Wonen na de zomer"), std::string::npos);
  EXPECT_NE(full.text().find(std::string("Naam-") + kMarker + "-father"), std::string::npos);
  // Parents who live apart never see each other's contact data.
  for (const char* contact : {"0470-", "@example.org", "Straat-"}) {
    EXPECT_EQ(full.text().find(contact), std::string::npos) << contact;
  }
  EXPECT_EQ(full.safe_contact(), type::v1::SAFE_CONTACT_LETTER);
}

// R163: a recipient gets what the agreement gives that person, somebody else nothing.
TEST(GetInformationAgreementDocumentTest, HoldsTheRecipientsItemsOnly) {
  World world;
  MakeInformationAgreement(world, "helper");
  auto request = world.Of<v1::GetInformationAgreementDocumentRequest>();
  request.set_person_id("helper");
  const rpc::Call call = CallOf("GetInformationAgreementDocument", Chair());
  const auto helper = world.handlers().GetInformationAgreementDocument(call, request);
  ASSERT_TRUE(helper.ok()) << helper.status();
  EXPECT_NE(helper->text().find("schoolverslag"), std::string::npos);
  request.set_person_id("father");
  EXPECT_EQ(world.handlers().GetInformationAgreementDocument(call, request).status().code(),
            absl::StatusCode::kFailedPrecondition);
}

// R186, R157: the migration holds the meeting at once; lists and history show it.
TEST(HoldMeetingTest, TakesTheMigrationsMeeting) {
  World world;
  const type::v1::Actor migration = ActorOf(kDesk, type::v1::ROLE_MIGRATION);
  auto hold = world.Of<v1::HoldMeetingRequest>();
  *hold.mutable_held_at() = base::ToProto(base::Local{{2021, 5, 5}, 600});
  hold.add_attendance()->set_person_id("youth");
  hold.mutable_attendance(0)->set_presence(v1::PRESENCE_PRESENT);
  const auto held = world.handlers().HoldMeeting(CallOf("HoldMeeting", migration), hold);
  ASSERT_TRUE(held.ok()) << held.status();
  EXPECT_EQ(held->status(), v1::CONSULTATION_STATUS_HELD);
  const v1::Consultation shown = world.Get(Desk());
  EXPECT_EQ(shown.meeting_id(), held->meeting_id());
  EXPECT_EQ(shown.attendance(0).age_band(), type::v1::AGE_BAND_12_TO_17);
  EXPECT_GT(shown.missing_steps_size(), 0);
  v1::ListConsultationsRequest list;
  list.set_status(v1::CONSULTATION_STATUS_HELD);
  for (const auto& actor : {Chair(), Desk()}) {
    const auto rows = world.handlers().ListConsultations(CallOf("ListConsultations", actor), list);
    ASSERT_TRUE(rows.ok()) << rows.status();
    ASSERT_EQ(rows->consultations_size(), 1);
    EXPECT_EQ(rows->consultations(0).name(), world.name());
  }
  for (const auto& actor : {Chair(kOtherChair), Desk(type::v1::REGION_ANTWERPEN)}) {
    const auto rows = world.handlers().ListConsultations(CallOf("ListConsultations", actor), list);
    ASSERT_TRUE(rows.ok()) << rows.status();
    EXPECT_EQ(rows->consultations_size(), 0);
  }
  EXPECT_EQ(world.LogText().find(kMarker), std::string::npos);
}

// Moment, place and everybody's answer to it (R47, R48).
void AgreeOnMomentAndPlace(World& world) {
  v1::ProposeMomentsRequest moments;
  *moments.add_moments() = base::ToProto(base::Local{{2021, 5, 10}, 600});
  Do(world, "ProposeMoments", &SchedulingHandlers::ProposeMoments, moments);
  v1::ChooseMomentRequest choose;
  choose.set_moment_id(world.Get(Chair()).moments(0).moment_id());
  Do(world, "ChooseMoment", &SchedulingHandlers::ChooseMoment, choose);
  v1::ProposePlaceRequest place;
  place.set_text(std::string("Buurthuis ") + kMarker);
  Do(world, "ProposePlace", &SchedulingHandlers::ProposePlace, place);
  const v1::Consultation shown = world.Get(Chair());
  for (const v1::Invitee& invitee : shown.invitees()) {
    v1::AnswerPlaceRequest answer;
    answer.set_place_id(shown.place_id());
    answer.set_person_id(invitee.person_id());
    answer.set_answer(type::v1::ANSWER_YES);
    Do(world, "AnswerPlace", &SchedulingHandlers::AnswerPlace, answer);
  }
}

// R43–R48, R157, R158: the chair's way from the first contact to the meeting; 1c: a withdrawal
// after it.
TEST(HoldMeetingTest, EndsAnOrdinaryPreparation) {
  World world;
  v1::RecordRequesterContactRequest contact;
  contact.set_channel(type::v1::CHANNEL_DESK_PHONE);
  Do(world, "RecordRequesterContact", &SchedulingHandlers::RecordRequesterContact, contact);
  v1::ProposeAgendaItemRequest agenda;
  agenda.set_origin(v1::PROPOSAL_ORIGIN_CHAIR);
  agenda.set_text("Wie doet wat");
  Do(world, "ProposeAgendaItem", &SchedulingHandlers::ProposeAgendaItem, agenda);
  v1::ApproveAgendaItemRequest approve;
  approve.set_agenda_item_id(world.Get(Chair()).agenda(0).item().agenda_item_id());
  approve.set_approved_by_person_id("youth");
  Do(world, "ApproveAgendaItem", &SchedulingHandlers::ApproveAgendaItem, approve);
  for (const char* person : {"youth", "mother", "helper"}) {
    Invite(world, person);
    Send(world, person, v1::INVITATION_CONTENT_BARE);
  }
  MakeInformationAgreement(world, "helper");
  AgreeOnMomentAndPlace(world);
  EXPECT_TRUE(world.Get(Chair()).ready_to_confirm());
  Do(world, "ConfirmConsultation", &SchedulingHandlers::ConfirmConsultation,
     v1::ConfirmConsultationRequest());
  v1::HoldMeetingRequest hold;
  *hold.mutable_held_at() = base::ToProto(base::Local{{2021, 5, 10}, 600});
  for (const char* person : {"youth", "mother", "helper"}) {
    v1::AttendanceInput& entry = *hold.add_attendance();
    entry.set_person_id(person);
    entry.set_presence(v1::PRESENCE_PRESENT);
  }
  hold.add_checklist()->set_item(v1::CHECKLIST_ITEM_INTRODUCTION_ROUND);
  hold.add_checklist()->set_item(v1::CHECKLIST_ITEM_SECRECY_REMINDER);
  Do(world, "HoldMeeting", &SchedulingHandlers::HoldMeeting, hold);
  const v1::Consultation shown = world.Get(Chair());
  EXPECT_EQ(shown.status(), v1::CONSULTATION_STATUS_HELD);
  EXPECT_EQ(shown.missing_steps_size(), 0);

  v1::WithdrawAgreementRequest withdraw;
  withdraw.set_person_id("mother");
  withdraw.set_channel(type::v1::CHANNEL_DESK_PHONE);
  Do(world, "WithdrawAgreement", &SchedulingHandlers::WithdrawAgreement, withdraw);
  auto invitation = world.Of<v1::GetInvitationRequest>();
  invitation.set_person_id("mother");
  EXPECT_EQ(
      world.handlers().GetInvitation(CallOf("GetInvitation", Chair()), invitation).status().code(),
      absl::StatusCode::kFailedPrecondition);
  EXPECT_EQ(world.Get(Chair()).persons(1).name(), "");
  EXPECT_EQ(world.LogText().find(kMarker), std::string::npos);
}

// The refusal names what stands in the way and is the same for ever.
TEST(ConfirmConsultationTest, IsRefusedWithTheObstacles) {
  World world;
  const auto confirm = world.Of<v1::ConfirmConsultationRequest>();
  const absl::Status status =
      world.handlers()
          .ConfirmConsultation(CallOf("ConfirmConsultation", Chair()), confirm)
          .status();
  EXPECT_EQ(status.code(), absl::StatusCode::kFailedPrecondition);
  const auto explained = world.handlers().ExplainConfirm(CallOf("ExplainConfirm", Chair()),
                                                         world.Of<v1::ExplainConfirmRequest>());
  ASSERT_TRUE(explained.ok()) << explained.status();
  EXPECT_EQ(explained->obstacles(0).rule(), "R43");
  EXPECT_FALSE(world.Get(Chair()).ready_to_confirm());
}

}  // namespace
}  // namespace rondetafel::scheduling::testing
