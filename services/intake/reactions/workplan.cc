#include "rondetafel/workplan/v1/events.pb.h"
#include "services/intake/reactions/note.h"
#include "services/intake/reactions/reactions.h"

namespace rondetafel::intake {
namespace {

using runtime::AcceptedCommit;
using Event = workplan::v1::WorkPlanEvent;

// Whoever asks in the plan counts by the channel that helpers or family have (R36, R37); an old
// registration says so itself.
type::v1::Channel ChannelOf(const v1::RequestContent& content, const AcceptedCommit& upstream) {
  if (upstream.body().actor().role() == type::v1::ROLE_MIGRATION) {
    return type::v1::CHANNEL_MIGRATION;
  }
  const auto* requester = FindPerson(content, content.requester_person_id());
  const bool professional = requester != nullptr && IsProfessional(requester->role());
  return professional ? type::v1::CHANNEL_COBE : type::v1::CHANNEL_PUBLIC_FORM;
}

v1::RequestContent ContentOf(const workplan::v1::FollowUpAsked& asked,
                             const AcceptedCommit& upstream) {
  v1::RequestContent content;
  content.set_procedure(type::v1::PROCEDURE_CONSULTATION);
  content.set_requester_person_id(asked.asked_by_person_id());
  *content.mutable_received_on() = asked.asked_on();
  content.set_region(asked.region());
  content.add_purposes(v1::PURPOSE_ALIGNMENT);  // R71
  content.set_link_with_youth_help(true);       // a helper coordinates the plan (R64)
  *content.mutable_persons() = asked.persons();
  for (const type::v1::PersonInCase& person : asked.persons()) {
    content.add_carried_over_person_ids(person.person_id());
  }
  *content.mutable_earlier() = asked.earlier();
  if (asked.has_question()) *content.mutable_question() = asked.question();
  content.set_channel(ChannelOf(content, upstream));
  return content;
}

runtime::ReactionCommand FollowUpCommand(const workplan::v1::FollowUpAsked& asked,
                                         const AcceptedCommit& upstream) {
  runtime::ReactionCommand command;
  command.method = "SubmitFollowUp";
  command.stream_kind = "request";
  command.stream_id = base::FollowUpRequestOf(upstream.envelope().stream_id, asked.follow_up_id());
  SubmitRequest domain;
  domain.content = ContentOf(asked, upstream);
  domain.on_behalf_of_actor_id = upstream.envelope().actor.ToString();
  command.decide = runtime::DecideWith<State, v1::RequestEvent>(
      [domain = std::move(domain)](const State& state, const base::Context& context) {
        return Decide(state, domain, context);
      });
  return command;
}

}  // namespace

std::vector<runtime::ReactionCommand> NoteWorkPlan(const AcceptedCommit& upstream) {
  Notes notes(upstream);
  if (upstream.stream_kind != "work_plan") return {};
  for (std::size_t i = 0; i < upstream.events.size(); ++i) {
    const Event& event = upstream.event<Event>(i);
    if (!event.has_plan_drafted()) continue;
    v1::PlanNoted fact;
    fact.set_work_plan_name(notes.StreamName("workPlans"));
    fact.set_plan_version(event.plan_drafted().plan().version());
    notes.Add("NotePlan", event.plan_drafted().request_name(), fact);
  }
  return std::move(notes).Take();
}

std::vector<runtime::ReactionCommand> OpenFollowUp(const AcceptedCommit& upstream) {
  std::vector<runtime::ReactionCommand> commands;
  if (upstream.stream_kind != "work_plan") return commands;
  for (std::size_t i = 0; i < upstream.events.size(); ++i) {
    const Event& event = upstream.event<Event>(i);
    if (event.has_follow_up_asked()) {
      commands.push_back(FollowUpCommand(event.follow_up_asked(), upstream));
    }
  }
  return commands;
}

}  // namespace rondetafel::intake
