// Contact, agenda, invitees, invitations and the information agreement.
#include <gtest/gtest.h>

#include "services/scheduling/domain/people.h"
#include "services/scheduling/testing/consultation_world.h"

namespace rondetafel::scheduling {
namespace {

ProposeInvitee NewPerson(type::v1::PersonInCase person) {
  ProposeInvitee propose;
  propose.new_person = std::move(person);
  propose.origin = v1::PROPOSAL_ORIGIN_CHAIR;
  return propose;
}

SendInvitation Invitation(std::string_view person, v1::InvitationContent content) {
  SendInvitation send;
  send.request.set_person_id(std::string(person));
  send.request.set_content(content);
  return send;
}

ApproveInvitee Approval(std::string_view person, std::string_view by, YouthAges ages = {}) {
  ApproveInvitee approve;
  approve.request.set_person_id(std::string(person));
  approve.request.set_approved_by_person_id(std::string(by));
  approve.ages = std::move(ages);
  return approve;
}

// R43
TEST(RecordRequesterContactTest, KeepsTheFirstContact) {
  World world;
  v1::RecordRequesterContactRequest contact;
  *contact.mutable_contacted_on() = Day(2021, 3, 9);
  EXPECT_EQ(world.Do(contact).size(), 1u);
  EXPECT_EQ(world.state().status(), v1::CONSULTATION_STATUS_CONTACTED);
  *contact.mutable_contacted_on() = Day(2021, 3, 10);
  EXPECT_TRUE(world.Do(contact).empty());
  *contact.mutable_contacted_on() = Day(2021, 3, 8);
  EXPECT_EQ(world.Do(contact).size(), 1u);
  EXPECT_EQ(world.state().contacted_on().day(), 8);
}

TEST(RecordRequesterContactTest, RefusesADateBeforeReceipt) {
  World world;
  v1::RecordRequesterContactRequest contact;
  *contact.mutable_contacted_on() = Day(2021, 2, 28);
  EXPECT_EQ(world.RefusalOf(contact), v1::SCHEDULING_REASON_BEFORE_RECEIPT);
}

// R44, R183, Q18
TEST(ApproveAgendaItemTest, IsTheYouthsFrom12On) {
  World world;
  const std::string id = world.AddAgendaItem();
  EXPECT_EQ(world.state().agenda(0).origin(), v1::PROPOSAL_ORIGIN_CLIENT);
  ApproveAgendaItem approve;
  approve.request.set_agenda_item_id(id);
  approve.request.set_approved_by_person_id(std::string(kMother));
  EXPECT_EQ(world.RefusalOf(approve), v1::SCHEDULING_REASON_NOT_THE_CLIENT);
  approve.request.set_approved_by_person_id("nobody");
  EXPECT_EQ(world.RefusalOf(approve), v1::SCHEDULING_REASON_UNKNOWN_PERSON);
  approve.request.set_approved_by_person_id(std::string(kYouth));
  EXPECT_EQ(world.Do(approve).size(), 1u);
  EXPECT_TRUE(world.Do(approve).empty());
}

// Q18, Q23: a youth who was 11 at the request and turned 12 approves oneself.
TEST(ApproveAgendaItemTest, FollowsTheAgeOnItsOwnDate) {
  World world(Appointed(type::v1::AGE_BAND_BELOW_12));
  ApproveAgendaItem approve;
  approve.request.set_agenda_item_id(world.AddAgendaItem());
  approve.request.set_approved_by_person_id(std::string(kYouth));
  EXPECT_EQ(world.RefusalOf(approve), v1::SCHEDULING_REASON_NOT_THE_CLIENT);
  approve.ages[std::string(kYouth)] = type::v1::AGE_BAND_12_TO_17;
  EXPECT_EQ(world.RefusalOf(approve), v1::SCHEDULING_REASON_UNSPECIFIED);
  approve.ages.clear();
  approve.request.set_approved_by_person_id(std::string(kFather));
  EXPECT_EQ(world.RefusalOf(approve), v1::SCHEDULING_REASON_UNSPECIFIED);
}

TEST(RemoveAgendaItemTest, TakesAnItemOffOnce) {
  World world;
  v1::RemoveAgendaItemRequest remove;
  remove.set_agenda_item_id(world.AddAgendaItem());
  EXPECT_EQ(world.Do(remove).size(), 1u);
  EXPECT_TRUE(world.Do(remove).empty());
  remove.set_agenda_item_id("unknown");
  EXPECT_EQ(world.RefusalOf(remove), v1::SCHEDULING_REASON_UNKNOWN_AGENDA_ITEM);
}

// R45, R181
TEST(ProposeInviteeTest, PutsAPersonForwardOnce) {
  World world;
  ProposeInvitee propose;
  propose.person_id = std::string(kMother);
  EXPECT_EQ(world.Do(propose).size(), 1u);
  EXPECT_EQ(world.state().invitees(0).status(), v1::INVITEE_STATUS_PROPOSED);
  EXPECT_EQ(world.RefusalOf(propose), v1::SCHEDULING_REASON_ALREADY_INVITEE);
  propose.person_id = "nobody";
  EXPECT_EQ(world.RefusalOf(propose), v1::SCHEDULING_REASON_UNKNOWN_PERSON);
  EXPECT_EQ(world.RefusalOf(NewPerson(HelperOf(kMother, "OVO000002"))),
            v1::SCHEDULING_REASON_PERSON_ID_TAKEN);
}

// R6, R172, Q24
TEST(ProposeInviteeTest, QuestionsAChairTiedToTheNewOrganisation) {
  World world;
  const auto events = world.Do(NewPerson(HelperOf("colleague", "OVO000009")));
  ASSERT_EQ(events.size(), 2u);
  EXPECT_EQ(events[1].chair_independence_questioned().organisation_ids(0), "OVO000009");
  EXPECT_EQ(TiedPersons(world.state()).size(), 1u);
  v1::RemoveInviteeRequest remove;
  remove.set_person_id("colleague");
  remove.set_reason(v1::REMOVAL_REASON_CHAIR_TIED);
  world.Do(remove);
  EXPECT_TRUE(TiedPersons(world.state()).empty());
}

// Q3: a network person comes only when the client wants it. R45
TEST(ApproveInviteeTest, IsTheClientsToGive) {
  World world;
  world.Do(NewPerson(PersonOf("aunt", type::v1::PERSON_ROLE_NETWORK_PERSON)));
  EXPECT_EQ(world.RefusalOf(Approval("aunt", kMother)), v1::SCHEDULING_REASON_NOT_THE_CLIENT);
  EXPECT_EQ(world.RefusalOf(Approval(kMother, kYouth)), v1::SCHEDULING_REASON_NOT_AN_INVITEE);
  EXPECT_EQ(world.RefusalOf(Approval("stranger", kYouth)), v1::SCHEDULING_REASON_UNKNOWN_PERSON);
  world.Do(Approval("aunt", kYouth));
  EXPECT_EQ(world.state().invitees(0).status(), v1::INVITEE_STATUS_APPROVED);
}

// Q18: per youth concerned; siblings of 15 and 9 need the eldest's and a parent's approval.
TEST(ApproveInviteeTest, NeedsEveryYouthsClient) {
  triage::v1::ChairAppointed appointed = Appointed();
  *appointed.mutable_handover()->add_persons() =
      PersonOf("sister", type::v1::PERSON_ROLE_YOUTH, type::v1::AGE_BAND_BELOW_12);
  World world(appointed);
  world.Propose(kHelper);
  world.ApproveGuest(kHelper, kYouth);
  EXPECT_EQ(world.state().invitees(0).status(), v1::INVITEE_STATUS_PROPOSED);
  world.ApproveGuest(kHelper, kFather);
  EXPECT_EQ(world.state().invitees(0).status(), v1::INVITEE_STATUS_APPROVED);
}

// Q26: approval before any contact.
TEST(SendInvitationTest, WaitsForTheClientsApproval) {
  World world;
  world.Propose(kMother);
  const SendInvitation bare = Invitation(kMother, v1::INVITATION_CONTENT_BARE);
  EXPECT_EQ(world.RefusalOf(bare), v1::SCHEDULING_REASON_INVITEE_NOT_APPROVED);
  EXPECT_EQ(world.RuleOf(bare), "Q26");
  world.ApproveGuest(kMother);
  world.Do(bare);
  EXPECT_EQ(world.state().invitees(0).status(), v1::INVITEE_STATUS_INVITED);
}

// R46, R163, Q26: a bare invitation may precede the information agreement, content may not.
TEST(SendInvitationTest, CarriesContentOnlyAfterTheInformationAgreement) {
  World world;
  world.Invite(kMother);
  const SendInvitation full = Invitation(kMother, v1::INVITATION_CONTENT_FULL);
  EXPECT_EQ(world.RefusalOf(full), v1::SCHEDULING_REASON_INFORMATION_AGREEMENT_MISSING);
  EXPECT_EQ(world.RuleOf(full), "R163");
  world.AgreeOnInformation();
  EXPECT_EQ(world.RefusalOf(full), v1::SCHEDULING_REASON_UNSPECIFIED);
}

// Q19: no content without the own yes, nothing at all after a no. R39
TEST(SendInvitationTest, FollowsTheOwnAnswer) {
  World world;
  world.Propose(kFather);
  world.ApproveGuest(kFather);
  world.AgreeOnInformation();
  EXPECT_EQ(world.RefusalOf(Invitation(kFather, v1::INVITATION_CONTENT_FULL)),
            v1::SCHEDULING_REASON_NO_CONTENT_WITHOUT_AGREEMENT);
  world.Do(RecordAgreement{No(kFather, Day(2021, 3, 10))});
  EXPECT_EQ(world.RefusalOf(Invitation(kFather, v1::INVITATION_CONTENT_BARE)),
            v1::SCHEDULING_REASON_PERSON_REFUSED);
  world.Do(RecordAgreement{Yes(kFather, Day(2021, 3, 11))});
  EXPECT_EQ(world.RefusalOf(Invitation(kFather, v1::INVITATION_CONTENT_FULL)),
            v1::SCHEDULING_REASON_UNSPECIFIED);
}

// R46: client, requester and chair make it.
TEST(MakeInformationAgreementTest, NeedsClientAndRequester) {
  World world;
  MakeInformationAgreement make;
  make.agreement.add_items()->add_recipient_person_ids(std::string(kMother));
  make.agreement.add_agreed_by_person_ids(std::string(kHelper));
  EXPECT_EQ(world.RefusalOf(make), v1::SCHEDULING_REASON_INFORMATION_AGREEMENT_INCOMPLETE);
  make.agreement.add_agreed_by_person_ids(std::string(kYouth));
  EXPECT_EQ(world.RefusalOf(make), v1::SCHEDULING_REASON_UNSPECIFIED);
  make.agreement.mutable_items(0)->set_agenda_item_id("unknown");
  EXPECT_EQ(world.RefusalOf(make), v1::SCHEDULING_REASON_UNKNOWN_AGENDA_ITEM);
  make.agreement.mutable_items(0)->clear_agenda_item_id();
  make.agreement.mutable_items(0)->add_recipient_person_ids("nobody");
  EXPECT_EQ(world.RefusalOf(make), v1::SCHEDULING_REASON_UNKNOWN_PERSON);
}

// Q19: who refused gets no content.
TEST(MakeInformationAgreementTest, NamesNobodyWhoRefused) {
  World world;
  world.Do(RecordAgreement{No(kFather, Day(2021, 3, 10))});
  MakeInformationAgreement make;
  make.agreement.add_items()->add_recipient_person_ids(std::string(kFather));
  EXPECT_EQ(world.RefusalOf(make), v1::SCHEDULING_REASON_PERSON_REFUSED);
}

// R171, R180, 1c: chair and desk of the region, nobody else.
TEST(RelationTest, IsTheChairsOrTheDesks) {
  World world;
  const ProposeAgendaItem propose;
  world.set_actor(type::v1::ROLE_EXTERNAL_CHAIR, kSecondChairId);
  EXPECT_EQ(world.RefusalOf(propose), v1::SCHEDULING_REASON_NO_RELATION);
  world.set_actor(type::v1::ROLE_DESK_WORKER, kSecondChairId, type::v1::REGION_LIMBURG);
  EXPECT_EQ(world.RefusalOf(propose), v1::SCHEDULING_REASON_NO_RELATION);
  world.set_actor(type::v1::ROLE_DESK_WORKER, kSecondChairId, type::v1::REGION_ANTWERPEN);
  EXPECT_EQ(world.RefusalOf(propose), v1::SCHEDULING_REASON_UNSPECIFIED);
  world.set_actor(type::v1::ROLE_HELPER, kChairId);
  EXPECT_EQ(world.RefusalOf(propose), v1::SCHEDULING_REASON_NO_RELATION);
  world.set_actor(type::v1::ROLE_MIGRATION, kSecondChairId);
  EXPECT_EQ(world.RefusalOf(propose), v1::SCHEDULING_REASON_UNSPECIFIED);
}

TEST(RelationTest, AsksForAnAssignedConsultation) {
  const Decision decision = Decide(State(), ProposeAgendaItem{}, World().context());
  ASSERT_TRUE(decision.refused());
  EXPECT_EQ(decision.rejection().reason, "SCHEDULING_REASON_CONSULTATION_NOT_FOUND");
}

}  // namespace
}  // namespace rondetafel::scheduling
