#include "services/statistics/domain/registration.h"

#include <gtest/gtest.h>

#include "shared/base/civil_date.h"

namespace rondetafel::statistics {
namespace {

v1::RequestFacts Request(std::int64_t known_at) {
  v1::RequestFacts facts;
  v1::RequestFact& fact = *facts.add_facts();
  fact.set_known_at_us(known_at);
  fact.mutable_content()->set_reference("RT-TEST");
  *fact.mutable_content()->mutable_received_on() = base::ToProto(base::Date{2021, 3, 1});
  fact.mutable_content()->set_region(type::v1::REGION_VLAAMS_BRABANT);
  fact.mutable_content()->set_requester_role(type::v1::PERSON_ROLE_HELPER);
  fact.mutable_content()->add_triggers(intake::v1::TRIGGER_UNSPECIFIED);
  return facts;
}

v1::PresenceFact Presence(const std::string& id, type::v1::PersonRole role, bool present) {
  v1::PresenceFact fact;
  fact.set_person_id(id);
  fact.set_role(role);
  fact.set_present(present);
  return fact;
}

v1::ConsultationFacts MeetingWithCorrection() {
  v1::ConsultationFacts facts;
  v1::ConsultationFact& held = *facts.add_facts();
  held.set_known_at_us(200);
  *held.mutable_meeting()->mutable_held_on() = base::ToProto(base::Date{2021, 6, 1});
  *held.mutable_meeting()->add_presence() = Presence("y1", type::v1::PERSON_ROLE_YOUTH, true);
  *held.mutable_meeting()->add_presence() = Presence("y2", type::v1::PERSON_ROLE_YOUTH, false);
  *held.mutable_meeting()->add_presence() =
      Presence("u1", type::v1::PERSON_ROLE_UPBRINGING_RESPONSIBLE, true);
  v1::ConsultationFact& corrected = *facts.add_facts();
  corrected.set_known_at_us(300);
  *corrected.mutable_corrected() = Presence("y1", type::v1::PERSON_ROLE_YOUTH, false);
  return facts;
}

TEST(ReduceTest, KnowsNothingBeforeItWasRegistered) {
  const v1::RequestFacts request = Request(100);
  Facts facts;
  facts.request = &request;
  EXPECT_FALSE(Reduce(facts, {100}));
  EXPECT_TRUE(Reduce(facts, {101}));
}

TEST(ReduceTest, TakesACorrectionFromTheMomentItWasRegistered) {  // M9, 2.3
  const v1::RequestFacts request = Request(100);
  const v1::ConsultationFacts consultation = MeetingWithCorrection();
  Facts facts;
  facts.request = &request;
  facts.consultation = &consultation;
  EXPECT_FALSE(Reduce(facts, {200})->meeting);
  EXPECT_TRUE(Reduce(facts, {300})->meeting->youth_present);
  EXPECT_FALSE(Reduce(facts, {301})->meeting->youth_present);
  EXPECT_TRUE(Reduce(facts, {301})->meeting->parent_present);
}

TEST(ReduceTest, PutsTheRegistrationAtTheDeskThatDecided) {  // 2.2
  const v1::RequestFacts request = Request(100);
  v1::AssessmentFacts assessment;
  v1::AssessmentFact& fact = *assessment.add_facts();
  fact.set_known_at_us(150);
  fact.mutable_admitted()->set_region(type::v1::REGION_ANTWERPEN);
  *fact.mutable_admitted()->mutable_decided_on() = base::ToProto(base::Date{2021, 3, 8});
  Facts facts;
  facts.request = &request;
  facts.assessment = &assessment;
  EXPECT_EQ(Reduce(facts, {120})->region, type::v1::REGION_VLAAMS_BRABANT);
  EXPECT_EQ(Reduce(facts, {200})->region, type::v1::REGION_ANTWERPEN);
}

TEST(CompletenessTest, NeedsEveryStepOfAHeldMeetingOrAnEnd) {  // M25, R186
  Registration r;
  r.requester_known = r.trigger_known = true;
  r.admitted_on = base::Date{2021, 3, 8};
  EXPECT_EQ(CompletenessOf(r), Completeness::kRunning);
  r.ended_on = base::Date{2021, 4, 1};
  EXPECT_EQ(CompletenessOf(r), Completeness::kComplete);
  r.ended_on.reset();
  r.meeting = Meeting{{2021, 6, 1}, false, true, true, true};
  r.chair_appointed_on = base::Date{2021, 3, 15};
  r.coordinator_mandated_on = base::Date{2021, 6, 1};
  EXPECT_EQ(CompletenessOf(r), Completeness::kIncomplete);
  r.distributed_to_all_on = base::Date{2021, 6, 8};
  EXPECT_EQ(CompletenessOf(r), Completeness::kComplete);
  r.meeting->attendance_complete = false;
  EXPECT_EQ(CompletenessOf(r), Completeness::kIncomplete);
}

}  // namespace
}  // namespace rondetafel::statistics
