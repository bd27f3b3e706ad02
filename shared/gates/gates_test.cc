#include "shared/gates/gates.h"

#include <google/protobuf/descriptor.h>
#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <functional>
#include <set>
#include <string>

#include "shared/gates/example_request.h"

namespace rondetafel::gates {
namespace {

using intake::v1::RequestContent;

constexpr base::Date kDay = {2021, 3, 1};

struct Asked {
  RequestContent content = ExampleRequest();
  Agreements agreements;
  Judgements capacity;

  Asked() { *agreements.Add() = ExampleAgreement("youth", type::v1::ANSWER_YES); }
  std::vector<v1::GateResult> All(base::Date day = kDay) const {
    return Evaluate({content, agreements, capacity}, day);
  }
  v1::GateResult Of(v1::Gate gate, base::Date day = kDay) const {
    for (const v1::GateResult& result : All(day)) {
      if (result.gate() == gate) return result;
    }
    ADD_FAILURE() << "no result";
    return {};
  }
};

// One row: what is changed in a request that passes, which gate is asked, what it says.
struct Row {
  const char* name;
  v1::Gate gate;
  std::function<void(Asked&)> change;
  v1::GateOutcome outcome;
  v1::Ground ground = v1::GROUND_UNSPECIFIED;
};

std::function<void(Asked&)> Requester(type::v1::PersonRole role) {
  return [role](Asked& a) { a.content.set_requester_role(role); };
}
std::function<void(Asked&)> Purposes(std::vector<intake::v1::Purpose> purposes) {
  return [purposes](Asked& a) {
    a.content.clear_purposes();
    for (auto purpose : purposes) a.content.add_purposes(purpose);
  };
}
std::function<void(Asked&)> Outside(bool continuity, type::v1::AgeBand band) {
  return [=](Asked& a) {
    a.content.set_requester_role(type::v1::PERSON_ROLE_HELPER_OUTSIDE_SCOPE);
    a.content.set_continuity_at_stake(continuity);
    a.content.mutable_persons(0)->set_age_band(band);
  };
}
std::function<void(Asked&)> Allocation(int phase, bool provider, bool no_plan) {
  return [=](Asked& a) {
    a.content.set_help_allocation_phase(phase);
    a.content.set_candidate_provider_exists(provider);
    a.content.set_no_coherent_plan(no_plan);
  };
}
std::function<void(Asked&)> Follows(bool held, int plan_version, type::v1::Channel channel) {
  return [=](Asked& a) {
    a.content.clear_triggers();
    a.content.set_channel(channel);
    auto& earlier = *a.content.mutable_earlier();
    earlier.set_plan_version(plan_version);
    if (!held) return;
    earlier.set_meeting_id("m1");
    *earlier.mutable_held_on() = base::ToProto(base::Date{2020, 9, 1});
  };
}
std::function<void(Asked&)> Age(type::v1::AgeBand band) {
  return [=](Asked& a) { a.content.mutable_persons(0)->set_age_band(band); };
}
std::function<void(Asked&)> Says(const char* person, type::v1::Answer answer) {
  return [=](Asked& a) { *a.agreements.Add() = ExampleAgreement(person, answer); };
}

const auto kPass = v1::GATE_OUTCOME_PASSED;
const auto kFail = v1::GATE_OUTCOME_FAILED;
const auto kIncomplete = v1::GATE_OUTCOME_INCOMPLETE;
const auto kAlignment = intake::v1::PURPOSE_ALIGNMENT;
const auto kSupply = intake::v1::PURPOSE_SUPPLY_NEGOTIATION;
const auto kDisclose = intake::v1::PURPOSE_DISCLOSE_CONCERN;
const auto kMinor = type::v1::AGE_BAND_12_TO_17;

const std::vector<Row>& Rows() {
  static const std::vector<Row> rows = {
      // CO-1 (R32–R35, R96 does not bind consultation: Q15)
      {"youth", v1::GATE_CO_1, Requester(type::v1::PERSON_ROLE_YOUTH), kPass},
      {"parent", v1::GATE_CO_1, Requester(type::v1::PERSON_ROLE_PARENT), kPass},
      {"responsible", v1::GATE_CO_1, Requester(type::v1::PERSON_ROLE_UPBRINGING_RESPONSIBLE),
       kPass},
      {"trusted", v1::GATE_CO_1, Requester(type::v1::PERSON_ROLE_TRUSTED_PERSON), kPass},
      {"support", v1::GATE_CO_1, Requester(type::v1::PERSON_ROLE_SUPPORT_FIGURE), kPass},
      {"network", v1::GATE_CO_1, Requester(type::v1::PERSON_ROLE_NETWORK_PERSON), kPass},  // Q16
      {"helper", v1::GATE_CO_1, Requester(type::v1::PERSON_ROLE_HELPER), kPass},
      {"sdj", v1::GATE_CO_1, Requester(type::v1::PERSON_ROLE_MANDATED_STAFF), kPass},  // R33, Q15
      {"officer", v1::GATE_CO_1, Requester(type::v1::PERSON_ROLE_ALLOCATION_OFFICER), kPass},
      {"outside", v1::GATE_CO_1, Outside(true, kMinor), kPass},  // R34
      {"outside_no_flag", v1::GATE_CO_1, Outside(false, kMinor), kFail,
       v1::GROUND_REQUESTER_NO_STANDING},
      {"outside_adult", v1::GATE_CO_1, Outside(true, type::v1::AGE_BAND_18_TO_24), kFail,
       v1::GROUND_REQUESTER_NO_STANDING},
      {"no_role", v1::GATE_CO_1, Requester(type::v1::PERSON_ROLE_UNSPECIFIED), kIncomplete},
      // CO-2 (R38, R39, Q18)
      {"youth_yes", v1::GATE_CO_2, Says("youth", type::v1::ANSWER_YES), kPass},
      {"youth_no", v1::GATE_CO_2, Says("youth", type::v1::ANSWER_NO), kFail,
       v1::GROUND_NO_CLIENT_AGREEMENT},
      {"nobody_spoke", v1::GATE_CO_2, [](Asked& a) { a.agreements.Clear(); },
       v1::GATE_OUTCOME_AWAITING_AGREEMENT},
      {"taken_back", v1::GATE_CO_2, [](Asked& a) { a.agreements[0].set_withdrawn(true); },
       v1::GATE_OUTCOME_AWAITING_AGREEMENT},
      {"father_of_15_no", v1::GATE_CO_2, Says("father", type::v1::ANSWER_NO), kPass},
      {"no_age", v1::GATE_CO_2, Age(type::v1::AGE_BAND_UNSPECIFIED), kIncomplete},
      // CO-3 (R24)
      {"alignment", v1::GATE_CO_3, Purposes({kAlignment}), kPass},
      {"alignment_supply", v1::GATE_CO_3, Purposes({kAlignment, kSupply}), kPass},
      {"supply_disclose", v1::GATE_CO_3, Purposes({kSupply, kDisclose}), kPass},
      {"supply_only", v1::GATE_CO_3, Purposes({kSupply}), kFail,
       v1::GROUND_SUPPLY_NEGOTIATION_ONLY},
      {"no_purpose", v1::GATE_CO_3, Purposes({}), kIncomplete},
      // CO-4 (R25: also phases 2 and 3)
      {"no_phase", v1::GATE_CO_4, Allocation(0, false, false), kPass},
      {"phase_1", v1::GATE_CO_4, Allocation(1, true, true), kPass},
      {"phase_2", v1::GATE_CO_4, Allocation(2, true, true), kPass},
      {"phase_3", v1::GATE_CO_4, Allocation(3, true, true), kPass},
      {"no_provider", v1::GATE_CO_4, Allocation(2, false, true), kFail,
       v1::GROUND_REGIE_WITHOUT_PROVIDER},
      {"has_plan", v1::GATE_CO_4, Allocation(3, true, false), kFail,
       v1::GROUND_REGIE_WITHOUT_PROVIDER},
      // CO-5 (R28)
      {"no_disclosure", v1::GATE_CO_5, Purposes({kSupply}), kPass},
      {"disclose_align", v1::GATE_CO_5, Purposes({kAlignment, kDisclose}), kPass},
      {"disclose_only", v1::GATE_CO_5, Purposes({kDisclose}), kFail, v1::GROUND_DISCLOSE_CONCERN},
      {"disclose_supply", v1::GATE_CO_5, Purposes({kSupply, kDisclose}), kFail,
       v1::GROUND_DISCLOSE_CONCERN},
      {"purpose_unknown", v1::GATE_CO_5, Purposes({}), kIncomplete},
      // CO-6 (R27)
      {"concern", v1::GATE_CO_6, [](Asked& a) { a.content.set_concern_exists(true); }, kPass},
      {"no_concern", v1::GATE_CO_6, [](Asked&) {}, kPass},
      // CO-7 (R17–R23, R69, Q20)
      {"trigger", v1::GATE_CO_7, [](Asked&) {}, kPass},
      {"follow_up", v1::GATE_CO_7, Follows(true, 1, type::v1::CHANNEL_COBE), kPass},
      {"old_follow_up", v1::GATE_CO_7, Follows(true, 0, type::v1::CHANNEL_MIGRATION),
       kPass},  // R186
      {"no_plan", v1::GATE_CO_7, Follows(true, 0, type::v1::CHANNEL_COBE), kFail,
       v1::GROUND_NO_ALIGNMENT_NEED},
      {"not_held", v1::GATE_CO_7, Follows(false, 1, type::v1::CHANNEL_COBE), kFail,
       v1::GROUND_NO_ALIGNMENT_NEED},
      {"no_trigger", v1::GATE_CO_7, [](Asked& a) { a.content.clear_triggers(); }, kFail,
       v1::GROUND_NO_ALIGNMENT_NEED},
      // CO-8 (R30, R169, Q2)
      {"child", v1::GATE_CO_8, Age(type::v1::AGE_BAND_BELOW_12), kPass},
      {"young_adult", v1::GATE_CO_8, Age(type::v1::AGE_BAND_18_TO_24), kPass},
      {"of_25", v1::GATE_CO_8, Age(type::v1::AGE_BAND_25_AND_OVER), kFail,
       v1::GROUND_OUT_OF_TARGET_GROUP},
      {"no_link", v1::GATE_CO_8, [](Asked& a) { a.content.set_link_with_youth_help(false); }, kFail,
       v1::GROUND_OUT_OF_TARGET_GROUP},
      {"age_unknown", v1::GATE_CO_8, Age(type::v1::AGE_BAND_UNSPECIFIED), kIncomplete},
      {"no_youth", v1::GATE_CO_8, [](Asked& a) { a.content.clear_persons(); }, kIncomplete},
  };
  return rows;
}

TEST(GatesTest, EachGateSaysWhatItsRuleSays) {
  for (const Row& row : Rows()) {
    SCOPED_TRACE(row.name);
    Asked asked;
    row.change(asked);
    const v1::GateResult result = asked.Of(row.gate);
    EXPECT_EQ(result.outcome(), row.outcome);
    EXPECT_EQ(result.ground(), row.ground);
    EXPECT_EQ(result.rule(), "CO-" + std::to_string(static_cast<int>(row.gate)));
    EXPECT_FALSE(result.rules().empty());
    EXPECT_GT(result.explanation_english().size(), 20u);
    EXPECT_GT(result.explanation_dutch().size(), 20u);
  }
}

// R106: a rejection needs a ground, so each ground must be reachable and have words.
TEST(GatesTest, EveryGroundHasAGateThatGivesItAndWords) {
  std::set<int> reached;
  for (const Row& row : Rows()) reached.insert(row.ground);
  const auto* grounds = v1::Ground_descriptor();
  for (int i = 0; i < grounds->value_count(); ++i) {
    const int number = grounds->value(i)->number();
    EXPECT_TRUE(reached.contains(number)) << grounds->value(i)->name();
    EXPECT_FALSE(DescribeGround(static_cast<v1::Ground>(number)).dutch.empty());
  }
}

TEST(GatesTest, AllEightAnswerInOrderAndPassTogether) {
  const std::vector<v1::GateResult> results = Asked().All();
  ASSERT_EQ(results.size(), 8u);
  for (int i = 0; i < 8; ++i) EXPECT_EQ(results[static_cast<std::size_t>(i)].gate(), i + 1);
  EXPECT_TRUE(AllPass(results));
  EXPECT_FALSE(AllPass({}));
}

// CO-5, R28: passing with a message to requester and chair.
TEST(GatesTest, TellsThatDisclosingTheConcernStaysWithTheHelpers) {
  Asked asked;
  Purposes({kAlignment, kDisclose})(asked);
  const v1::GateResult result = asked.Of(v1::GATE_CO_5);
  ASSERT_EQ(result.notices_size(), 1);
  EXPECT_EQ(result.notices(0), v1::GATE_NOTICE_DISCLOSURE_STAYS_WITH_HELPERS);
}

// Q18: the father of a 15-year-old is asked; his no is on record and no ground.
TEST(GatesTest, RecordsARefusalOfAParentOfA15YearOld) {
  Asked asked;
  Says("father", type::v1::ANSWER_NO)(asked);
  const v1::GateResult result = asked.Of(v1::GATE_CO_2);
  ASSERT_EQ(result.notices_size(), 1);
  EXPECT_EQ(result.notices(0), v1::GATE_NOTICE_PARENT_REFUSAL_RECORDED);
}

// R173: by the rules of its own day. P-27 gave parents a trusted person from 14 April 2019 on.
TEST(GatesTest, ExplainsByTheRulesOfTheDay) {
  Asked asked;
  asked.content.set_requester_role(type::v1::PERSON_ROLE_TRUSTED_PERSON);
  const v1::GateResult before = asked.Of(v1::GATE_CO_1, {2019, 4, 13});
  const v1::GateResult after = asked.Of(v1::GATE_CO_1, {2019, 4, 14});
  EXPECT_EQ(base::FromProto(before.rule_valid_from()), (base::Date{2014, 3, 1}));
  EXPECT_EQ(base::FromProto(after.rule_valid_from()), (base::Date{2019, 4, 14}));
  EXPECT_EQ(before.explanation_english().find("of a parent"), std::string::npos);
  EXPECT_NE(after.explanation_english().find("of a parent"), std::string::npos);
}

// R173, R114: before the decree the first version holds.
TEST(GatesTest, TakesTheFirstVersionBeforeThereWasOne) {
  EXPECT_EQ(base::FromProto(Asked().Of(v1::GATE_CO_3, {2009, 1, 1}).rule_valid_from()),
            (base::Date{2014, 3, 1}));
}

// R173: a later version does not touch what was decided before its first day.
TEST(RuleBookTest, ANewVersionHoldsFromItsFirstDay) {
  const auto refuse_all = [](const Question&) -> Finding {
    static constexpr Explanation kWhy = {"planted", "geplant"};
    return {v1::GATE_OUTCOME_FAILED, v1::GROUND_NO_ALIGNMENT_NEED, &kWhy, {}};
  };
  std::vector<RuleVersion> versions(ConsultationRules().versions().begin(),
                                    ConsultationRules().versions().end());
  versions.push_back({v1::GATE_CO_8, "CO-8", {"R30"}, {2030, 1, 1}, refuse_all});
  const RuleBook book(versions);
  const Asked asked;
  const Question question{asked.content, asked.agreements, asked.capacity};
  EXPECT_TRUE(AllPass(book.Evaluate(question, {2029, 12, 31})));
  EXPECT_FALSE(AllPass(book.Evaluate(question, {2030, 1, 1})));
  EXPECT_EQ(book.Evaluate(question, {2030, 1, 1}).size(), 8u);
}

// The place of ME-1 to ME-7 is kept: without gates there is no result and so no decision.
TEST(GatesTest, MediationHasNoGatesYet) {
  Asked asked;
  asked.content.set_procedure(type::v1::PROCEDURE_MEDIATION);
  EXPECT_TRUE(asked.All().empty());
}

Asked AnyRequest() {
  Asked asked;
  RequestContent& content = asked.content;
  content.set_requester_role(static_cast<type::v1::PersonRole>(*rc::gen::inRange(-1, 13)));
  content.set_requester_person_id(*rc::gen::element<std::string>("youth", "mother", "", "p7"));
  content.clear_purposes();
  for (int purpose : *rc::gen::container<std::vector<int>>(rc::gen::inRange(0, 5))) {
    content.add_purposes(static_cast<intake::v1::Purpose>(purpose));
  }
  if (*rc::gen::arbitrary<bool>()) content.clear_triggers();
  content.set_help_allocation_phase(*rc::gen::inRange(-1, 5));
  content.set_candidate_provider_exists(*rc::gen::arbitrary<bool>());
  content.set_no_coherent_plan(*rc::gen::arbitrary<bool>());
  content.set_link_with_youth_help(*rc::gen::arbitrary<bool>());
  content.set_continuity_at_stake(*rc::gen::arbitrary<bool>());
  for (auto& person : *content.mutable_persons()) {
    person.set_role(static_cast<type::v1::PersonRole>(*rc::gen::inRange(-1, 13)));
    person.set_age_band(static_cast<type::v1::AgeBand>(*rc::gen::inRange(-1, 7)));
  }
  for (const char* person : {"youth", "mother", "father"}) {
    if (*rc::gen::arbitrary<bool>()) continue;
    *asked.agreements.Add() =
        ExampleAgreement(person, static_cast<type::v1::Answer>(*rc::gen::inRange(0, 4)));
  }
  return asked;
}

// Total: whatever is asked, on whatever day, every gate answers; a ground exactly with a failure.
RC_GTEST_PROP(GatesProperty, AreTotalAndDeterministic, ()) {
  const Asked asked = AnyRequest();
  const base::Date day = base::DateFromDayNumber(*rc::gen::inRange(0, 30'000));
  const auto first = asked.All(day);
  const auto second = asked.All(day);
  RC_ASSERT(first.size() == 8u);
  for (std::size_t i = 0; i < first.size(); ++i) {
    RC_ASSERT(first[i].SerializeAsString() == second[i].SerializeAsString());
    RC_ASSERT(v1::GateOutcome_IsValid(first[i].outcome()));
    RC_ASSERT(first[i].outcome() != v1::GATE_OUTCOME_UNSPECIFIED);
    RC_ASSERT((first[i].outcome() == v1::GATE_OUTCOME_FAILED) ==
              (first[i].ground() != v1::GROUND_UNSPECIFIED));
    RC_ASSERT(!first[i].explanation_dutch().empty());
  }
}

// No decision depends on sealed content: blanking every sealed field changes nothing.
RC_GTEST_PROP(GatesProperty, NeverReadSealedFields, ()) {
  Asked asked = AnyRequest();
  const auto before = asked.All();
  for (auto& person : *asked.content.mutable_persons()) {
    person.mutable_name()->set_ciphertext("x");
    person.mutable_mail()->set_ciphertext("y");
  }
  asked.content.mutable_question()->set_ciphertext("z");
  const auto after = asked.All();
  for (std::size_t i = 0; i < before.size(); ++i) {
    RC_ASSERT(before[i].SerializeAsString() == after[i].SerializeAsString());
  }
}

}  // namespace
}  // namespace rondetafel::gates
