// Whoever may act is asked in Decide (serving 3): the chair of a consultation is replaced while a
// command of the former chair is on its way. The domain code of scheduling, on a rig.
#include "rondetafel/scheduling/v1/events.pb.h"
#include "services/scheduling/domain/consultation.h"
#include "shared/base/check.h"
#include "tests/simulation/mutants/stage.h"

namespace rondetafel::simulation {
namespace {

using scheduling::Event;
using scheduling::State;

constexpr std::string_view kChair = "11111111-1111-4111-8111-111111111111";
constexpr std::string_view kNextChair = "22222222-2222-4222-8222-222222222222";
constexpr std::string_view kService = "33333333-3333-4333-8333-333333333333";

runtime::ServiceDefinition Consultations() {
  runtime::ServiceDefinition definition;
  definition.topic = "scheduling";
  definition.kinds.push_back(
      runtime::MakeStreamKind<Event, State, &scheduling::ApplyEvent>("consultation"));
  return definition;
}

template <class Fn>
runtime::Command On(std::string_view method, std::string_view actor, type::v1::Role role, Fn fn) {
  runtime::Command command;
  command.method = std::string(method);
  command.stream_kind = "consultation";
  command.case_id = runtime::testing::CaseOf(1);
  command.stream_id = runtime::testing::StreamOf(1);
  command.command_id = base::CommandId(base::DeriveUuid("test", {method}));
  command.actor.set_actor_id(std::string(actor));
  command.actor.set_role(role);
  command.fingerprint = std::string(method);
  command.decide = runtime::DecideWith<State, Event>(std::move(fn));
  return command;
}

triage::v1::CaseHandover Handover() {
  triage::v1::CaseHandover handover;
  handover.set_request_name(
      "cases/aaaaaaaa-0000-8000-8000-000000000001/requests/bbbbbbbb-0000-8000-8000-000000000001");
  handover.set_region(type::v1::REGION_ANTWERPEN);
  handover.mutable_received_on()->set_year(2021);
  handover.mutable_received_on()->set_month(3);
  handover.mutable_received_on()->set_day(1);
  return handover;
}

runtime::Command Appoint() {
  triage::v1::ChairAppointed fact;
  *fact.mutable_handover() = Handover();
  fact.set_facilitator_name("facilitators/cccccccc-0000-8000-8000-000000000001");
  fact.set_chair_actor_id(std::string(kChair));
  *fact.mutable_appointed_on() = fact.handover().received_on();
  return On(
      "AssignConsultation", kService, type::v1::ROLE_SERVICE,
      [fact](const State& state, const base::Context&) { return scheduling::Note(state, fact); });
}

runtime::Command Replace() {
  triage::v1::ChairReplaced fact;
  *fact.mutable_handover() = Handover();
  fact.set_facilitator_name("facilitators/cccccccc-0000-8000-8000-000000000002");
  fact.set_chair_actor_id(std::string(kNextChair));
  fact.set_former_chair_actor_id(std::string(kChair));
  *fact.mutable_replaced_on() = fact.handover().received_on();
  return On(
      "NoteChairReplacement", kService, type::v1::ROLE_SERVICE,
      [fact](const State& state, const base::Context&) { return scheduling::Note(state, fact); });
}

runtime::Command Contact() {
  scheduling::v1::RecordRequesterContactRequest request;
  request.set_channel(type::v1::CHANNEL_DESK_PHONE);
  return On("RecordRequesterContact", kChair, type::v1::ROLE_EXTERNAL_CHAIR,
            [request](const State& state, const base::Context& context) {
              return scheduling::Decide(state, request, context);
            });
}

// Whoever was the chair, and is not any more, has nothing to say.
class ConsultationDomain : public checker::Domain {
 public:
  bool Understands(std::string_view, const log::v1::CommitBody&) override { return true; }
  void Next(const checker::Commit& commit, const Report& report) override {
    if (std::find(former_.begin(), former_.end(), commit.record->actor) != former_.end()) {
      report(14, "a commit of somebody who was the chair once");
    }
    for (const std::string& bytes : commit.body->events().event()) {
      Event event;
      event.ParseFromString(bytes);
      if (!event.has_chair_replacement_noted()) continue;
      former_.emplace_back(
          base::ActorId::Parse(event.chair_replacement_noted().former_chair_actor_id())->raw());
    }
  }
  void Reactions(const checker::Commit&, std::vector<checker::ReactionDue>*) override {}
  void End(bool, const Report&) override {}
  std::int64_t Number(std::string_view, const checker::Id&) override { return 0; }

 private:
  std::vector<std::string> former_;
};

checker::Findings AReplacedChair() {
  Stage stage([](eventlog::SimOptions& options) { options.topics = {"scheduling"}; });
  const auto replica = [&]() -> Node& {
    return stage.Add(std::make_unique<Node>(Consultations, stage.rig.log.get(), &stage.rig.keys,
                                            &stage.rig.clock));
  };
  Node& here = replica();
  Node& there = replica();
  RT_CHECK(stage.Do(here, Appoint()).ok());
  stage.Send(there, Replace());
  there.Turn();
  stage.Send(here, Contact());
  here.Turn();
  stage.Settle();
  ConsultationDomain domain;
  return stage.EndWith(&domain, false);
}

}  // namespace

Schedule ScheduleOfTheRelation() { return {"relation-outside-decide", AReplacedChair}; }

}  // namespace rondetafel::simulation
