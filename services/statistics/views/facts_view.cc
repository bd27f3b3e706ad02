#include "services/statistics/views/facts_view.h"

#include <algorithm>

#include "rondetafel/intake/v1/events.pb.h"
#include "rondetafel/scheduling/v1/events.pb.h"
#include "rondetafel/triage/v1/events.pb.h"
#include "rondetafel/workplan/v1/events.pb.h"
#include "shared/base/resource_name.h"

namespace rondetafel::statistics {
namespace {

using projection::Key;

constexpr std::string_view kRequests = "request_facts";
constexpr std::string_view kAssessments = "assessment_facts";
constexpr std::string_view kConsultations = "consultation_facts";
constexpr std::string_view kPlans = "plan_facts";

Key FactKey(std::string_view table, const base::StreamId& stream) {
  return Key(table).Add(stream.raw());
}

v1::RequestCodes CodesOf(const intake::v1::RequestContent& content) {
  v1::RequestCodes codes;
  codes.set_reference(content.reference());
  codes.set_procedure(content.procedure());
  *codes.mutable_received_on() = content.received_on();
  codes.set_region(content.region());
  codes.set_requester_role(content.requester_role());
  codes.set_requester_organisation_kind(content.requester_organisation().kind());
  *codes.mutable_triggers() = content.triggers();
  codes.set_follow_up(content.has_earlier());
  return codes;
}

bool Take(const intake::v1::RequestEvent& event, v1::RequestFacts&, v1::RequestFact& fact) {
  if (event.has_request_submitted()) {
    *fact.mutable_content() = CodesOf(event.request_submitted().content());
  } else if (event.has_request_amended()) {
    *fact.mutable_content() = CodesOf(event.request_amended().content());
  } else if (event.has_request_withdrawn()) {
    *fact.mutable_withdrawn_on() = event.request_withdrawn().withdrawn_on();
  } else {
    return false;
  }
  return true;
}

bool Take(const triage::v1::AssessmentEvent& event, v1::AssessmentFacts& facts,
          v1::AssessmentFact& fact) {
  if (event.has_assessment_opened()) {
    facts.set_request_name(event.assessment_opened().request_name());
    return false;
  }
  if (event.has_request_admitted()) {
    *fact.mutable_admitted()->mutable_decided_on() = event.request_admitted().decided_on();
    fact.mutable_admitted()->set_region(event.request_admitted().region());
  } else if (event.has_request_rejected()) {
    *fact.mutable_rejected()->mutable_decided_on() = event.request_rejected().decided_on();
    fact.mutable_rejected()->set_region(event.request_rejected().region());
    *fact.mutable_rejected()->mutable_grounds() = event.request_rejected().grounds();
  } else if (event.has_chair_appointed()) {
    *fact.mutable_chair_appointed_on() = event.chair_appointed().appointed_on();
  } else {
    return false;
  }
  return true;
}

bool WasPresent(scheduling::v1::Presence presence) {  // remote counts (M9)
  return presence == scheduling::v1::PRESENCE_PRESENT ||
         presence == scheduling::v1::PRESENCE_REMOTE;
}

void TakeMeeting(const scheduling::v1::MeetingHeld& held, v1::MeetingFact& meeting) {
  *meeting.mutable_held_on() = held.held_at().date();
  meeting.set_follow_up(held.has_earlier());
  for (const scheduling::v1::Attendance& one : held.attendance()) {
    v1::PresenceFact& presence = *meeting.add_presence();
    presence.set_person_id(one.person_id());
    presence.set_role(one.role());
    presence.set_present(WasPresent(one.presence()));
  }
  const auto& missing = held.missing_steps();
  meeting.set_attendance_complete(
      !held.attendance().empty() &&
      std::find(missing.begin(), missing.end(), scheduling::v1::MISSING_STEP_ATTENDANCE) ==
          missing.end());
}

bool Take(const scheduling::v1::ConsultationEvent& event, v1::ConsultationFacts& facts,
          v1::ConsultationFact& fact) {
  if (event.has_consultation_assigned()) {
    facts.set_request_name(event.consultation_assigned().handover().request_name());
    return false;
  }
  if (event.has_requester_contacted()) {
    *fact.mutable_contacted_on() = event.requester_contacted().contacted_on();
  } else if (event.has_meeting_held()) {
    TakeMeeting(event.meeting_held(), *fact.mutable_meeting());
  } else if (event.has_attendance_corrected()) {
    const scheduling::v1::AttendanceCorrected& corrected = event.attendance_corrected();
    fact.mutable_corrected()->set_person_id(corrected.person_id());
    fact.mutable_corrected()->set_role(corrected.role());
    fact.mutable_corrected()->set_present(WasPresent(corrected.presence()));
  } else if (event.has_consultation_ended()) {
    *fact.mutable_ended()->mutable_ended_on() = event.consultation_ended().ended_on();
    fact.mutable_ended()->set_reason(event.consultation_ended().reason());
  } else {
    return false;
  }
  return true;
}

bool Take(const workplan::v1::WorkPlanEvent& event, v1::PlanFacts& facts, v1::PlanFact& fact) {
  if (event.has_work_plan_opened()) {
    facts.set_request_name(event.work_plan_opened().request_name());
    return false;
  }
  if (event.has_coordinator_mandated()) {
    *fact.mutable_coordinator_mandated_on() = event.coordinator_mandated().mandated_on();
  } else if (event.has_plan_distributed_to_all()) {
    *fact.mutable_distributed_to_all_on() = event.plan_distributed_to_all().distributed_on();
  } else {
    return false;
  }
  return true;
}

// Adds what the commit's events say to the stream's row.
template <class Event, class Facts, class Fact>
void AddFacts(std::string_view table, const runtime::AcceptedCommit& commit,
              projection::Rows& rows) {
  for (std::size_t i = 0; i < commit.events.size(); ++i) {
    Facts& facts = *rows.Mutable<Facts>(FactKey(table, commit.envelope().stream_id));
    Fact fact;
    fact.set_known_at_us(commit.verdict->known_at.us);
    if (Take(commit.event<Event>(i), facts, fact)) *facts.add_facts() = std::move(fact);
  }
}

// nullptr when the row is absent; `storage` keeps it alive.
template <class Row>
const Row* Load(const projection::Snapshot& snapshot, const Key& key, std::optional<Row>& storage) {
  storage = snapshot.Get<Row>(key);
  return storage ? &*storage : nullptr;
}

}  // namespace

void FactsView::Apply(const runtime::AcceptedCommit& commit, projection::Rows& rows) {
  if (commit.stream_kind == "request") {
    AddFacts<intake::v1::RequestEvent, v1::RequestFacts, v1::RequestFact>(kRequests, commit, rows);
  } else if (commit.stream_kind == "assessment") {
    AddFacts<triage::v1::AssessmentEvent, v1::AssessmentFacts, v1::AssessmentFact>(kAssessments,
                                                                                   commit, rows);
  } else if (commit.stream_kind == "consultation") {
    AddFacts<scheduling::v1::ConsultationEvent, v1::ConsultationFacts, v1::ConsultationFact>(
        kConsultations, commit, rows);
  } else if (commit.stream_kind == "work_plan") {
    AddFacts<workplan::v1::WorkPlanEvent, v1::PlanFacts, v1::PlanFact>(kPlans, commit, rows);
  }
}

std::vector<Registration> LoadRegistrations(const projection::Snapshot& snapshot,
                                            base::Instant known_before) {
  std::vector<Registration> registrations;
  snapshot.Scan(Key(kRequests), "", [&](std::string_view key, std::string_view value) {
    v1::RequestFacts request;
    request.ParseFromArray(value.data(), static_cast<int>(value.size()));
    const base::StreamId request_id = base::StreamId::FromRaw(Key::Reader(key).Text());
    const base::StreamId consultation_id = base::ConsultationOf(request_id);
    std::optional<v1::AssessmentFacts> assessment;
    std::optional<v1::ConsultationFacts> consultation;
    std::optional<v1::PlanFacts> plan;
    Facts facts;
    facts.request = &request;
    facts.assessment =
        Load(snapshot, FactKey(kAssessments, base::AssessmentOf(request_id)), assessment);
    facts.consultation = Load(snapshot, FactKey(kConsultations, consultation_id), consultation);
    facts.plan = Load(snapshot, FactKey(kPlans, base::WorkPlanOf(consultation_id)), plan);
    auto registration = Reduce(facts, known_before);
    if (registration && registration->procedure == type::v1::PROCEDURE_CONSULTATION) {
      registrations.push_back(*std::move(registration));
    }
    return true;
  });
  return registrations;
}

}  // namespace rondetafel::statistics
