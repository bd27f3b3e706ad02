#include "tests/checker/suite/reactions.h"

#include <map>
#include <string>

#include "rondetafel/intake/v1/events.pb.h"
#include "rondetafel/scheduling/v1/events.pb.h"
#include "rondetafel/triage/v1/events.pb.h"
#include "rondetafel/workplan/v1/events.pb.h"
#include "tests/checker/suite/names.h"

namespace rondetafel::checker {
namespace {

// Counts the commands of each reaction to one commit.
class Due {
 public:
  Due(const Commit& commit, std::vector<ReactionDue>* due) : commit_(commit), due_(due) {}

  void On(std::string_view topic, std::string_view reaction, const Id& stream) {
    On(topic, reaction, stream, commit_.case_id());
  }
  void On(std::string_view topic, std::string_view reaction, const Id& stream, const Id& case_id) {
    const int ordinal = ordinals_[{topic, reaction}]++;
    due_->push_back({topic, reaction, ordinal, case_id, stream});
  }
  // The request named, when it is one of this case.
  void OnRequest(std::string_view reaction, std::string_view request_name) {
    const StreamName name = InCase(request_name, "requests");
    if (name.valid() && name.case_id == commit_.case_id()) {
      On("intake", reaction, name.stream_id);
    }
  }
  void OnConsultationOf(std::string_view request_name) {
    const StreamName name = InCase(request_name, "requests");
    if (!name.valid() || name.case_id != commit_.case_id()) return;
    On("scheduling", "note-triage", Derived("consultation", {View(name.stream_id)}));
  }
  void OnFacilitator(std::string_view facilitator_name) {
    const StreamName name = OnItsOwn(facilitator_name, "facilitators");
    if (name.valid()) On("triage", "check-independence", name.stream_id, name.case_id);
  }

 private:
  const Commit& commit_;
  std::vector<ReactionDue>* due_;
  std::map<std::pair<std::string_view, std::string_view>, int> ordinals_;
};

void ToRequest(const intake::v1::RequestEvent& event, const Id& request, Due& due) {
  const bool answer = event.has_agreement_given() || event.has_agreement_refused() ||
                      event.has_agreement_withdrawn() || event.has_request_withdrawn();
  if (answer || event.has_request_submitted() || event.has_request_amended()) {
    due.On("triage", "assess-request", Derived("assessment", {View(request)}));
  }
  if (answer) due.On("scheduling", "note-intake", Derived("consultation", {View(request)}));
}

void ToAssessment(const triage::v1::AssessmentEvent& event, Due& due) {
  if (event.has_assessment_opened()) {
    due.OnRequest("note-triage", event.assessment_opened().request_name());
  } else if (event.has_request_admitted()) {
    due.OnRequest("note-triage", event.request_admitted().request_name());
  } else if (event.has_request_rejected()) {
    due.OnRequest("note-triage", event.request_rejected().request_name());
  } else if (event.has_request_redirected()) {
    due.OnRequest("note-triage", event.request_redirected().request_name());
  } else if (event.has_assessment_transferred()) {
    due.OnRequest("note-triage", event.assessment_transferred().request_name());
    due.OnConsultationOf(event.assessment_transferred().request_name());
  } else if (event.has_chair_appointed()) {
    const triage::v1::ChairAppointed& appointed = event.chair_appointed();
    due.OnRequest("note-triage", appointed.handover().request_name());
    if (appointed.handover().procedure() != type::v1::PROCEDURE_MEDIATION) {
      due.OnConsultationOf(appointed.handover().request_name());
    }
    due.OnFacilitator(appointed.facilitator_name());
  } else if (event.has_chair_replaced()) {
    const triage::v1::ChairReplaced& replaced = event.chair_replaced();
    due.OnRequest("note-triage", replaced.handover().request_name());
    due.OnConsultationOf(replaced.handover().request_name());
    due.OnFacilitator(replaced.former_facilitator_name());
    due.OnFacilitator(replaced.facilitator_name());
  } else if (event.has_assessment_amended()) {
    due.OnFacilitator(event.assessment_amended().facilitator_name());
  } else if (event.has_chair_independence_questioned()) {
    due.OnConsultationOf(event.chair_independence_questioned().request_name());
  }
}

void ToFacilitator(const triage::v1::FacilitatorEvent& event, Due& due) {
  if (!event.has_independence_conflict_found()) return;
  const StreamName name =
      InCase(event.independence_conflict_found().assessment_name(), "assessments");
  if (name.valid()) due.On("triage", "check-independence", name.stream_id, name.case_id);
}

void ToConsultation(const scheduling::v1::ConsultationEvent& event, const Id& consultation,
                    Due& due) {
  if (event.has_meeting_held()) {
    due.OnRequest("note-scheduling", event.meeting_held().request_name());
  } else if (event.has_meeting_not_held()) {
    due.OnRequest("note-scheduling", event.meeting_not_held().request_name());
  } else if (event.has_consultation_ended()) {
    due.OnRequest("note-scheduling", event.consultation_ended().request_name());
  } else if (event.has_agreement_given()) {
    due.OnRequest("note-scheduling", event.agreement_given().request_name());
  } else if (event.has_agreement_refused()) {
    due.OnRequest("note-scheduling", event.agreement_refused().request_name());
  } else if (event.has_agreement_withdrawn()) {
    due.OnRequest("note-scheduling", event.agreement_withdrawn().request_name());
  }
  if (event.has_meeting_held() || event.has_attendance_corrected() || event.has_sharing_stopped()) {
    due.On("workplan", "follow-consultation", Derived("work_plan", {View(consultation)}));
  }
}

void ToWorkPlan(const workplan::v1::WorkPlanEvent& event, const Id& plan, Due& due) {
  if (event.has_plan_drafted()) {
    due.OnRequest("note-work-plan", event.plan_drafted().request_name());
  } else if (event.has_follow_up_asked()) {
    due.On("intake", "open-follow-up",
           Derived("follow_up_request", {View(plan), event.follow_up_asked().follow_up_id()}));
  }
}

}  // namespace

void SuiteReactions(const Commit& commit, std::vector<ReactionDue>* due) {
  const std::string& kind = commit.body->stream_kind();
  Due found(commit, due);
  for (const std::string& bytes : commit.body->events().event()) {
    if (commit.topic == "intake" && kind == "request") {
      intake::v1::RequestEvent event;
      if (event.ParseFromString(bytes)) ToRequest(event, commit.stream(), found);
    } else if (commit.topic == "triage" && kind == "assessment") {
      triage::v1::AssessmentEvent event;
      if (event.ParseFromString(bytes)) ToAssessment(event, found);
    } else if (commit.topic == "triage" && kind == "facilitator") {
      triage::v1::FacilitatorEvent event;
      if (event.ParseFromString(bytes)) ToFacilitator(event, found);
    } else if (commit.topic == "scheduling" && kind == "consultation") {
      scheduling::v1::ConsultationEvent event;
      if (event.ParseFromString(bytes)) ToConsultation(event, commit.stream(), found);
    } else if (commit.topic == "workplan" && kind == "work_plan") {
      workplan::v1::WorkPlanEvent event;
      if (event.ParseFromString(bytes)) ToWorkPlan(event, commit.stream(), found);
    }
  }
}

}  // namespace rondetafel::checker
