// Postponed, not held, ended, another chair, and what intake and triage tell (1c, Q22, R180).
#include <gtest/gtest.h>

#include "services/scheduling/domain/people.h"
#include "services/scheduling/testing/consultation_world.h"

namespace rondetafel::scheduling {
namespace {

intake::v1::AgreementGiven Given(std::string_view person, google::type::Date on) {
  intake::v1::AgreementGiven fact;
  *fact.mutable_agreement() = Yes(person, on);
  return fact;
}

// Tells a fact to a stream that may have no consultation yet.
template <class Fact>
void Tell(const Fact& fact, State& state) {
  const Decision decision = Note(state, fact);
  for (const Event& event : decision.events()) ApplyEvent(event, state);
}

intake::v1::AgreementWithdrawn Withdrawn(std::string_view person, google::type::Date on) {
  intake::v1::AgreementWithdrawn fact;
  *fact.mutable_agreement() = Yes(person, on);
  fact.mutable_agreement()->set_withdrawn(true);
  *fact.mutable_withdrawn_on() = on;
  return fact;
}

// 1c: the same consultation goes back to scheduling; replies and place answers lapse; it is
// counted.
TEST(PostponeConsultationTest, GoesBackToScheduling) {
  World world;
  world.Prepare();
  v1::PostponeConsultationRequest postpone;
  postpone.set_reason(v1::POSTPONE_REASON_CHAIR_UNAVAILABLE);
  v1::RecordReplyRequest reply;
  reply.set_person_id(std::string(kMother));
  reply.set_answer(type::v1::ANSWER_YES);
  world.Do(reply);
  world.Confirm();
  const auto events = world.Do(postpone);
  EXPECT_EQ(events.at(0).consultation_postponed().postponed_count(), 1);
  EXPECT_EQ(world.state().status(), v1::CONSULTATION_STATUS_SCHEDULING);
  EXPECT_FALSE(world.state().has_planned_at());
  EXPECT_EQ(world.state().invitees(1).status(), v1::INVITEE_STATUS_INVITED);
  EXPECT_EQ(world.state().invitees(1).place_answer(), type::v1::ANSWER_UNSPECIFIED);
  EXPECT_TRUE(AgreedPersonally(world.state(), kMother));
  EXPECT_TRUE(world.state().has_information_agreement());
  EXPECT_EQ(world.RefusalOf(postpone), v1::SCHEDULING_REASON_NOTHING_TO_POSTPONE);
  world.ChooseMoment();
  world.AgreeOnPlace();
  world.Confirm();
}

TEST(RecordNotHeldTest, FollowsAConfirmedMeeting) {
  World world;
  world.Prepare();
  v1::RecordNotHeldRequest not_held;
  not_held.set_reason(v1::NOT_HELD_REASON_CLIENT_ABSENT);
  EXPECT_EQ(world.RefusalOf(not_held), v1::SCHEDULING_REASON_NEVER_CONFIRMED);
  world.Confirm();
  const auto events = world.Do(not_held);
  EXPECT_EQ(events.at(0).meeting_not_held().request_name(), world.state().request_name());
  EXPECT_EQ(world.state().status(), v1::CONSULTATION_STATUS_NOT_HELD);
  EXPECT_EQ(world.RefusalOf(world.Meeting()), v1::SCHEDULING_REASON_ALREADY_ENDED);
}

TEST(EndConsultationTest, EndsWithItsReasonOnItsDate) {
  World world;
  v1::EndConsultationRequest end;
  end.set_reason(v1::END_REASON_NO_DATE_FOUND);
  *end.mutable_ended_on() = Day(2021, 2, 28);
  EXPECT_EQ(world.RefusalOf(end), v1::SCHEDULING_REASON_BEFORE_RECEIPT);
  *end.mutable_ended_on() = Day(2021, 3, 9);
  world.Do(end);
  EXPECT_EQ(world.state().status(), v1::CONSULTATION_STATUS_ENDED);
  EXPECT_EQ(world.state().ended_on().day(), 9);
  EXPECT_EQ(world.RefusalOf(ProposeAgendaItem{}), v1::SCHEDULING_REASON_ALREADY_ENDED);
}

// 1c: agreements and approvals stay, the former chair loses access, independence is checked again.
TEST(ChairReplacedTest, MovesAccessAndKeepsAgreements) {
  World world;
  world.Prepare();
  triage::v1::ChairReplaced replaced;
  replaced.set_chair_actor_id(std::string(kSecondChairId));
  replaced.add_chair_organisation_ids("OVO000001");
  const auto events = world.Hear(replaced);
  ASSERT_EQ(events.size(), 2u);
  EXPECT_EQ(events[0].chair_replacement_noted().former_chair_actor_id(), kChairId);
  EXPECT_EQ(events[1].chair_independence_questioned().organisation_ids(0), "OVO000001");
  EXPECT_TRUE(world.Hear(replaced).empty());
  EXPECT_TRUE(AgreedPersonally(world.state(), kYouth));
  EXPECT_TRUE(world.state().has_information_agreement());
  EXPECT_EQ(world.RefusalOf(ProposeAgendaItem{}), v1::SCHEDULING_REASON_FORMER_CHAIR);
  world.set_actor(type::v1::ROLE_EXTERNAL_CHAIR, kSecondChairId);
  EXPECT_EQ(world.RefusalOf(ProposeAgendaItem{}), v1::SCHEDULING_REASON_UNSPECIFIED);
  EXPECT_EQ(world.RefusalOf(ConfirmConsultation{}), v1::SCHEDULING_REASON_CONFIRM_BLOCKED);
}

// R180: the desk of the new region takes over.
TEST(AssessmentTransferredTest, MovesAccessToTheNewDesk) {
  World world;
  triage::v1::AssessmentTransferred transferred;
  transferred.set_to_region(type::v1::REGION_LIMBURG);
  EXPECT_EQ(world.Hear(transferred).size(), 1u);
  EXPECT_TRUE(world.Hear(transferred).empty());
  world.set_actor(type::v1::ROLE_DESK_WORKER, kSecondChairId, type::v1::REGION_ANTWERPEN);
  EXPECT_EQ(world.RefusalOf(ProposeAgendaItem{}), v1::SCHEDULING_REASON_OTHER_REGION);
  world.set_actor(type::v1::ROLE_DESK_WORKER, kSecondChairId, type::v1::REGION_LIMBURG);
  EXPECT_EQ(world.RefusalOf(ProposeAgendaItem{}), v1::SCHEDULING_REASON_UNSPECIFIED);
}

TEST(ChairAppointedTest, OpensTheConsultationOnce) {
  World world;
  EXPECT_EQ(world.state().status(), v1::CONSULTATION_STATUS_ASSIGNED);
  EXPECT_EQ(world.state().handed_over_person_ids_size(), 4);
  EXPECT_TRUE(world.Hear(Appointed()).empty());
}

// Q22: a withdrawal is accepted at intake too and passed on.
TEST(IntakeAgreementTest, ReachesTheConsultation) {
  World world;
  world.Prepare();
  world.Confirm();
  const auto events = world.Hear(Withdrawn(kMother, Day(2021, 3, 20)));
  ASSERT_EQ(events.size(), 2u);
  EXPECT_TRUE(events[0].has_agreement_noted());
  EXPECT_TRUE(events[1].has_returned_to_preparing());
  EXPECT_TRUE(world.Hear(Withdrawn(kMother, Day(2021, 3, 20))).empty());
  // An older fact that arrives later changes nothing.
  EXPECT_TRUE(world.Hear(Given(kMother, Day(2021, 3, 19))).empty());
  EXPECT_TRUE(Refused(world.state(), kMother));
  EXPECT_EQ(world.Hear(Given(kMother, Day(2021, 3, 21))).size(), 1u);
  EXPECT_TRUE(AgreedPersonally(world.state(), kMother));
}

// The topics travel apart: whichever comes first, the outcome is the same.
TEST(IntakeAgreementTest, CommutesWithTheAssignment) {
  triage::v1::ChairAppointed appointed = Appointed();
  *appointed.mutable_handover()->add_agreements() = Yes(kMother, Day(2021, 3, 2));
  const auto withdrawn = Withdrawn(kMother, Day(2021, 3, 5));
  World first(appointed);
  first.Hear(withdrawn);
  State second;
  Tell(withdrawn, second);
  EXPECT_EQ(second.status(), v1::CONSULTATION_STATUS_UNSPECIFIED);
  Tell(appointed, second);
  EXPECT_TRUE(Refused(first.state(), kMother));
  EXPECT_TRUE(Refused(second, kMother));
}

// 1c: a withdrawal of the request that crosses the appointment ends the consultation.
TEST(RequestWithdrawnTest, EndsAConsultationOnEitherSideOfTheAssignment) {
  intake::v1::RequestWithdrawn withdrawn;
  *withdrawn.mutable_withdrawn_on() = Day(2021, 3, 9);
  World after;
  EXPECT_EQ(after.Hear(withdrawn).size(), 2u);
  EXPECT_EQ(after.state().end_reason(), v1::END_REASON_REQUEST_WITHDRAWN);
  State before;
  Tell(withdrawn, before);
  const Decision assigned = Note(before, Appointed());
  ASSERT_EQ(assigned.events().size(), 2u);
  EXPECT_EQ(assigned.events()[1].consultation_ended().request_name(),
            Appointed().handover().request_name());
}

// R186: the migration skips what the old system did not keep.
TEST(MigrationTest, SkipsStepsThatWereNeverRecorded) {
  World world;
  world.set_actor(type::v1::ROLE_MIGRATION, kSecondChairId);
  v1::RecordNotHeldRequest not_held;
  not_held.set_reason(v1::NOT_HELD_REASON_OTHER);
  EXPECT_EQ(world.RefusalOf(not_held), v1::SCHEDULING_REASON_UNSPECIFIED);
  v1::PostponeConsultationRequest postpone;
  postpone.set_reason(v1::POSTPONE_REASON_OTHER);
  EXPECT_EQ(world.RefusalOf(postpone), v1::SCHEDULING_REASON_UNSPECIFIED);
}

}  // namespace
}  // namespace rondetafel::scheduling
