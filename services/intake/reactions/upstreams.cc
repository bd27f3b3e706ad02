#include "rondetafel/scheduling/v1/events.pb.h"
#include "rondetafel/triage/v1/events.pb.h"
#include "rondetafel/workplan/v1/events.pb.h"
#include "services/intake/reactions/reactions.h"

namespace rondetafel::intake {

std::vector<runtime::Upstream> IntakeUpstreams() {
  // Names of reactions are part of derived command ids: never changed.
  runtime::Upstream triage;
  triage.topic = "triage";
  triage.kinds = {runtime::MakeUpstreamKind<triage::v1::AssessmentEvent>("assessment")};
  triage.reactions = {{"note-triage", &NoteTriage}};
  runtime::Upstream scheduling;
  scheduling.topic = "scheduling";
  scheduling.kinds = {runtime::MakeUpstreamKind<scheduling::v1::ConsultationEvent>("consultation")};
  scheduling.reactions = {{"note-scheduling", &NoteScheduling}};
  runtime::Upstream workplan;
  workplan.topic = "workplan";
  workplan.kinds = {runtime::MakeUpstreamKind<workplan::v1::WorkPlanEvent>("work_plan")};
  workplan.reactions = {{"note-work-plan", &NoteWorkPlan}, {"open-follow-up", &OpenFollowUp}};
  std::vector<runtime::Upstream> upstreams;
  upstreams.push_back(std::move(triage));
  upstreams.push_back(std::move(scheduling));
  upstreams.push_back(std::move(workplan));
  return upstreams;
}

}  // namespace rondetafel::intake
