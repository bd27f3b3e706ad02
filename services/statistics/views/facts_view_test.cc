#include "services/statistics/views/facts_view.h"

#include <gtest/gtest.h>
#include <rapidcheck.h>

#include "rondetafel/intake/v1/events.pb.h"
#include "rondetafel/scheduling/v1/events.pb.h"
#include "rondetafel/triage/v1/events.pb.h"
#include "rondetafel/workplan/v1/events.pb.h"
#include "shared/base/civil_date.h"
#include "shared/base/resource_name.h"
#include "shared/projection/memory_store.h"

namespace rondetafel::statistics {
namespace {

// One accepted upstream commit with one event.
struct Upstream {
  std::string topic;
  std::string kind;
  base::StreamId stream;
  std::int64_t known_at = 0;
  std::function<std::unique_ptr<runtime::Message>()> event;
};

template <class Event>
Upstream Make(const std::string& topic, const std::string& kind, const base::StreamId& stream,
              std::int64_t known_at, const Event& event) {
  return {topic, kind, stream, known_at, [event] { return std::make_unique<Event>(event); }};
}

void Fold(const Upstream& upstream, projection::Rows& rows) {
  commit::Verdict verdict;
  verdict.record.envelope.stream_id = upstream.stream;
  verdict.known_at = {upstream.known_at};
  runtime::AcceptedCommit commit;
  commit.topic = upstream.topic;
  commit.stream_kind = upstream.kind;
  commit.verdict = &verdict;
  commit.events.push_back(upstream.event());
  FactsView().Apply(commit, rows);
}

// Everything that happens to registration n, by topic.
std::vector<std::vector<Upstream>> History(int n) {
  const base::StreamId request(base::DeriveUuid("request", {std::to_string(n)}));
  const base::StreamId consultation = base::ConsultationOf(request);
  intake::v1::RequestEvent submitted;
  auto& content = *submitted.mutable_request_submitted()->mutable_content();
  content.set_reference("RT-" + std::to_string(n));
  content.set_procedure(type::v1::PROCEDURE_CONSULTATION);
  *content.mutable_received_on() = base::ToProto(base::Date{2021, 1 + n % 12, 1});
  triage::v1::AssessmentEvent opened;
  opened.mutable_assessment_opened()->set_request_name("cases/c/requests/r");
  triage::v1::AssessmentEvent admitted;
  admitted.mutable_request_admitted()->set_region(type::v1::REGION_LIMBURG);
  *admitted.mutable_request_admitted()->mutable_decided_on() =
      base::ToProto(base::Date{2021, 12, 1});
  scheduling::v1::ConsultationEvent held;
  *held.mutable_meeting_held()->mutable_held_at() =
      base::ToProto(base::Local{{2021, 12, 31}, 23 * 60 + 30});
  auto& attendance = *held.mutable_meeting_held()->add_attendance();
  attendance.set_person_id("y1");
  attendance.set_role(type::v1::PERSON_ROLE_YOUTH);
  attendance.set_presence(scheduling::v1::PRESENCE_REMOTE);
  scheduling::v1::ConsultationEvent corrected;
  corrected.mutable_attendance_corrected()->set_person_id("y1");
  corrected.mutable_attendance_corrected()->set_role(type::v1::PERSON_ROLE_YOUTH);
  corrected.mutable_attendance_corrected()->set_presence(scheduling::v1::PRESENCE_ABSENT);
  workplan::v1::WorkPlanEvent distributed;
  *distributed.mutable_plan_distributed_to_all()->mutable_distributed_on() =
      base::ToProto(base::Date{2022, 1, 7});
  return {{Make("intake", "request", request, 100, submitted)},
          {Make("triage", "assessment", base::AssessmentOf(request), 110, opened),
           Make("triage", "assessment", base::AssessmentOf(request), 120, admitted)},
          {Make("scheduling", "consultation", consultation, 200, held),
           Make("scheduling", "consultation", consultation, 300, corrected)},
          {Make("workplan", "work_plan", base::WorkPlanOf(consultation), 250, distributed)}};
}

std::string HashAfter(const std::vector<Upstream>& order) {
  projection::MemoryProjectionStore store;
  for (const Upstream& upstream : order) Fold(upstream, store.rows());
  EXPECT_TRUE(store.Commit().ok());
  return store.Hash();
}

// Topic by topic, or mixed as `choices` say; the order within a topic is kept.
std::vector<Upstream> Interleave(std::vector<std::vector<Upstream>> topics,
                                 const std::vector<int>& choices) {
  std::vector<Upstream> order;
  std::size_t next = 0;
  while (!topics.empty()) {
    const std::size_t pick =
        choices.empty()
            ? 0
            : static_cast<std::size_t>(choices[next++ % choices.size()]) % topics.size();
    order.push_back(topics[pick].front());
    topics[pick].erase(topics[pick].begin());
    if (topics[pick].empty()) topics.erase(topics.begin() + static_cast<std::ptrdiff_t>(pick));
  }
  return order;
}

std::vector<std::vector<Upstream>> Histories() {
  std::vector<std::vector<Upstream>> topics(4);
  for (int n = 0; n < 5; ++n) {
    const auto history = History(n);
    for (std::size_t i = 0; i < 4; ++i) {
      topics[i].insert(topics[i].end(), history[i].begin(), history[i].end());
    }
  }
  return topics;
}

TEST(FactsViewTest, GivesTheSameRowsForEveryInterleavingOfTopics) {
  const std::string expected = HashAfter(Interleave(Histories(), {}));
  const bool holds = rc::check("interleavings", [&expected] {
    const auto choices =
        *rc::gen::nonEmpty(rc::gen::container<std::vector<int>>(rc::gen::inRange(0, 1000)));
    RC_ASSERT(HashAfter(Interleave(Histories(), choices)) == expected);
  });
  EXPECT_TRUE(holds);
}

TEST(FactsViewTest, AnotherOrderWithinATopicIsAnotherHistory) {  // so the property above can fail
  auto topics = Histories();
  std::swap(topics[2][0], topics[2][1]);
  EXPECT_NE(HashAfter(Interleave(topics, {})), HashAfter(Interleave(Histories(), {})));
}

TEST(FactsViewTest, AttributesALateEveningToItsOwnYearAndRemotePresenceCounts) {  // M5, M9, 2.3
  projection::MemoryProjectionStore store;
  for (const Upstream& upstream : Interleave(History(1), {})) Fold(upstream, store.rows());
  ASSERT_TRUE(store.Commit().ok());
  const auto before = LoadRegistrations(*store.TakeSnapshot(), {300});
  ASSERT_EQ(before.size(), 1U);
  EXPECT_EQ(before[0].meeting->held_on, (base::Date{2021, 12, 31}));
  EXPECT_TRUE(before[0].meeting->youth_present);
  EXPECT_EQ(before[0].region, type::v1::REGION_LIMBURG);
  const auto after = LoadRegistrations(*store.TakeSnapshot(), {301});
  EXPECT_FALSE(after[0].meeting->youth_present);
  EXPECT_EQ(after[0].distributed_to_all_on, (base::Date{2022, 1, 7}));
}

}  // namespace
}  // namespace rondetafel::statistics
