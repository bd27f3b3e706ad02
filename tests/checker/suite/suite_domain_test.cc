// Planted breaches of the rules of the suite, each of which the domain must report, and a case that
// keeps them.
#include "tests/checker/suite/suite_domain.h"

#include <gtest/gtest.h>

#include <set>

#include "rondetafel/intake/v1/events.pb.h"
#include "rondetafel/keyring/v1/events.pb.h"
#include "rondetafel/scheduling/v1/events.pb.h"
#include "rondetafel/triage/v1/events.pb.h"
#include "rondetafel/workplan/v1/events.pb.h"
#include "tests/checker/suite/names.h"

namespace rondetafel::checker {
namespace {

const Id kCase = Derived("test", {"case"});
const Id kRequest = Derived("test", {"request"});
const Id kAssessment = Derived("assessment", {View(kRequest)});
const Id kConsultation = Derived("consultation", {View(kRequest)});
const Id kPlan = Derived("work_plan", {View(kConsultation)});
const Id kChair = Derived("test", {"chair"});

class SuiteDomainTest : public ::testing::Test {
 protected:
  // One commit of one event.
  template <class Event>
  void Happen(std::string_view topic, const std::string& kind, const Id& stream,
              const Event& event) {
    Record record;
    const Id case_id = kind == "facilitator" ? stream : kCase;
    record.case_id = View(case_id);
    record.stream_id = View(stream);
    log::v1::CommitBody body;
    body.set_stream_kind(kind);
    *body.mutable_actor() = actor_;
    body.mutable_events()->add_event(event.SerializeAsString());
    EXPECT_TRUE(domain_->Understands(topic, body));
    Commit commit;
    commit.topic = topic;
    commit.record = &record;
    commit.body = &body;
    due_.clear();
    domain_->Reactions(commit, &due_);
    domain_->Next(commit, [this](int invariant, const std::string& what) {
      found_.insert(invariant);
      said_ += what + "; ";
    });
  }
  void End() {
    domain_->End(true, [this](int invariant, const std::string& what) {
      found_.insert(invariant);
      said_ += what + "; ";
    });
  }
  void Request(const intake::v1::RequestEvent& event) {
    Happen("intake", "request", kRequest, event);
  }
  void Assess(const triage::v1::AssessmentEvent& event) {
    Happen("triage", "assessment", kAssessment, event);
  }
  void Consult(const scheduling::v1::ConsultationEvent& event) {
    Happen("scheduling", "consultation", kConsultation, event);
  }
  void Plan(const workplan::v1::WorkPlanEvent& event) {
    Happen("workplan", "work_plan", kPlan, event);
  }

  static intake::v1::RequestEvent Filed() {
    intake::v1::RequestEvent event;
    event.mutable_request_submitted();
    return event;
  }
  static triage::v1::AssessmentEvent Opened() {
    triage::v1::AssessmentEvent event;
    event.mutable_assessment_opened()->mutable_content()->set_region(type::v1::REGION_LIMBURG);
    return event;
  }
  static triage::v1::AssessmentEvent Admitted() {
    triage::v1::AssessmentEvent event;
    event.mutable_request_admitted()->add_gates()->set_outcome(gates::v1::GATE_OUTCOME_PASSED);
    return event;
  }
  // A chair for a case with a helper of OVO000001.
  static triage::v1::AssessmentEvent Appointed(const std::string& tied_to) {
    triage::v1::AssessmentEvent event;
    triage::v1::ChairAppointed& appointed = *event.mutable_chair_appointed();
    appointed.mutable_handover()->set_request_name(NameInCase("requests", kCase, kRequest));
    appointed.mutable_handover()->add_persons()->mutable_organisation()->set_organisation_id(
        "OVO000001");
    appointed.set_facilitator_name("facilitators/" + ToText(kChair));
    appointed.set_chair_actor_id("chair");
    appointed.add_chair_organisation_ids(tied_to);
    return event;
  }
  static scheduling::v1::ConsultationEvent Assigned() {
    scheduling::v1::ConsultationEvent event;
    event.mutable_consultation_assigned()->set_chair_actor_id("chair");
    event.mutable_consultation_assigned()->mutable_handover()->set_region(type::v1::REGION_LIMBURG);
    return event;
  }
  static scheduling::v1::ConsultationEvent Agreed(const std::string& person) {
    scheduling::v1::ConsultationEvent event;
    event.mutable_agreement_given()->mutable_agreement()->set_person_id(person);
    event.mutable_agreement_given()->mutable_agreement()->set_answer(type::v1::ANSWER_YES);
    return event;
  }
  static scheduling::v1::ConsultationEvent Confirmed() {
    scheduling::v1::ConsultationEvent event;
    event.mutable_consultation_confirmed()->add_person_ids("youth");
    return event;
  }
  static workplan::v1::WorkPlanEvent Drafted(int version) {
    workplan::v1::WorkPlanEvent event;
    event.mutable_plan_drafted()->mutable_plan()->set_version(version);
    return event;
  }

  void ExpectFound(const std::set<int>& invariants) { EXPECT_EQ(found_, invariants) << said_; }

  std::unique_ptr<Domain> domain_ = MakeSuiteDomain();
  type::v1::Actor actor_;
  std::set<int> found_;
  std::string said_;
  std::vector<ReactionDue> due_;
};

TEST_F(SuiteDomainTest, PassesACaseThatKeepsTheRules) {
  Request(Filed());
  ASSERT_EQ(due_.size(), 1u);
  EXPECT_EQ(due_[0].stream_id, kAssessment);
  Assess(Opened());
  Assess(Admitted());
  Assess(Appointed("OVO000009"));
  ASSERT_EQ(due_.size(), 3u);  // intake, scheduling, and the register of chairs
  Consult(Assigned());
  Consult(Agreed("youth"));
  Consult(Confirmed());
  scheduling::v1::ConsultationEvent held;
  held.mutable_meeting_held();
  Consult(held);
  ASSERT_EQ(due_.size(), 1u);
  EXPECT_EQ(due_[0].stream_id, kPlan);
  workplan::v1::WorkPlanEvent opened;
  opened.mutable_work_plan_opened();
  Plan(opened);
  Plan(Drafted(1));
  Plan(Drafted(2));
  ExpectFound({});
}

TEST_F(SuiteDomainTest, FindsAnAmendmentAfterTheWithdrawal) {
  Request(Filed());
  intake::v1::RequestEvent event;
  event.mutable_request_withdrawn();
  Request(event);
  event.mutable_request_amended();
  Request(event);
  ExpectFound({3});
}

TEST_F(SuiteDomainTest, FindsAnAdmissionThroughAFailedGate) {
  Assess(Opened());
  triage::v1::AssessmentEvent admitted = Admitted();
  admitted.mutable_request_admitted()->mutable_gates(0)->set_outcome(
      gates::v1::GATE_OUTCOME_FAILED);
  Assess(admitted);
  ExpectFound({3});
}

// R172
TEST_F(SuiteDomainTest, FindsAChairTiedToTheCase) {
  Assess(Opened());
  Assess(Admitted());
  Assess(Appointed("OVO000001"));
  ExpectFound({3});
}

// Q24: the tie came later and nobody questioned it.
TEST_F(SuiteDomainTest, FindsATieThatNobodyFlagged) {
  Assess(Opened());
  Assess(Admitted());
  Assess(Appointed("OVO000009"));
  triage::v1::FacilitatorEvent event;
  event.mutable_facilitator_registered();
  Happen("triage", "facilitator", kChair, event);
  auto& noted = *event.mutable_facilitator_appointment_noted();
  noted.set_assessment_name(NameInCase("assessments", kCase, kAssessment));
  noted.add_case_organisation_ids("OVO000001");
  Happen("triage", "facilitator", kChair, event);
  event.mutable_facilitator_tie_added()->mutable_tie()->mutable_organisation()->set_organisation_id(
      "OVO000001");
  Happen("triage", "facilitator", kChair, event);
  const auto report = [this](int invariant, const std::string&) { found_.insert(invariant); };
  domain_->End(false, report);
  ExpectFound({});
  domain_->End(true, report);
  ExpectFound({3});
}

// R158
TEST_F(SuiteDomainTest, FindsAConfirmationWithoutEverybodysYes) {
  Consult(Assigned());
  Consult(Confirmed());
  ExpectFound({3});
}

TEST_F(SuiteDomainTest, FindsASkippedPlanVersion) {
  workplan::v1::WorkPlanEvent opened;
  opened.mutable_work_plan_opened();
  Plan(opened);
  Plan(Drafted(2));
  ExpectFound({3});
}

TEST_F(SuiteDomainTest, FindsASecondReminderOfOnePlanning) {
  workplan::v1::WorkPlanEvent opened, planned, reminded;
  opened.mutable_work_plan_opened();
  planned.mutable_evaluation_planned()->mutable_evaluate_on()->set_year(2026);
  reminded.mutable_evaluation_reminder_due()->mutable_evaluate_on()->set_year(2026);
  for (const auto& event : {opened, planned, reminded, planned, reminded}) Plan(event);
  ExpectFound({});  // planned for that day again: another reminder
  Plan(reminded);
  ExpectFound({3});
}

// Q7
TEST_F(SuiteDomainTest, FindsAnAcceptanceByAllThatWasNot) {
  workplan::v1::WorkPlanEvent event;
  auto& participant = *event.mutable_work_plan_opened()->add_participants();
  participant.mutable_person()->set_person_id("youth");
  participant.set_present(true);
  Plan(event);
  Plan(Drafted(1));
  event.mutable_plan_accepted_by_all()->set_version(1);
  Plan(event);
  ExpectFound({3});
}

TEST_F(SuiteDomainTest, FindsAFormerChairAtWork) {
  Consult(Assigned());
  scheduling::v1::ConsultationEvent replaced;
  replaced.mutable_chair_replacement_noted()->set_chair_actor_id("another chair");
  Consult(replaced);
  actor_.set_role(type::v1::ROLE_EXTERNAL_CHAIR);
  actor_.set_actor_id("chair");
  Consult(Agreed("youth"));
  ExpectFound({14});
}

TEST_F(SuiteDomainTest, FindsADeskAtWorkOnAFileThatMovedAway) {
  actor_.set_role(type::v1::ROLE_DESK_WORKER);
  actor_.set_region(type::v1::REGION_LIMBURG);
  Assess(Opened());
  triage::v1::AssessmentEvent event;
  event.mutable_assessment_transferred()->set_from_region(type::v1::REGION_LIMBURG);
  event.mutable_assessment_transferred()->set_to_region(type::v1::REGION_ANTWERPEN);
  Assess(event);
  ExpectFound({});
  Assess(Admitted());
  ExpectFound({14});
}

TEST_F(SuiteDomainTest, FindsASecondPersonOfOneHashAndOneOfTwoNumbers) {
  keyring::v1::SubjectEvent identified;
  identified.mutable_subject_identified()->set_subject_id("someone");
  identified.mutable_subject_identified()->set_basis(keyring::v1::IDENTITY_BASIS_NATIONAL_NUMBER);
  const Id number = Derived("test", {"number"}), other = Derived("test", {"other number"});
  Happen("keyring", "subject", number, identified);
  End();
  ExpectFound({});
  Happen("keyring", "subject", other, identified);
  ExpectFound({});
  End();
  ExpectFound({3});
  said_.clear();
  Happen("keyring", "subject", number, identified);
  EXPECT_EQ(said_, "a hash became a second person; ");
}

TEST_F(SuiteDomainTest, FindsANameThatForgetsWhoWasMeant) {
  keyring::v1::NamesakeEvent met, given;
  met.mutable_namesake_met()->set_subject_id("someone");
  given.mutable_namesake_number_given()->set_subject_id("someone");
  given.mutable_namesake_number_given()->set_number_stream_id("number");
  const Id name = Derived("test", {"name"});
  Happen("keyring", "namesake", name, met);
  Happen("keyring", "namesake", name, given);
  ExpectFound({});
  met.mutable_namesake_met()->set_subject_id("someone else");
  Happen("keyring", "namesake", name, met);
  Happen("keyring", "namesake", name, given);
  ExpectFound({3});
  EXPECT_EQ(said_,
            "a name without a number became a second person; "
            "a number was given to nobody of this name, or to somebody who has one; ");
}

TEST_F(SuiteDomainTest, DoesNotUnderstandANewerEvent) {
  log::v1::CommitBody body;
  body.set_stream_kind("request");
  body.mutable_events()->add_event("");
  EXPECT_FALSE(domain_->Understands("intake", body));
  body.mutable_events()->set_event(0, Filed().SerializeAsString());
  EXPECT_TRUE(domain_->Understands("intake", body));
  body.set_schema_version(2);
  EXPECT_FALSE(domain_->Understands("intake", body));
}

}  // namespace
}  // namespace rondetafel::checker
