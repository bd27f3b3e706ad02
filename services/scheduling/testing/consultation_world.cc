#include "services/scheduling/testing/consultation_world.h"

#include <gtest/gtest.h>

#include "services/scheduling/domain/people.h"
#include "shared/base/civil_date.h"
#include "shared/base/text.h"

namespace rondetafel::scheduling {

google::type::Date Day(int year, int month, int day) {
  return base::ToProto(base::Date{year, month, day});
}

type::v1::LocalMoment At(int year, int month, int day, int hour) {
  return base::ToProto(base::Local{{year, month, day}, hour * 60});
}

type::v1::PersonInCase PersonOf(std::string_view id, type::v1::PersonRole role,
                                type::v1::AgeBand band) {
  type::v1::PersonInCase person;
  person.set_person_id(std::string(id));
  person.set_role(role);
  person.set_age_band(band);
  return person;
}

type::v1::PersonInCase HelperOf(std::string_view id, std::string_view organisation) {
  type::v1::PersonInCase person = PersonOf(id, type::v1::PERSON_ROLE_HELPER);
  person.mutable_organisation()->set_organisation_id(std::string(organisation));
  return person;
}

type::v1::Agreement Yes(std::string_view person, google::type::Date on) {
  type::v1::Agreement agreement;
  agreement.set_person_id(std::string(person));
  agreement.set_answer(type::v1::ANSWER_YES);
  *agreement.mutable_given_on() = on;
  agreement.set_channel(type::v1::CHANNEL_DESK_PHONE);
  agreement.set_reported_by(std::string(person));
  agreement.set_confirmed_by_person(true);
  return agreement;
}

type::v1::Agreement No(std::string_view person, google::type::Date on) {
  type::v1::Agreement agreement = Yes(person, on);
  agreement.set_answer(type::v1::ANSWER_NO);
  return agreement;
}

triage::v1::ChairAppointed Appointed(type::v1::AgeBand band) {
  triage::v1::ChairAppointed appointed;
  triage::v1::CaseHandover& handover = *appointed.mutable_handover();
  handover.set_request_name(
      "cases/aaaaaaaa-0000-8000-8000-000000000001/requests/bbbbbbbb-0000-8000-8000-000000000001");
  handover.set_reference("RT-TEST");
  handover.set_region(type::v1::REGION_ANTWERPEN);
  *handover.mutable_received_on() = Day(2021, 3, 1);
  handover.set_requester_person_id(std::string(kHelper));
  *handover.add_persons() = PersonOf(kYouth, type::v1::PERSON_ROLE_YOUTH, band);
  *handover.add_persons() = PersonOf(kMother, type::v1::PERSON_ROLE_PARENT);
  *handover.add_persons() = PersonOf(kFather, type::v1::PERSON_ROLE_PARENT);
  *handover.add_persons() = HelperOf(kHelper, "OVO000001");
  appointed.set_facilitator_name("facilitators/cccccccc-0000-8000-8000-000000000001");
  appointed.set_chair_actor_id(std::string(kChairId));
  appointed.add_chair_organisation_ids("OVO000009");
  *appointed.mutable_appointed_on() = Day(2021, 3, 8);
  return appointed;
}

World::World(const triage::v1::ChairAppointed& appointed) {
  set_actor(type::v1::ROLE_EXTERNAL_CHAIR, kChairId);
  Hear(appointed);
}

Context World::context() const {
  Context context;
  context.today = today_;
  context.now = base::FromBrussels({today_, 12 * 60});
  context.actor = actor_;
  context.case_id = base::CaseId(base::DeriveUuid("test", {"case"}));
  context.stream_id = base::StreamId(base::DeriveUuid("test", {"consultation"}));
  context.command_id = base::CommandId(base::DeriveUuid("test", {std::to_string(commands_)}));
  return context;
}

void World::set_actor(type::v1::Role role, std::string_view id, type::v1::Region region) {
  actor_.set_role(role);
  actor_.set_actor_id(std::string(id));
  actor_.set_region(region);
}

v1::SchedulingReason World::ReasonOf(const Decision& decision) {
  v1::SchedulingReason reason = v1::SCHEDULING_REASON_UNSPECIFIED;
  if (decision.refused()) {
    EXPECT_TRUE(v1::SchedulingReason_Parse(decision.rejection().reason, &reason));
  }
  return reason;
}

std::vector<Event> World::Take(const Decision& decision) {
  EXPECT_EQ(v1::SchedulingReason_Name(ReasonOf(decision)),
            v1::SchedulingReason_Name(v1::SCHEDULING_REASON_UNSPECIFIED));
  if (decision.refused()) return {};
  for (const Event& event : decision.events()) ApplyEvent(event, state_);
  ++commands_;
  return decision.events();
}

void World::Contact() {
  v1::RecordRequesterContactRequest contact;
  contact.set_channel(type::v1::CHANNEL_DESK_PHONE);
  Do(contact);
}

std::string World::AddAgendaItem() {
  ProposeAgendaItem propose;
  propose.item.set_origin(v1::PROPOSAL_ORIGIN_CLIENT);
  return Do(propose).at(0).agenda_item_proposed().item().agenda_item_id();
}

void World::Approve(std::string_view agenda_item_id, std::string_view by) {
  ApproveAgendaItem approve;
  approve.request.set_agenda_item_id(std::string(agenda_item_id));
  approve.request.set_approved_by_person_id(std::string(by));
  Do(approve);
}

void World::Propose(std::string_view person) {
  ProposeInvitee propose;
  propose.person_id = std::string(person);
  propose.origin = v1::PROPOSAL_ORIGIN_REQUESTER;
  Do(propose);
}

void World::ApproveGuest(std::string_view person, std::string_view by) {
  ApproveInvitee approve;
  approve.request.set_person_id(std::string(person));
  approve.request.set_approved_by_person_id(std::string(by));
  Do(approve);
}

void World::Send(std::string_view person, v1::InvitationContent content) {
  SendInvitation send;
  send.request.set_person_id(std::string(person));
  send.request.set_content(content);
  Do(send);
}

void World::Agree(std::string_view person) {
  Do(RecordAgreement{Yes(person, base::ToProto(today_))});
}

void World::Invite(std::string_view person) {
  Propose(person);
  ApproveGuest(person);
  Send(person);
  Agree(person);
}

void World::AgreeOnInformation() {
  MakeInformationAgreement make;
  v1::InformationItem& item = *make.agreement.add_items();
  item.add_recipient_person_ids(std::string(kHelper));
  make.agreement.add_agreed_by_person_ids(std::string(kYouth));
  make.agreement.add_agreed_by_person_ids(std::string(kHelper));
  Do(make);
}

void World::ChooseMoment() {
  v1::ProposeMomentsRequest propose;
  *propose.add_moments() = At(2021, 4, 1, 14);
  v1::ChooseMomentRequest choose;
  choose.set_moment_id(Do(propose).at(0).moments_proposed().moments(0).moment_id());
  Do(choose);
}

void World::AgreeOnPlace() {
  const std::string id = Do(ProposePlace{}).at(0).place_proposed().place().place_id();
  std::vector<std::string> active;
  for (const v1::Invitee& invitee : state_.invitees()) {
    if (IsActive(invitee)) active.push_back(invitee.person_id());
  }
  for (const std::string& person : active) {
    v1::AnswerPlaceRequest answer;
    answer.set_place_id(id);
    answer.set_person_id(person);
    answer.set_answer(type::v1::ANSWER_YES);
    Do(answer);
  }
}

void World::Prepare() {
  Contact();
  Approve(AddAgendaItem());
  for (std::string_view person : {kYouth, kMother, kFather, kHelper}) Invite(person);
  AgreeOnInformation();
  ChooseMoment();
  AgreeOnPlace();
}

void World::Confirm() { Do(ConfirmConsultation{}); }

HoldMeeting World::Meeting() const {
  HoldMeeting hold;
  hold.consultation_name = "cases/test/consultations/test";
  hold.held_at = At(2021, 4, 1, 14);
  for (const v1::Invitee& invitee : state_.invitees()) {
    if (!IsActive(invitee)) continue;
    AttendanceEntry entry;
    entry.attendance.set_person_id(invitee.person_id());
    entry.attendance.set_presence(v1::PRESENCE_PRESENT);
    hold.attendance.push_back(entry);
  }
  for (v1::ChecklistItem item :
       {v1::CHECKLIST_ITEM_INTRODUCTION_ROUND, v1::CHECKLIST_ITEM_SECRECY_REMINDER}) {
    v1::ChecklistAnswer answer;
    answer.set_item(item);
    answer.set_done(true);
    hold.checklist.push_back(answer);
  }
  return hold;
}

}  // namespace rondetafel::scheduling
