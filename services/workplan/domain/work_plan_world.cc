#include "services/workplan/domain/work_plan_world.h"

#include <algorithm>

namespace rondetafel::workplan {
namespace {

type::v1::PersonInCase Person(const std::string& id, type::v1::PersonRole role,
                              type::v1::AgeBand band = type::v1::AGE_BAND_UNSPECIFIED) {
  type::v1::PersonInCase person;
  person.set_person_id(id);
  person.set_role(role);
  person.set_age_band(band);
  if (role == type::v1::PERSON_ROLE_HELPER) {
    person.mutable_organisation()->set_organisation_id("OVO000001");
  }
  return person;
}

std::vector<type::v1::PersonInCase> People() {
  return {Person("y1", type::v1::PERSON_ROLE_YOUTH, type::v1::AGE_BAND_12_TO_17),
          Person("m1", type::v1::PERSON_ROLE_PARENT),
          Person("f1", type::v1::PERSON_ROLE_PARENT),
          Person("h1", type::v1::PERSON_ROLE_HELPER),
          Person("s1", type::v1::PERSON_ROLE_HELPER_OUTSIDE_SCOPE),
          Person("n1", type::v1::PERSON_ROLE_NETWORK_PERSON),
          Person("c1", type::v1::PERSON_ROLE_MANDATED_STAFF)};
}

}  // namespace

WorkPlanWorld::WorkPlanWorld() : WorkPlanWorld({"y1", "m1", "h1", "s1", "n1", "c1"}) {}

WorkPlanWorld::WorkPlanWorld(std::vector<std::string> present) {
  context.today = {2021, 6, 20};
  context.now = base::FromBrussels({context.today, 600});
  context.case_id = base::CaseId(base::DeriveUuid("test case", {}));
  context.stream_id = base::StreamId(base::DeriveUuid("test plan", {}));
  context.command_id = base::CommandId(base::DeriveUuid("test command", {}));
  context.actor.set_role(type::v1::ROLE_EXTERNAL_CHAIR);
  context.actor.set_actor_id("chair");
  v1::WorkPlanOpened opened;
  opened.set_request_name("cases/c/requests/r");
  opened.set_consultation_name("cases/c/consultations/k");
  opened.set_meeting_id("meeting-1");
  *opened.mutable_held_at() = base::ToProto(base::Local{{2021, 6, 15}, 840});
  opened.set_region(type::v1::REGION_LIMBURG);
  opened.set_chair_actor_id("chair");
  for (const type::v1::PersonInCase& person : People()) {
    v1::Participant& participant = *opened.add_participants();
    *participant.mutable_person() = person;
    participant.set_present(std::find(present.begin(), present.end(), person.person_id()) !=
                            present.end());
  }
  When(opened);
}

Decision WorkPlanWorld::Draft(const std::string& owner) {
  DraftSealedPlan draft;
  draft.plan.add_goals()->set_goal_id("g1");
  v1::Task& task = *draft.plan.add_tasks();
  task.set_task_id("t1");
  task.set_goal_id("g1");
  task.set_owner_person_id(owner);
  return When(draft);
}

Decision WorkPlanWorld::Mandate(const std::string& from, type::v1::Answer answer) {
  v1::RecordMandateRequest request;
  request.set_from_person_id(from);
  request.set_answer(answer);
  request.set_channel(type::v1::CHANNEL_IN_PERSON);
  return When(request);
}

Decision WorkPlanWorld::StartRound(const std::string& person) {
  v1::StartMandateRoundRequest request;
  request.set_person_id(person);
  return When(request);
}

Decision WorkPlanWorld::Accept(const std::string& person, type::v1::Answer answer) {
  v1::RecordAcceptanceRequest request;
  request.set_person_id(person);
  request.set_answer(answer);
  return When(request);
}

std::string Names(const Decision& decision) {
  if (decision.refused()) return decision.rejection().reason + " " + decision.rejection().rule;
  std::string names;
  for (const Event& event : decision.events()) {
    const auto* field = Event::descriptor()->FindFieldByNumber(event.event_case());
    if (!names.empty()) names += ' ';
    names += field->message_type()->name();
  }
  return names;
}

}  // namespace rondetafel::workplan
