#include "services/triage/triage_handlers.h"

#include <gtest/gtest.h>

#include "services/triage/testing/triage_world.h"
#include "shared/gates/example_request.h"
#include "shared/rpc/errors.h"

namespace rondetafel::triage {
namespace {

using testing::CallOf;
using testing::CommandId;
using testing::DeskWorker;
using testing::Filed;
using testing::Importer;
using testing::kMarker;
using testing::World;

class HandlersTest : public ::testing::Test {
 protected:
  World world_;

  v1::AdmitRequestRequest Admitting(const Filed& filed, int command = 1) {
    v1::AdmitRequestRequest request;
    request.set_command_id(CommandId(command));
    request.set_name(filed.assessment_name);
    *request.mutable_position() = filed.position;
    return request;
  }
  absl::StatusOr<v1::AdmitRequestResponse> Admit(const v1::AdmitRequestRequest& request,
                                                 const type::v1::Actor& actor = DeskWorker()) {
    return world_.handlers().AdmitRequest(CallOf("AdmitRequest", actor), request);
  }
  absl::StatusOr<v1::AppointChairResponse> Appoint(const Filed& filed, const std::string& chair,
                                                   int command = 20) {
    v1::AppointChairRequest request;
    request.set_command_id(CommandId(command));
    request.set_name(filed.assessment_name);
    request.set_facilitator_name(chair);
    return world_.handlers().AppointChair(CallOf("AppointChair"), request);
  }
  absl::StatusOr<v1::RejectRequestResponse> Reject(const Filed& filed, gates::v1::Ground ground) {
    v1::RejectRequestRequest request;
    request.set_command_id(CommandId(30));
    request.set_name(filed.assessment_name);
    request.add_grounds(ground);
    request.set_motivation(std::string("Motivering ") + kMarker + ".");
    *request.mutable_position() = filed.position;
    return world_.handlers().RejectRequest(CallOf("RejectRequest"), request);
  }
};

void WithoutTrigger(intake::v1::RequestSubmitted& submitted) {
  submitted.mutable_content()->clear_triggers();
}
void InLimburg(intake::v1::RequestSubmitted& submitted) {
  submitted.mutable_content()->set_region(type::v1::REGION_LIMBURG);
}

// R40: the request arrives by reaction, opened for the desk of its region.
TEST_F(HandlersTest, ShowsTheRequestOpened) {
  const v1::Assessment assessment = world_.Get(world_.File(1));
  EXPECT_EQ(assessment.status(), v1::ASSESSMENT_STATUS_UNDER_ASSESSMENT);
  ASSERT_EQ(assessment.people_size(), 4);
  EXPECT_EQ(assessment.people(0).name(), "youth zorro");
  EXPECT_EQ(assessment.question(), "zorro?");
  EXPECT_EQ(assessment.gates_size(), 8);
  EXPECT_FALSE(assessment.content().persons(0).has_name());
}

// R180: only the desk of the region looks; the others get no content.
TEST_F(HandlersTest, ShowsNothingToAnotherRegion) {
  const Filed filed = world_.File(1);
  v1::GetAssessmentRequest request;
  request.set_name(filed.assessment_name);
  *request.mutable_position() = filed.position;
  const auto denied = world_.handlers().GetAssessment(
      CallOf("GetAssessment", DeskWorker(type::v1::REGION_LIMBURG)), request);
  EXPECT_EQ(denied.status().code(), absl::StatusCode::kPermissionDenied);
}

// Promise 1: an exact repeat gets the recorded reply, a changed one is told so.
TEST_F(HandlersTest, AnswersARepeatFromTheRecord) {
  v1::AdmitRequestRequest request = Admitting(world_.File(1));
  const auto first = Admit(request);
  ASSERT_TRUE(first.ok()) << first.status();
  EXPECT_EQ(first->status(), v1::ASSESSMENT_STATUS_ADMISSIBLE);
  request.clear_position();
  const auto repeat = Admit(request);
  ASSERT_TRUE(repeat.ok()) << repeat.status();
  EXPECT_EQ(repeat->reference(), first->reference());
  *request.mutable_decided_on() = base::ToProto(base::Date{2021, 3, 9});
  request.set_late_reason("backlog");
  EXPECT_EQ(Admit(request).status().code(), absl::StatusCode::kAlreadyExists);
}

// A missing assessment is answered unrecorded: the reaction that opens it may be on its way.
TEST_F(HandlersTest, NotFoundSettlesNothing) {
  Filed filed;
  filed.assessment_name = base::FormatName(
      "assessments", base::CaseId(base::DeriveUuid("test", {"case", "1"})),
      base::AssessmentOf(base::StreamId(base::DeriveUuid("test", {"request", "1"}))));
  EXPECT_EQ(Admit(Admitting(filed)).status().code(), absl::StatusCode::kNotFound);
  EXPECT_EQ(world_.Commits(), 0);
  filed = world_.File(1);
  EXPECT_TRUE(Admit(Admitting(filed)).ok());
}

// R186: dates of the future and silent late decisions are faults of shape; nothing is recorded.
TEST_F(HandlersTest, ChecksDatesBeforeAnythingIsDecided) {
  const Filed filed = world_.File(1);
  world_.Get(filed);
  const int commits = world_.Commits();
  v1::AdmitRequestRequest request = Admitting(filed);
  *request.mutable_decided_on() = base::ToProto(base::Date{2021, 3, 11});
  EXPECT_EQ(Admit(request).status().code(), absl::StatusCode::kInvalidArgument);
  *request.mutable_decided_on() = base::ToProto(base::Date{2021, 3, 9});
  EXPECT_EQ(Admit(request).status().code(), absl::StatusCode::kInvalidArgument);
  *request.mutable_decided_on() = base::ToProto(base::Date{2021, 2, 30});
  EXPECT_EQ(Admit(request).status().code(), absl::StatusCode::kInvalidArgument);
  EXPECT_EQ(world_.Commits(), commits);
  *request.mutable_decided_on() = base::ToProto(base::Date{2021, 3, 9});
  request.set_late_reason("backlog");
  EXPECT_TRUE(Admit(request).ok());
}

// R173: what the migration decides in the past is judged by the gates, and a disagreement names the
// gate.
TEST_F(HandlersTest, TheMigrationMeetsTheSameGates) {
  const Filed filed = world_.File(1, &WithoutTrigger);
  v1::AdmitRequestRequest request = Admitting(filed);
  *request.mutable_decided_on() = base::ToProto(base::Date{2021, 3, 2});
  const auto refused = Admit(request, Importer());
  EXPECT_EQ(refused.status().code(), absl::StatusCode::kFailedPrecondition);
  const auto details = refused.status().GetPayload(
      absl::string_view(rpc::kDetailsPayload.data(), rpc::kDetailsPayload.size()));
  ASSERT_TRUE(details.has_value());
  EXPECT_NE(std::string(*details).find("CO-7"), std::string::npos);
  const Filed good = world_.File(2);
  request = Admitting(good, 2);
  *request.mutable_decided_on() = base::ToProto(base::Date{2021, 3, 2});
  EXPECT_TRUE(Admit(request, Importer()).ok());
}

// R40, R43: appointed; the reply names the consultation that scheduling opens.
TEST_F(HandlersTest, AppointsAChair) {
  const Filed filed = world_.File(1);
  world_.Admit(filed, 1);
  const auto appointed = Appoint(filed, world_.Chair(1));
  ASSERT_TRUE(appointed.ok()) << appointed.status();
  EXPECT_EQ(appointed->consultation_name(),
            base::FormatName("consultations", filed.case_id, base::ConsultationOf(filed.request)));
  EXPECT_FALSE(appointed->outside_region());
  EXPECT_EQ(Appoint(filed, "facilitators/" + CommandId(7), 21).status().code(),
            absl::StatusCode::kNotFound);
}

// Q24: a tie registered after the appointment reaches the assessment, over cases and partitions.
TEST_F(HandlersTest, ALaterTieQuestionsTheChair) {
  Filed filed = world_.File(1);
  world_.Admit(filed, 1);
  const std::string chair = world_.Chair(1);
  const auto appointed = Appoint(filed, chair);
  ASSERT_TRUE(appointed.ok()) << appointed.status();
  // The register has taken the appointment over once this is read.
  ASSERT_TRUE(world_.runtime().Read(appointed->position(), CallOf("").deadline).ok());
  v1::AddFacilitatorTieRequest request;
  request.set_command_id(CommandId(40));
  request.set_name(chair);
  request.mutable_tie()->mutable_organisation()->set_organisation_id("OVO000101");
  request.mutable_tie()->set_kind(v1::TIE_KIND_EMPLOYEE);
  *request.mutable_tie()->mutable_from() = base::ToProto(base::Date{2021, 3, 10});
  const auto added = world_.handlers().AddFacilitatorTie(CallOf("AddFacilitatorTie"), request);
  ASSERT_TRUE(added.ok()) << added.status();
  EXPECT_EQ(added->conflicts_found(), 1);
  filed.position = added->position();
  const v1::Assessment assessment = world_.Get(filed);
  ASSERT_EQ(assessment.questioned_organisation_ids_size(), 1);
  EXPECT_EQ(assessment.questioned_organisation_ids(0), "OVO000101");
}

// R7: a date left empty is no training; R172: a tie without a first day always held.
TEST_F(HandlersTest, EmptyDatesSayNothing) {
  const Filed filed = world_.File(1);
  world_.Admit(filed, 1);
  v1::RegisterFacilitatorRequest request;
  request.set_command_id(CommandId(60));
  request.set_actor_id("33333333-3333-4333-8333-333333333399");
  request.add_kinds(v1::FACILITATOR_KIND_CHAIR);
  request.set_full_name("Chair zorro");
  request.mutable_trained_on();
  const auto registered =
      world_.handlers().RegisterFacilitator(CallOf("RegisterFacilitator"), request);
  ASSERT_TRUE(registered.ok()) << registered.status();
  EXPECT_EQ(std::string(Appoint(filed, registered->name()).status().message()),
            "the chair was not trained by that day; appoint another chair");
  const std::string trained = world_.Chair(1);
  v1::AddFacilitatorTieRequest tie;
  tie.set_command_id(CommandId(61));
  tie.set_name(trained);
  tie.mutable_tie()->mutable_organisation()->set_organisation_id("OVO000101");
  tie.mutable_tie()->set_kind(v1::TIE_KIND_EMPLOYEE);
  tie.mutable_tie()->mutable_until();
  ASSERT_TRUE(world_.handlers().AddFacilitatorTie(CallOf("AddFacilitatorTie"), tie).ok());
  EXPECT_EQ(std::string(Appoint(filed, trained, 22).status().message()),
            "the chair is tied to an organisation in the case; appoint another chair");
}

// 1c: an agreement taken back at intake comes over, and the chair is not appointed without it
// (Q14).
TEST_F(HandlersTest, HearsOfAgreementsByReaction) {
  Filed filed = world_.File(1);
  world_.Admit(filed, 1);
  intake::v1::RequestEvent event;
  auto& agreement = *event.mutable_agreement_withdrawn()->mutable_agreement();
  agreement = gates::ExampleAgreement("youth", type::v1::ANSWER_YES);
  agreement.set_withdrawn(true);
  filed.position = world_.Write(filed, event);
  EXPECT_TRUE(world_.Get(filed).agreements(0).withdrawn());
  EXPECT_EQ(Appoint(filed, world_.Chair(1)).status().code(), absl::StatusCode::kFailedPrecondition);
}

// R173: as decided, and by the rules of another day.
TEST_F(HandlersTest, ExplainsByTheRulesOfTheDay) {
  const Filed filed = world_.File(1);
  v1::ExplainGatesRequest request;
  request.set_name(filed.assessment_name);
  *request.mutable_position() = filed.position;
  const auto explain = [&] {
    return world_.handlers().ExplainGates(CallOf("ExplainGates"), request).value();
  };
  EXPECT_FALSE(explain().as_decided());
  world_.Admit(filed, 1);
  EXPECT_TRUE(explain().as_decided());
  EXPECT_EQ(base::FromProto(explain().evaluated_on()), testing::kToday);
  EXPECT_EQ(base::FromProto(explain().results(0).rule_valid_from()), (base::Date{2019, 4, 14}));
  *request.mutable_by_rules_of() = base::ToProto(base::Date{2016, 1, 1});
  EXPECT_FALSE(explain().as_decided());
  EXPECT_EQ(base::FromProto(explain().results(0).rule_valid_from()), (base::Date{2014, 3, 1}));
}

// R106: after a rejection a new request in the same case shows what was decided before.
TEST_F(HandlersTest, AReSubmissionShowsTheEarlierDecision) {
  const Filed first = world_.File(1, &WithoutTrigger);
  ASSERT_TRUE(Reject(first, gates::v1::GROUND_NO_ALIGNMENT_NEED).ok());
  const Filed second =
      world_.FileAgain(2, first, [](intake::v1::RequestSubmitted& s, const Filed& before) {
        s.mutable_content()->set_resubmission_of(
            base::FormatName("requests", before.case_id, before.request));
      });
  const v1::Assessment assessment = world_.Get(second);
  EXPECT_EQ(assessment.earlier_assessment_name(), first.assessment_name);
  ASSERT_EQ(assessment.earlier_grounds_size(), 1);
  EXPECT_EQ(assessment.earlier_grounds(0), gates::v1::GROUND_NO_ALIGNMENT_NEED);
}

// Q20: the same chair is proposed for a follow-up, which passes CO-7 by its link.
TEST_F(HandlersTest, AFollowUpProposesTheSameChair) {
  const Filed first = world_.File(1);
  world_.Admit(first, 1);
  const std::string chair = world_.Chair(1);
  ASSERT_TRUE(Appoint(first, chair).ok());
  const Filed second =
      world_.FileAgain(2, first, [](intake::v1::RequestSubmitted& s, const Filed& before) {
        s.mutable_content()->clear_triggers();
        auto& earlier = *s.mutable_content()->mutable_earlier();
        earlier.set_request_name(base::FormatName("requests", before.case_id, before.request));
        earlier.set_meeting_id("m1");
        earlier.set_plan_version(1);
        *earlier.mutable_held_on() = base::ToProto(base::Date{2021, 2, 1});
      });
  EXPECT_EQ(world_.Get(second).proposed_facilitator_name(), chair);
  world_.Admit(second, 2);
  EXPECT_TRUE(world_.Get(second).admission().follow_up());
}

// R104: the desk's list, oldest first, of the own region, in pages.
TEST_F(HandlersTest, ListsWhatWaitsOldestFirst) {
  world_.File(1, [](intake::v1::RequestSubmitted& s) {
    *s.mutable_content()->mutable_received_on() = base::ToProto(base::Date{2021, 3, 3});
  });
  const Filed oldest = world_.File(2, [](intake::v1::RequestSubmitted& s) {
    *s.mutable_content()->mutable_received_on() = base::ToProto(base::Date{2021, 2, 3});
  });
  world_.File(3, &InLimburg);
  const Filed admitted = world_.File(4);
  world_.Admit(admitted, 1);
  v1::ListAssessmentsRequest request;
  request.set_page_size(2);
  const auto list = [&] {
    return world_.handlers().ListAssessments(CallOf("ListAssessments"), request).value();
  };
  v1::ListAssessmentsResponse page = list();
  ASSERT_EQ(page.assessments_size(), 2);
  EXPECT_EQ(page.assessments(0).name(), oldest.assessment_name);
  EXPECT_TRUE(page.assessments(0).subject_ids().empty());
  request.set_page_token(page.next_page_token());
  page = list();
  ASSERT_EQ(page.assessments_size(), 1);
  EXPECT_EQ(page.assessments(0).name(), admitted.assessment_name);  // waits since the decision
  EXPECT_EQ(page.next_page_token(), "");
  request.clear_page_token();
  request.set_without_chair(true);
  EXPECT_EQ(list().assessments_size(), 1);
  ASSERT_TRUE(Appoint(admitted, world_.Chair(1)).ok());
  EXPECT_EQ(list().assessments_size(), 0);
  request.set_without_chair(false);
  request.set_scope(v1::ASSESSMENT_SCOPE_SETTLED);
  EXPECT_EQ(list().assessments_size(), 1);
  request.set_region(type::v1::REGION_LIMBURG);
  EXPECT_FALSE(world_.handlers().ListAssessments(CallOf("ListAssessments"), request).ok());
}

// Privacy: personal data and free text rest sealed. The planted one shows that the search would
// find it.
TEST_F(HandlersTest, NothingPersonalReachesTheLog) {
  const Filed filed = world_.File(1, &WithoutTrigger);
  v1::LogContactRequest contact;
  contact.set_command_id(CommandId(50));
  contact.set_name(filed.assessment_name);
  contact.set_channel(type::v1::CHANNEL_DESK_PHONE);
  contact.set_person_id("mother");
  contact.set_note(std::string("Belde ") + kMarker);
  *contact.mutable_position() = filed.position;
  ASSERT_TRUE(world_.handlers().LogContact(CallOf("LogContact"), contact).ok());
  ASSERT_TRUE(Reject(filed, gates::v1::GROUND_NO_ALIGNMENT_NEED).ok());
  world_.Chair(1);
  EXPECT_EQ(world_.LogText().find(kMarker), std::string::npos);
  const v1::Assessment assessment = world_.Get(filed);
  EXPECT_EQ(assessment.motivation(), "Motivering zorro.");
  ASSERT_EQ(assessment.contacts_size(), 1);
  EXPECT_EQ(assessment.contacts(0).note(), "Belde zorro");
  world_.File(2, [](intake::v1::RequestSubmitted& s) {
    s.mutable_content()->set_external_reference(kMarker);
  });
  world_.Get(world_.File(3));
  EXPECT_NE(world_.LogText().find(kMarker), std::string::npos);
}

}  // namespace
}  // namespace rondetafel::triage
