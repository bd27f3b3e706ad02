// HoldMeeting and CorrectAttendance (R29, R49, R54, R157, R158, R184, R186).
#include <gtest/gtest.h>

#include "services/scheduling/testing/consultation_world.h"

namespace rondetafel::scheduling {
namespace {

World Confirmed() {
  World world;
  world.Prepare();
  world.Confirm();
  world.set_today(2021, 4, 1);
  return world;
}

AttendanceEntry There(std::string_view person) {
  AttendanceEntry entry;
  entry.attendance.set_person_id(std::string(person));
  entry.attendance.set_presence(v1::PRESENCE_PRESENT);
  return entry;
}

// R157: presence is measured, absence carries a reason; nobody is blocked.
TEST(HoldMeetingTest, RecordsAttendanceOfEveryInvitee) {  // R11: a principle, measured (R157)
  World world = Confirmed();
  HoldMeeting hold = world.Meeting();
  hold.attendance[1].attendance.set_presence(v1::PRESENCE_REMOTE);
  hold.attendance[2].attendance.set_presence(v1::PRESENCE_ABSENT);
  hold.attendance[2].attendance.set_absence_reason(v1::ABSENCE_REASON_ILL);
  hold.ages[std::string(kYouth)] = type::v1::AGE_BAND_18_TO_24;
  const auto events = world.Do(hold);
  ASSERT_EQ(events.size(), 1u);
  const v1::MeetingHeld& held = events[0].meeting_held();
  EXPECT_EQ(held.request_name(), world.state().request_name());
  EXPECT_EQ(held.attendance_size(), 4);
  EXPECT_EQ(held.attendance(0).role(), type::v1::PERSON_ROLE_YOUTH);
  EXPECT_EQ(held.attendance(0).age_band(), type::v1::AGE_BAND_18_TO_24);  // Q23
  EXPECT_EQ(held.persons(0).age_band(), type::v1::AGE_BAND_18_TO_24);
  EXPECT_EQ(held.received_on().day(), 1);
  EXPECT_EQ(held.requester_person_id(), kHelper);
  EXPECT_EQ(held.chair_actor_id(), kChairId);
  EXPECT_EQ(held.agreements_size(), 4);
  EXPECT_EQ(held.missing_steps_size(), 0);
  EXPECT_EQ(world.state().invitees(2).status(), v1::INVITEE_STATUS_ABSENT);
  EXPECT_EQ(world.state().invitees(1).status(), v1::INVITEE_STATUS_PRESENT);
  EXPECT_EQ(world.RefusalOf(hold), v1::SCHEDULING_REASON_ALREADY_HELD);
}

TEST(HoldMeetingTest, NamesInviteesLeftOut) {
  World world = Confirmed();
  HoldMeeting hold = world.Meeting();
  hold.attendance.pop_back();
  const Decision decision = world.Try(hold);
  ASSERT_TRUE(decision.refused());
  EXPECT_EQ(decision.rejection().reason, "SCHEDULING_REASON_ATTENDANCE_INCOMPLETE");
  ASSERT_EQ(decision.rejection().fields.size(), 1u);
  EXPECT_EQ(decision.rejection().fields[0].field, kHelper);
}

// R158: everybody's agreement is a gate before a meeting is held.
TEST(HoldMeetingTest, FollowsTheConfirmation) {  // R155
  World world;
  world.Prepare();
  world.set_today(2021, 4, 1);
  EXPECT_EQ(world.RefusalOf(world.Meeting()), v1::SCHEDULING_REASON_NOT_CONFIRMED);
}

// A fact that happened is not refused because it is told late; the file says what is missing
// (R186).
TEST(HoldMeetingTest, TakesALateRegistrationWithItsReason) {
  World world;
  world.Propose(kYouth);
  world.set_today(2021, 4, 20);
  HoldMeeting hold = world.Meeting();
  EXPECT_EQ(world.RefusalOf(hold), v1::SCHEDULING_REASON_NOT_CONFIRMED);
  hold.late_reason = "chair_was_ill";
  hold.checklist.clear();
  const auto events = world.Do(hold);
  EXPECT_EQ(events.back().meeting_held().late_reason(), "chair_was_ill");
  EXPECT_EQ(events.back().meeting_held().missing_steps_size(), 6);
  EXPECT_EQ(world.state().status(), v1::CONSULTATION_STATUS_HELD);
}

// A reason alone does not make a meeting of today late.
TEST(HoldMeetingTest, GatesAMeetingOfTodayWhateverTheReason) {
  World world;
  world.Propose(kYouth);
  world.set_today(2021, 4, 1);
  HoldMeeting hold = world.Meeting();
  hold.late_reason = "in_a_hurry";
  EXPECT_EQ(world.RefusalOf(hold), v1::SCHEDULING_REASON_NOT_CONFIRMED);
}

// R186: the migration tells of a meeting right after the assignment.
TEST(HoldMeetingTest, TakesTheMigrationsMeetingAtOnce) {
  World world;
  world.set_actor(type::v1::ROLE_MIGRATION, kSecondChairId);
  world.set_today(2022, 3, 10);
  HoldMeeting hold;
  hold.held_at = At(2021, 11, 25, 10);
  hold.attendance = {There(kYouth), There(kMother)};
  hold.attendance[0].attendance.set_presence(v1::PRESENCE_ABSENT);
  hold.attendance[0].attendance.set_absence_reason(v1::ABSENCE_REASON_NOT_RECORDED);
  const auto events = world.Do(hold);
  ASSERT_EQ(events.size(), 1u);
  const v1::MeetingHeld& held = events[0].meeting_held();
  EXPECT_EQ(held.attendance(1).role(), type::v1::PERSON_ROLE_PARENT);
  EXPECT_FALSE(held.attendance(1).walk_in());
  EXPECT_EQ(held.missing_steps_size(), 8);
  EXPECT_EQ(world.state().invitees_size(), 2);
}

TEST(HoldMeetingTest, RefusesADateBeforeReceipt) {
  World world = Confirmed();
  HoldMeeting hold = world.Meeting();
  hold.held_at = At(2021, 2, 28, 10);
  EXPECT_EQ(world.RefusalOf(hold), v1::SCHEDULING_REASON_BEFORE_RECEIPT);
}

// Q19: a walk-in agrees at the table; R45, Q3: the client approves at the table.
TEST(HoldMeetingTest, TakesAWalkInWhoAgreedAndWasApproved) {
  World world = Confirmed();
  HoldMeeting hold = world.Meeting();
  AttendanceEntry aunt = There("aunt");
  aunt.new_person = PersonOf("aunt", type::v1::PERSON_ROLE_NETWORK_PERSON);
  hold.attendance.push_back(aunt);
  EXPECT_EQ(world.RefusalOf(hold), v1::SCHEDULING_REASON_WALK_IN_NOT_APPROVED);
  hold.attendance.back().approved_by_person_ids = {std::string(kMother)};
  EXPECT_EQ(world.RefusalOf(hold), v1::SCHEDULING_REASON_NOT_THE_CLIENT);
  hold.attendance.back().approved_by_person_ids = {std::string(kYouth)};
  EXPECT_EQ(world.RefusalOf(hold), v1::SCHEDULING_REASON_PRESENT_WITHOUT_AGREEMENT);
  hold.attendance.back().agreed_at_table = true;
  const auto events = world.Do(hold);
  ASSERT_EQ(events.size(), 4u);
  EXPECT_TRUE(events[0].has_invitee_proposed());
  EXPECT_TRUE(events[1].has_invitee_approved());
  EXPECT_EQ(events[2].agreement_given().agreement().channel(), type::v1::CHANNEL_IN_PERSON);
  const v1::MeetingHeld& held = events[3].meeting_held();
  EXPECT_TRUE(held.attendance(4).walk_in());
  EXPECT_EQ(held.persons_size(), 5);
  EXPECT_TRUE(world.state().invitees(4).walk_in());
}

// R157: a substitute stands in for an absent invitee.
TEST(HoldMeetingTest, TakesASubstituteForAnAbsentInvitee) {
  World world = Confirmed();
  HoldMeeting hold = world.Meeting();
  AttendanceEntry colleague = There("colleague");
  colleague.new_person = HelperOf("colleague", "OVO000001");
  colleague.attendance.set_substitute_for_person_id(std::string(kHelper));
  colleague.agreed_at_table = true;
  colleague.approved_by_person_ids = {std::string(kYouth)};
  hold.attendance.push_back(colleague);
  EXPECT_EQ(world.RefusalOf(hold), v1::SCHEDULING_REASON_SUBSTITUTE_FOR_UNKNOWN);
  hold.attendance[3].attendance.set_presence(v1::PRESENCE_ABSENT);
  hold.attendance[3].attendance.set_absence_reason(v1::ABSENCE_REASON_SUBSTITUTED);
  const auto events = world.Do(hold);
  EXPECT_EQ(events.back().meeting_held().attendance(4).substitute_for_person_id(), kHelper);
}

TEST(HoldMeetingTest, KnowsEverybodyInTheAttendance) {
  World world = Confirmed();
  HoldMeeting hold = world.Meeting();
  hold.attendance.push_back(There("nobody"));
  EXPECT_EQ(world.RefusalOf(hold), v1::SCHEDULING_REASON_UNKNOWN_PERSON);
  hold.attendance.back() = There(kMother);
  hold.attendance.back().new_person = HelperOf(kMother, "OVO000002");
  EXPECT_EQ(world.RefusalOf(hold), v1::SCHEDULING_REASON_PERSON_ID_TAKEN);
  AttendanceEntry absent = There("aunt");
  absent.new_person = PersonOf("aunt", type::v1::PERSON_ROLE_NETWORK_PERSON);
  absent.attendance.set_presence(v1::PRESENCE_ABSENT);
  hold.attendance.back() = absent;
  EXPECT_EQ(world.RefusalOf(hold), v1::SCHEDULING_REASON_NOT_AN_INVITEE);
}

// R49, R54: items of every meeting. R29, R184: the indication report where its partners take part.
TEST(HoldMeetingTest, AsksForTheChecklistThatApplies) {
  World world = Confirmed();
  HoldMeeting hold = world.Meeting();
  hold.checklist.pop_back();
  EXPECT_EQ(world.RefusalOf(hold), v1::SCHEDULING_REASON_CHECKLIST_INCOMPLETE);
  EXPECT_EQ(world.RuleOf(hold), "R54");
  hold.checklist[0].set_item(v1::CHECKLIST_ITEM_SECRECY_REMINDER);
  EXPECT_EQ(world.RuleOf(hold), "R49");
}

TEST(HoldMeetingTest, AsksWhetherTheIndicationReportWasCovered) {
  triage::v1::ChairAppointed appointed = Appointed();
  appointed.mutable_handover()->set_indication_partners(true);
  World world(appointed);
  world.Prepare();
  world.Confirm();
  world.set_today(2021, 4, 1);
  HoldMeeting hold = world.Meeting();
  EXPECT_EQ(world.RefusalOf(hold), v1::SCHEDULING_REASON_CHECKLIST_INCOMPLETE);
  EXPECT_EQ(world.RuleOf(hold), "R184");
  v1::ChecklistAnswer answer;
  answer.set_item(v1::CHECKLIST_ITEM_INDICATION_REPORT_COVERED);
  hold.checklist.push_back(answer);
  EXPECT_EQ(world.RefusalOf(hold), v1::SCHEDULING_REASON_UNSPECIFIED);
}

// R172, Q24: a chair tied to somebody on the list leads no meeting.
TEST(HoldMeetingTest, IsNotLedByATiedChair) {
  World world = Confirmed();
  triage::v1::ChairIndependenceQuestioned question;
  question.set_chair_actor_id(std::string(kChairId));
  question.add_organisation_ids("OVO000001");
  world.Hear(question);
  EXPECT_EQ(world.RefusalOf(world.Meeting()), v1::SCHEDULING_REASON_CHAIR_NOT_INDEPENDENT);
}

// A correction is a fact of its own (2.3: youth present corrected to absent).
TEST(CorrectAttendanceTest, KeepsBothFacts) {
  World world = Confirmed();
  v1::CorrectAttendanceRequest correct;
  correct.set_person_id(std::string(kYouth));
  correct.set_presence(v1::PRESENCE_ABSENT);
  correct.set_absence_reason(v1::ABSENCE_REASON_NO_NOTICE);
  correct.set_reason(v1::CORRECTION_REASON_MISTAKE);
  EXPECT_EQ(world.RefusalOf(correct), v1::SCHEDULING_REASON_NOT_HELD_YET);
  world.Do(world.Meeting());
  const auto events = world.Do(correct);
  ASSERT_EQ(events.size(), 1u);
  EXPECT_EQ(events[0].attendance_corrected().former_presence(), v1::PRESENCE_PRESENT);
  EXPECT_EQ(events[0].attendance_corrected().role(), type::v1::PERSON_ROLE_YOUTH);
  EXPECT_EQ(events[0].attendance_corrected().meeting_id(), world.state().meeting_id());
  EXPECT_EQ(world.state().attendance(0).presence(), v1::PRESENCE_ABSENT);
  EXPECT_EQ(world.state().invitees(0).status(), v1::INVITEE_STATUS_ABSENT);
  EXPECT_TRUE(world.Do(correct).empty());
  correct.set_person_id("nobody");
  EXPECT_EQ(world.RefusalOf(correct), v1::SCHEDULING_REASON_UNKNOWN_PERSON);
}

}  // namespace
}  // namespace rondetafel::scheduling
