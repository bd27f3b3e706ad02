#include <gtest/gtest.h>

#include "services/intake/domain/request_example.h"

namespace rondetafel::intake {
namespace {

using namespace example;  // NOLINT(google-build-using-namespace): the test's own vocabulary

const v1::RequestSubmitted& Submitted(const RequestDecision& decision) {
  return decision.events().at(0).request_submitted();
}

RequestDecision Submit(v1::RequestContent content) {
  return Decide(State(), SubmitRequest{std::move(content), {}, {}, ""}, Helper());
}

// R176: the reference is a function of the stream, so a repeat gets the same.
TEST(SubmitRequestTest, GivesAReferenceThatChecksItself) {
  const std::string reference = Submitted(Submit(Content())).content().reference();
  EXPECT_EQ(reference, base::DeriveReference(Helper().stream_id));
  EXPECT_EQ(base::NormaliseReference(reference), reference);
}

// R32–R35: who asks is copied from the person, so that gates and figures need not look for it.
TEST(SubmitRequestTest, CopiesTheRequestersRoleAndOrganisation) {
  const auto decision = Submit(Content());
  EXPECT_EQ(Submitted(decision).content().requester_role(), type::v1::PERSON_ROLE_HELPER);
  EXPECT_EQ(Submitted(decision).content().requester_organisation().organisation_id(), "OVO000001");
  EXPECT_EQ(Submitted(decision).submitted_by_actor_id(), kHelperActor);
}

// CO-3, CO-7: purposes and triggers are sets.
TEST(SubmitRequestTest, SortsPurposesAndTriggers) {
  v1::RequestContent content = Content();
  content.clear_purposes();
  content.add_purposes(v1::PURPOSE_DISCLOSE_CONCERN);
  content.add_purposes(v1::PURPOSE_ALIGNMENT);
  content.add_purposes(v1::PURPOSE_ALIGNMENT);
  const auto decision = Submit(content);
  ASSERT_EQ(Submitted(decision).content().purposes_size(), 2);
  EXPECT_EQ(Submitted(decision).content().purposes(0), v1::PURPOSE_ALIGNMENT);
}

// R38: filing is the requester's own yes, and nobody else's.
TEST(SubmitRequestTest, TakesTheRequestersYes) {
  const auto decision = Submit(Content());
  ASSERT_EQ(Submitted(decision).agreements_size(), 1);
  const type::v1::Agreement& yes = Submitted(decision).agreements(0);
  EXPECT_EQ(yes.person_id(), "helper");
  EXPECT_EQ(yes.answer(), type::v1::ANSWER_YES);
  EXPECT_TRUE(yes.confirmed_by_person());
}

// R186: old registrations show how nobody confirmed anything.
TEST(SubmitRequestTest, DoesNotConfirmWhatAnOldRegistrationSays) {
  v1::RequestContent content = Content();
  content.set_channel(type::v1::CHANNEL_MIGRATION);
  EXPECT_FALSE(Submitted(Submit(content)).agreements(0).confirmed_by_person());
}

// R30: a request is about at least one youth.
TEST(SubmitRequestTest, RefusesARequestWithoutYouth) {
  v1::RequestContent content = Content();
  content.mutable_persons(0)->set_role(type::v1::PERSON_ROLE_PARENT);
  const auto decision = Submit(content);
  ASSERT_TRUE(decision.refused());
  EXPECT_EQ(decision.rejection().reason, "INTAKE_REASON_CONTENT_CONTRADICTS");
  EXPECT_EQ(decision.rejection().fields.at(0).field, "form.persons");
}

// Q16: a network person files as a support figure.
TEST(SubmitRequestTest, RefusesANetworkPersonAsRequester) {
  v1::RequestContent content = Content();
  *content.add_persons() = Person("neighbour", type::v1::PERSON_ROLE_NETWORK_PERSON);
  content.set_requester_person_id("neighbour");
  EXPECT_EQ(Submit(content).rejection().fields.at(0).rule, "Q16");
}

// R35: whoever supports the requester is a helper.
TEST(SubmitRequestTest, RefusesAnAssistantWhoIsNoHelper) {
  v1::RequestContent content = Content();
  content.set_assisted_by_person_id("mother");
  EXPECT_EQ(Submit(content).rejection().fields.at(0).rule, "R35");
}

TEST(SubmitRequestTest, RefusesASecondRequestInTheSameStream) {
  Story story = Story::Filed();
  EXPECT_EQ(story.When(SubmitRequest{Content(), {}, {}, ""}, Helper()).rejection().reason,
            "INTAKE_REASON_ALREADY_SUBMITTED");
}

// R169, CO-8: 25 or over is filed and judged at triage, with a letter; not refused at the door.
TEST(SubmitRequestTest, TakesAYouthOf25) {
  v1::RequestContent content = Content();
  content.mutable_persons(0)->set_age_band(type::v1::AGE_BAND_25_AND_OVER);
  EXPECT_FALSE(Submit(content).refused());
}

// R1, R169: siblings in one request.
TEST(SubmitRequestTest, TakesSiblings) {
  v1::RequestContent content = Content();
  *content.add_persons() = Person("sister", type::v1::PERSON_ROLE_YOUTH);
  content.mutable_persons(1)->add_of_person_ids("youth");
  EXPECT_FALSE(Submit(content).refused());
}

// Q18: a parent belongs to youths, not to adults.
TEST(SubmitRequestTest, RefusesAParentOfSomebodyWhoIsNoYouth) {
  v1::RequestContent content = Content();
  content.mutable_persons(1)->add_of_person_ids("helper");
  EXPECT_EQ(Submit(content).rejection().fields.at(0).field, "form.persons[1].of_person_ids");
}

struct Missing {
  const char* path;
  const char* rule;
  void (*take)(v1::RequestContent&);
};

class MissingFieldTest : public testing::TestWithParam<Missing> {};

// R186: what is missing is computed and shown, and waits; it is no refusal.
TEST_P(MissingFieldTest, NamesWhatIsMissing) {
  v1::RequestContent content = Content();
  content.set_channel(type::v1::CHANNEL_DESK_PHONE);
  GetParam().take(content);
  const auto decision = Submit(content);
  ASSERT_FALSE(decision.refused());
  EXPECT_FALSE(Submitted(decision).content().complete());
  ASSERT_EQ(Submitted(decision).content().missing_fields_size(), 1);
  EXPECT_EQ(Submitted(decision).content().missing_fields(0), GetParam().path);
  EXPECT_EQ(RuleOfMissing(GetParam().path), GetParam().rule);
  State state;
  ApplyEvent(decision.events().at(0), state);
  EXPECT_EQ(StatusOf(state), v1::REQUEST_STATUS_INCOMPLETE);
}

INSTANTIATE_TEST_SUITE_P(
    EachField, MissingFieldTest,
    testing::Values(
        Missing{"purposes", "CO-3", [](v1::RequestContent& c) { c.clear_purposes(); }},
        Missing{"question", "R8", [](v1::RequestContent& c) { c.clear_question(); }},
        Missing{"persons[0].birth_date", "R169",
                [](v1::RequestContent& c) { c.mutable_persons(0)->clear_age_band(); }},
        Missing{"persons[0].safe_contact", "R177",
                [](v1::RequestContent& c) { c.mutable_persons(0)->clear_safe_contact(); }},
        Missing{"persons[3].organisation", "R172",
                [](v1::RequestContent& c) { c.mutable_persons(3)->clear_organisation(); }},
        Missing{"persons[3].phone", "R43",
                [](v1::RequestContent& c) { c.mutable_persons(3)->clear_phone(); }},
        Missing{"persons[2].trusted_person_conditions", "P-25",
                [](v1::RequestContent& c) {
                  c.mutable_persons(2)->set_role(type::v1::PERSON_ROLE_TRUSTED_PERSON);
                }},
        Missing{"persons[0].parent", "Q18", [](v1::RequestContent& c) {
                  c.mutable_persons(0)->set_age_band(type::v1::AGE_BAND_BELOW_12);
                  c.mutable_persons(1)->set_role(type::v1::PERSON_ROLE_SUPPORT_FIGURE);
                  c.mutable_persons(2)->set_role(type::v1::PERSON_ROLE_SUPPORT_FIGURE);
                }}));

TEST(CompletenessTest, ACompleteRequestMissesNothing) {
  EXPECT_TRUE(MissingFields(Content()).empty());
}

// R186: an old registration misses only what the gates need.
TEST(CompletenessTest, AsksLittleOfOldRegistrations) {
  v1::RequestContent content = Content();
  content.set_channel(type::v1::CHANNEL_MIGRATION);
  content.clear_question();
  for (auto& person : *content.mutable_persons()) {
    person.clear_phone();
    person.clear_safe_contact();
    person.clear_organisation();
  }
  EXPECT_TRUE(MissingFields(content).empty());
}

// R69, R71: a follow-up's question is the plan.
TEST(CompletenessTest, AsksNoQuestionOfAFollowUp) {
  v1::RequestContent content = Content();
  content.clear_question();
  content.mutable_earlier()->set_meeting_id("m1");
  EXPECT_TRUE(MissingFields(content).empty());
}

}  // namespace
}  // namespace rondetafel::intake
