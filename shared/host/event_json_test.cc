#include "shared/host/event_json.h"

#include <gtest/gtest.h>

#include "rondetafel/triage/v1/events.pb.h"
#include "shared/host/history_service.h"

namespace rondetafel::host {
namespace {

type::v1::Sealed SealedText() {
  type::v1::Sealed sealed;
  sealed.set_key_id("0b8f6d9e-1f43-4d54-8a56-2f6d6f9a1c11");
  sealed.set_ciphertext("Voorbeeld");
  sealed.set_field("person.name");
  return sealed;
}

TEST(DescribeEventTest, ShowsSealedFieldsAsTheWordAtAnyDepth) {
  triage::v1::AssessmentEvent event;
  auto* rejected = event.mutable_request_rejected();
  rejected->set_request_name("cases/a/requests/b");
  *rejected->mutable_motivation() = SealedText();
  const EventText text = DescribeEvent(event);
  EXPECT_EQ(text.name, "RequestRejected");
  EXPECT_EQ(text.json, R"({"requestName":"cases/a/requests/b","motivation":"sealed"})");

  triage::v1::AssessmentEvent appointed;
  auto* person = appointed.mutable_chair_appointed()->mutable_handover()->add_persons();
  *person->mutable_name() = SealedText();
  const EventText deep = DescribeEvent(appointed);
  EXPECT_NE(deep.json.find(R"("name":"sealed")"), std::string::npos) << deep.json;
  for (const std::string& json : {text.json, deep.json}) {
    EXPECT_EQ(json.find("Vm9vcmJlZWxk"), std::string::npos) << "base64 of the ciphertext";
    EXPECT_EQ(json.find("0b8f6d9e"), std::string::npos) << "key id";
  }
}

TEST(DescribeEventTest, NoTextCanPassForAMark) {
  triage::v1::AssessmentEvent event;
  event.mutable_request_rejected()->set_request_name(R"({"keyId":"sealed"})");
  EXPECT_EQ(DescribeEvent(event).json, R"({"requestName":"{\"keyId\":\"sealed\"}"})");
}

TEST(DescribeEventTest, SaysNothingOfAnEventOfANewerVersion) {
  EXPECT_EQ(DescribeEvent(triage::v1::AssessmentEvent()).name, "");
}

TEST(CollectionOfTest, FollowsTheKind) {
  EXPECT_EQ(CollectionOf("request"), "requests");
  EXPECT_EQ(CollectionOf("work_plan"), "workPlans");
  EXPECT_EQ(CollectionOf("frozen_report"), "frozenReports");
  EXPECT_EQ(CollectionOf("case_keys"), "caseKeys");
}

}  // namespace
}  // namespace rondetafel::host
