#include "services/intake/reactions/reactions.h"

#include <gtest/gtest.h>

#include "rondetafel/scheduling/v1/events.pb.h"
#include "rondetafel/triage/v1/events.pb.h"
#include "rondetafel/workplan/v1/events.pb.h"
#include "services/intake/domain/request_example.h"
#include "shared/base/resource_name.h"

namespace rondetafel::intake {
namespace {

using namespace example;  // NOLINT(google-build-using-namespace): the test's own vocabulary
using runtime::ReactionCommand;

const base::CaseId kCase = Helper().case_id;
const base::StreamId kRequest = Helper().stream_id;

// An upstream commit of one event, as the runtime hands it over.
template <class Event>
std::vector<ReactionCommand> ReactTo(
    std::vector<ReactionCommand> (*react)(const runtime::AcceptedCommit&), const std::string& kind,
    const base::StreamId& stream, const Event& event,
    type::v1::Role role = type::v1::ROLE_DESK_WORKER) {
  commit::Verdict verdict;
  verdict.record.envelope.case_id = kCase;
  verdict.record.envelope.stream_id = stream;
  verdict.record.envelope.actor = *base::ActorId::Parse(kHelperActor);
  verdict.body.mutable_actor()->set_role(role);
  runtime::AcceptedCommit commit;
  commit.verdict = &verdict;
  commit.stream_kind = kind;
  commit.events.push_back(std::make_unique<Event>(event));
  return react(commit);
}

std::string RequestName() { return base::FormatName("requests", kCase, kRequest); }

// What the command does to a request that was filed.
v1::RequestStatus StatusAfter(const std::vector<ReactionCommand>& commands) {
  State state = Story::Filed().state();
  for (const ReactionCommand& command : commands) {
    EXPECT_EQ(command.stream_id, kRequest);
    EXPECT_EQ(command.stream_kind, "request");
    EXPECT_LE(command.method.size(), commit::kMethodBytesMax);
    for (const auto& event : command.decide(state, Helper()).parsed) {
      ApplyEvent(static_cast<const v1::RequestEvent&>(*event), state);
    }
  }
  return StatusOf(state);
}

v1::RequestStatus AfterTriage(const triage::v1::AssessmentEvent& event) {
  return StatusAfter(ReactTo(&NoteTriage, "assessment", base::AssessmentOf(kRequest), event));
}

v1::RequestStatus AfterScheduling(const scheduling::v1::ConsultationEvent& event) {
  return StatusAfter(
      ReactTo(&NoteScheduling, "consultation", base::ConsultationOf(kRequest), event));
}

TEST(NoteTriageTest, NotesEachDecision) {
  triage::v1::AssessmentEvent event;
  event.mutable_request_admitted()->set_request_name(RequestName());
  EXPECT_EQ(AfterTriage(event), v1::REQUEST_STATUS_ADMISSIBLE);
  event.mutable_request_rejected()->set_request_name(RequestName());
  EXPECT_EQ(AfterTriage(event), v1::REQUEST_STATUS_INADMISSIBLE);  // R106
  event.mutable_request_redirected()->set_request_name(RequestName());
  EXPECT_EQ(AfterTriage(event), v1::REQUEST_STATUS_REDIRECTED);  // R179
  event.mutable_chair_appointed()->mutable_handover()->set_request_name(RequestName());
  event.mutable_chair_appointed()->set_chair_actor_id(kChairActor);
  EXPECT_EQ(AfterTriage(event), v1::REQUEST_STATUS_ASSIGNED);
  event.mutable_chair_replaced()->mutable_handover()->set_request_name(RequestName());
  event.mutable_chair_replaced()->set_chair_actor_id(kChairActor);
  EXPECT_EQ(AfterTriage(event), v1::REQUEST_STATUS_ASSIGNED);
}

TEST(NoteTriageTest, NotesTheAssessmentByItsStream) {
  triage::v1::AssessmentEvent event;
  event.mutable_assessment_opened()->set_request_name(RequestName());
  const auto commands = ReactTo(&NoteTriage, "assessment", base::AssessmentOf(kRequest), event);
  ASSERT_EQ(commands.size(), 1u);
  const auto decided = commands[0].decide(Story::Filed().state(), Helper());
  ASSERT_EQ(decided.parsed.size(), 1u);
  EXPECT_EQ(
      static_cast<const v1::RequestEvent&>(*decided.parsed[0]).assessment_noted().assessment_name(),
      base::FormatName("assessments", kCase, base::AssessmentOf(kRequest)));
}

TEST(NoteTriageTest, LeavesTriagesOwnBusinessAlone) {
  triage::v1::AssessmentEvent event;
  event.mutable_gates_evaluated();
  EXPECT_TRUE(ReactTo(&NoteTriage, "assessment", base::AssessmentOf(kRequest), event).empty());
}

// A name of another case, or none, is nobody's request.
TEST(NoteTriageTest, IgnoresAForeignName) {
  triage::v1::AssessmentEvent event;
  for (const std::string& name :
       {std::string(), base::FormatName("requests", base::CaseId::Random(), kRequest)}) {
    event.mutable_request_admitted()->set_request_name(name);
    EXPECT_TRUE(ReactTo(&NoteTriage, "assessment", base::AssessmentOf(kRequest), event).empty());
  }
}

TEST(NoteSchedulingTest, NotesMeetingAndEnd) {
  scheduling::v1::ConsultationEvent event;
  event.mutable_meeting_held()->set_request_name(RequestName());
  EXPECT_EQ(AfterScheduling(event), v1::REQUEST_STATUS_MEETING_HELD);
  event.mutable_meeting_not_held()->set_request_name(RequestName());
  EXPECT_EQ(AfterScheduling(event), v1::REQUEST_STATUS_ENDED_WITHOUT_MEETING);
  event.mutable_consultation_ended()->set_request_name(RequestName());
  EXPECT_EQ(AfterScheduling(event), v1::REQUEST_STATUS_ENDED_WITHOUT_MEETING);
  event.mutable_consultation_postponed();  // 1c: postponed is no end
  EXPECT_EQ(AfterScheduling(event), v1::REQUEST_STATUS_AWAITING_CLIENT_AGREEMENT);
}

// Q22: a yes, a no and a withdrawal heard by the chair show on the request.
TEST(NoteSchedulingTest, NotesAnswersOfTheTable) {
  scheduling::v1::ConsultationEvent event;
  event.mutable_agreement_given()->set_request_name(RequestName());
  *event.mutable_agreement_given()->mutable_agreement() = Answer("youth", type::v1::ANSWER_YES);
  EXPECT_EQ(AfterScheduling(event), v1::REQUEST_STATUS_SUBMITTED);
  const auto said = Answer("youth", type::v1::ANSWER_NO);
  event.mutable_agreement_refused()->set_request_name(RequestName());
  *event.mutable_agreement_refused()->mutable_agreement() = said;
  EXPECT_EQ(AfterScheduling(event), v1::REQUEST_STATUS_SUBMITTED);
  event.mutable_agreement_withdrawn()->set_request_name(RequestName());
  *event.mutable_agreement_withdrawn()->mutable_agreement() = said;
  event.mutable_agreement_withdrawn()->mutable_agreement()->set_withdrawn(true);
  EXPECT_EQ(AfterScheduling(event), v1::REQUEST_STATUS_AWAITING_CLIENT_AGREEMENT);
}

TEST(NoteWorkPlanTest, NotesTheVersion) {
  workplan::v1::WorkPlanEvent event;
  event.mutable_plan_drafted()->set_request_name(RequestName());
  event.mutable_plan_drafted()->mutable_plan()->set_version(2);
  const auto stream = base::WorkPlanOf(base::ConsultationOf(kRequest));
  const auto commands = ReactTo(&NoteWorkPlan, "work_plan", stream, event);
  ASSERT_EQ(commands.size(), 1u);
  const auto decided = commands[0].decide(Story::Filed().state(), Helper());
  ASSERT_EQ(decided.parsed.size(), 1u);
  const auto& noted = static_cast<const v1::RequestEvent&>(*decided.parsed[0]).plan_noted();
  EXPECT_EQ(noted.plan_version(), 2);
  EXPECT_EQ(noted.work_plan_name(), base::FormatName("workPlans", kCase, stream));
}

class OpenFollowUpTest : public ::testing::Test {
 protected:
  v1::RequestSubmitted Open(const std::string& asked_by, type::v1::Role role) {
    workplan::v1::WorkPlanEvent event;
    workplan::v1::FollowUpAsked& asked = *event.mutable_follow_up_asked();
    asked.set_follow_up_id("f1");
    asked.set_asked_by_person_id(asked_by);
    *asked.mutable_asked_on() = base::ToProto(kToday);
    asked.mutable_earlier()->set_request_name(RequestName());
    asked.mutable_earlier()->set_meeting_id("m1");
    asked.set_region(type::v1::REGION_LIMBURG);
    *asked.mutable_persons() = Content().persons();
    const auto commands = ReactTo(&OpenFollowUp, "work_plan", plan_, event, role);
    EXPECT_EQ(commands.size(), 1u);
    EXPECT_EQ(commands.at(0).stream_id, base::FollowUpRequestOf(plan_, "f1"));
    const auto decided = commands.at(0).decide(State(), Helper());
    EXPECT_EQ(decided.parsed.size(), 1u);
    return static_cast<const v1::RequestEvent&>(*decided.parsed.at(0)).request_submitted();
  }
  base::StreamId plan_ = base::WorkPlanOf(base::ConsultationOf(kRequest));
};

// R69, R73, Q20: people and the link come along, agreements are asked anew.
TEST_F(OpenFollowUpTest, CarriesPeopleAndNoAgreements) {
  const auto opened = Open("helper", type::v1::ROLE_HELPER);
  EXPECT_EQ(opened.content().persons_size(), 4);
  EXPECT_EQ(opened.content().carried_over_person_ids_size(), 4);
  EXPECT_EQ(opened.content().earlier().meeting_id(), "m1");
  EXPECT_TRUE(opened.content().complete());
  ASSERT_EQ(opened.agreements_size(), 1);
  EXPECT_EQ(opened.agreements(0).person_id(), "helper");
  EXPECT_EQ(opened.submitted_by_actor_id(), kHelperActor);
}

// R36, R37, R72: helpers and youths are named as the requesters of follow-ups; each keeps the
// channel.
TEST_F(OpenFollowUpTest, KeepsTheChannelOfWhoAsks) {
  EXPECT_EQ(Open("helper", type::v1::ROLE_HELPER).content().channel(), type::v1::CHANNEL_COBE);
  EXPECT_EQ(Open("youth", type::v1::ROLE_YOUTH).content().channel(), type::v1::CHANNEL_PUBLIC_FORM);
  EXPECT_EQ(Open("helper", type::v1::ROLE_MIGRATION).content().channel(),
            type::v1::CHANNEL_MIGRATION);
}

// R31, R174: free of charge: no message of the consultation has a field for money.
TEST(FreeOfChargeTest, NothingInTheModelIsPaidFor) {
  int fields = 0;
  auto walk = [&fields](const google::protobuf::FileDescriptor* file) {
    for (int m = 0; m < file->message_type_count(); ++m) {
      const auto* message = file->message_type(m);
      for (int f = 0; f < message->field_count(); ++f, ++fields) {
        for (const char* money : {"price", "payment", "invoice", "fee", "billing", "cost"}) {
          const std::string name(message->field(f)->name());
          EXPECT_EQ(name.find(money), std::string::npos) << message->name() << "." << name;
        }
      }
    }
  };
  walk(v1::RequestContent::descriptor()->file());
  walk(v1::RequestEvent::descriptor()->file());
  walk(triage::v1::AssessmentEvent::descriptor()->file());
  walk(scheduling::v1::ConsultationEvent::descriptor()->file());
  walk(workplan::v1::WorkPlanEvent::descriptor()->file());
  EXPECT_GT(fields, 200);
}

}  // namespace
}  // namespace rondetafel::intake
