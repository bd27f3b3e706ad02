#include "shared/gates/client.h"

#include <gtest/gtest.h>

#include "shared/gates/example_request.h"

namespace rondetafel::gates {
namespace {

using type::v1::ANSWER_NO;
using type::v1::ANSWER_YES;

class ClientTest : public testing::Test {
 protected:
  Persons persons_;
  Agreements agreements_;
  Judgements capacity_;
  std::string requester_ = "helper";

  void Youth(const char* id, type::v1::AgeBand band) {
    *persons_.Add() = ExamplePerson(id, type::v1::PERSON_ROLE_YOUTH, band);
  }
  void Adult(const char* id, type::v1::PersonRole role,
             std::initializer_list<const char*> of = {}) {
    *persons_.Add() = ExamplePerson(id, role, {}, of);
  }
  void Say(const char* id, type::v1::Answer answer) {
    *agreements_.Add() = ExampleAgreement(id, answer);
  }
  void Judge(const char* id, bool able) {
    auto* judgement = capacity_.Add();
    judgement->set_person_id(id);
    judgement->set_able(able);
  }
  ClientSays Ask() const { return AskClients(persons_, capacity_, agreements_, requester_).says; }
};

// Q18, P-23: from 12 on the youth answers, whatever the parents say.
TEST_F(ClientTest, AYouthOf12AnswersForOneself) {
  Youth("youth", type::v1::AGE_BAND_12_TO_17);
  Adult("mother", type::v1::PERSON_ROLE_PARENT);
  Say("mother", ANSWER_YES);
  EXPECT_EQ(Ask(), ClientSays::kAwaited);
  Say("youth", ANSWER_YES);
  EXPECT_EQ(Ask(), ClientSays::kYes);
  Say("youth", ANSWER_NO);
  EXPECT_EQ(Ask(), ClientSays::kNo);
}

// Q18: below 12 one parent is enough, unless another holder of parental authority is known to
// refuse.
TEST_F(ClientTest, OneParentOfAChildIsEnoughUnlessTheOtherRefuses) {
  Youth("child", type::v1::AGE_BAND_BELOW_12);
  Adult("mother", type::v1::PERSON_ROLE_PARENT);
  Adult("father", type::v1::PERSON_ROLE_PARENT);
  EXPECT_EQ(Ask(), ClientSays::kAwaited);
  Say("mother", ANSWER_YES);
  EXPECT_EQ(Ask(), ClientSays::kYes);
  Say("father", ANSWER_NO);
  EXPECT_EQ(Ask(), ClientSays::kNo);
  Say("father", ANSWER_YES);
  EXPECT_EQ(Ask(), ClientSays::kYes);
}

// Q18: an upbringing-responsible person holds no parental authority: that no blocks only when
// alone.
TEST_F(ClientTest, ANoOfAResponsiblePersonDoesNotOutweighAParent) {
  Youth("child", type::v1::AGE_BAND_BELOW_12);
  Adult("aunt", type::v1::PERSON_ROLE_UPBRINGING_RESPONSIBLE);
  Say("aunt", ANSWER_NO);
  EXPECT_EQ(Ask(), ClientSays::kNo);
  Adult("mother", type::v1::PERSON_ROLE_PARENT);
  EXPECT_EQ(Ask(), ClientSays::kAwaited);
  Say("mother", ANSWER_YES);
  EXPECT_EQ(Ask(), ClientSays::kYes);
}

// Q18: siblings are asked one by one.
TEST_F(ClientTest, EverySiblingCounts) {
  Youth("youth", type::v1::AGE_BAND_12_TO_17);
  Youth("child", type::v1::AGE_BAND_BELOW_12);
  Adult("mother", type::v1::PERSON_ROLE_PARENT);
  Say("youth", ANSWER_YES);
  EXPECT_EQ(Ask(), ClientSays::kAwaited);
  Say("mother", ANSWER_YES);
  EXPECT_EQ(Ask(), ClientSays::kYes);
}

TEST_F(ClientTest, OnlyTheParentsOfThatChildAnswerForIt) {
  Youth("a", type::v1::AGE_BAND_BELOW_12);
  Youth("b", type::v1::AGE_BAND_BELOW_12);
  Adult("mother-a", type::v1::PERSON_ROLE_PARENT, {"a"});
  Adult("mother-b", type::v1::PERSON_ROLE_PARENT, {"b"});
  Say("mother-a", ANSWER_YES);
  EXPECT_EQ(Ask(), ClientSays::kAwaited);
  Say("mother-b", ANSWER_YES);
  EXPECT_EQ(Ask(), ClientSays::kYes);
}

// R38: who files the request has asked for it.
TEST_F(ClientTest, FilingTheRequestIsAYesUntilItIsTakenBack) {
  Youth("youth", type::v1::AGE_BAND_12_TO_17);
  requester_ = "youth";
  EXPECT_EQ(Ask(), ClientSays::kYes);
  Say("youth", ANSWER_YES);
  agreements_[0].set_withdrawn(true);
  EXPECT_EQ(Ask(), ClientSays::kAwaited);
}

// Q18, P-23: the desk may judge capacity otherwise, both ways, of minors.
TEST_F(ClientTest, CapacityJudgedOtherwiseChangesWhoAnswers) {
  Youth("youth", type::v1::AGE_BAND_12_TO_17);
  Adult("mother", type::v1::PERSON_ROLE_PARENT);
  Judge("youth", false);
  Say("mother", ANSWER_YES);
  EXPECT_EQ(Ask(), ClientSays::kYes);
  EXPECT_TRUE(ClientsOf(persons_, capacity_)[0].parents_answer);

  capacity_[0].set_able(true);
  persons_[0].set_age_band(type::v1::AGE_BAND_BELOW_12);
  EXPECT_EQ(Ask(), ClientSays::kAwaited);
  Say("youth", ANSWER_YES);
  EXPECT_EQ(Ask(), ClientSays::kYes);

  capacity_[0].set_able(false);
  persons_[0].set_age_band(type::v1::AGE_BAND_18_TO_24);
  EXPECT_FALSE(ClientsOf(persons_, capacity_)[0].parents_answer);
}

TEST_F(ClientTest, NobodyToAskIsUnknownAndNotANo) {
  EXPECT_EQ(Ask(), ClientSays::kUnknown);
  Youth("child", type::v1::AGE_BAND_BELOW_12);
  EXPECT_EQ(Ask(), ClientSays::kUnknown);
  Youth("youth", type::v1::AGE_BAND_UNSPECIFIED);
  EXPECT_EQ(Ask(), ClientSays::kUnknown);
}

}  // namespace
}  // namespace rondetafel::gates
