#include "services/intake/testing/intake_world.h"

#include <gtest/gtest.h>

#include "shared/base/text.h"

namespace rondetafel::intake::testing {
namespace {

constexpr int kPartitions = 2;

base::Instant Soon() { return {base::SystemClock().Now().us + 20'000'000}; }

v1::Person PersonOf(const std::string& id, type::v1::PersonRole role) {
  v1::Person person;
  person.set_person_id(id);
  person.set_role(role);
  person.set_name(base::Cat("Zorro-", kMarker, " ", id));
  person.set_phone("+32 2 555 01 23");
  person.set_mail(base::Cat(id, ".", kMarker, "@example.org"));
  person.set_address(base::Cat(kMarker, "straat 1, 1000 Voorbeeld"));
  person.set_safe_contact(type::v1::SAFE_CONTACT_MAIL);
  return person;
}

}  // namespace

type::v1::Actor ActorOf(const std::string& id, type::v1::Role role, type::v1::Region region) {
  type::v1::Actor actor;
  actor.set_actor_id(id);
  actor.set_role(role);
  actor.set_region(region);
  return actor;
}

type::v1::Actor Helper() { return ActorOf(kHelperActor, type::v1::ROLE_HELPER); }
type::v1::Actor Desk(type::v1::Region region) {
  return ActorOf(kDeskActor, type::v1::ROLE_DESK_WORKER, region);
}
type::v1::Actor Migration() {
  return ActorOf("55555555-5555-4555-8555-555555555555", type::v1::ROLE_MIGRATION);
}

rpc::Call CallOf(const std::string& method, const type::v1::Actor& actor, const base::Date& today) {
  rpc::Call call;
  call.method = method;
  call.actor = actor;
  call.now = base::FromBrussels({today, 12 * 60});
  call.deadline = Soon();
  return call;
}

std::string CommandId(int n) {
  std::string digits = std::to_string(n);
  return "cccccccc-cccc-4ccc-8ccc-" + std::string(12 - digits.size(), '0') + digits;
}

v1::SubmitRequestRequest Filing(int n) {
  v1::SubmitRequestRequest request;
  request.set_command_id(CommandId(n));
  v1::RequestForm& form = *request.mutable_form();
  form.set_procedure(type::v1::PROCEDURE_CONSULTATION);
  form.set_channel(type::v1::CHANNEL_COBE);
  form.set_requester_person_id("helper");
  form.set_region(type::v1::REGION_LIMBURG);
  form.add_purposes(v1::PURPOSE_ALIGNMENT);
  form.add_triggers(v1::TRIGGER_CLIENT_LOST_OVERVIEW);
  form.set_link_with_youth_help(true);
  form.set_question(base::Cat("Wie doet wat voor ", kMarker, "?"));
  form.set_external_reference("COBE-1");
  v1::Person& youth = *form.add_persons();
  youth = PersonOf("youth", type::v1::PERSON_ROLE_YOUTH);
  *youth.mutable_birth_date() = base::ToProto(base::Date{2005, 9, 1});
  youth.set_national_number("17.07.30-033.84");
  *form.add_persons() = PersonOf("mother", type::v1::PERSON_ROLE_PARENT);
  *form.add_persons() = PersonOf("father", type::v1::PERSON_ROLE_PARENT);
  v1::Person& helper = *form.add_persons();
  helper = PersonOf("helper", type::v1::PERSON_ROLE_HELPER);
  helper.mutable_organisation()->set_organisation_id("OVO000001");
  helper.mutable_organisation()->set_name("CLB Voorbeeld");
  helper.mutable_organisation()->set_kind(type::v1::ORGANISATION_KIND_CLB);
  v1::AgreementReport& yes = *request.add_agreements();
  yes.set_person_id("youth");
  yes.set_answer(type::v1::ANSWER_YES);
  yes.set_channel(type::v1::CHANNEL_COBE);
  yes.set_reported_by("helper");
  return request;
}

base::ResourceName NameOf(const v1::SubmitRequestResponse& response) {
  return base::ParseName(response.name(), "requests").value();
}

World::World() : keys_(runtime::testing::TestKeys()), keyring_({.deterministic = true}) {
  eventlog::SimOptions options = runtime::testing::TestLog(keys_, kPartitions);
  options.topics = {"intake", "triage", "scheduling", "workplan"};
  log_ = std::make_unique<eventlog::SimEventLog>(std::move(options));
  runtime::RuntimeOptions run;
  run.data_dir = dir_.path("intake");
  auto runtime = runtime::ServiceRuntime::Start(run, IntakeDefinition(), log_.get(), &keys_);
  EXPECT_TRUE(runtime.ok()) << runtime.status();
  runtime_ = *std::move(runtime);
  EXPECT_TRUE(runtime_->AwaitServing(Soon()).ok());
  handlers_ = std::make_unique<IntakeHandlers>(runtime_.get(), &keyring_);
}

v1::SubmitRequestResponse World::Submit(const v1::SubmitRequestRequest& request,
                                        const type::v1::Actor& actor) {
  auto response = handlers_->SubmitRequest(CallOf("SubmitRequest", actor), request);
  EXPECT_TRUE(response.ok()) << response.status();
  return response.value_or(v1::SubmitRequestResponse());
}

v1::Request World::Get(const v1::SubmitRequestResponse& of, const type::v1::Actor& actor,
                       const type::v1::Position& position) {
  v1::GetRequestRequest request;
  request.set_name(of.name());
  *request.mutable_position() = position;
  auto response = handlers_->GetRequest(CallOf("GetRequest", actor), request);
  EXPECT_TRUE(response.ok()) << response.status();
  return response.value_or(v1::GetRequestResponse()).request();
}

type::v1::Position World::Upstream(const std::string& topic, const std::string& kind,
                                   const base::CaseId& case_id, const base::StreamId& stream,
                                   const google::protobuf::Message& event) {
  runtime::Command command;
  command.method = "Upstream";
  command.stream_kind = kind;
  command.case_id = case_id;
  command.stream_id = stream;
  command.command_id = *base::CommandId::Parse(CommandId(90'000 + ++upstream_commands_));
  command.actor = ActorOf(kDeskActor, type::v1::ROLE_DESK_WORKER);
  command.fingerprint = std::string(32, 'f');
  command.decide = [&event](const runtime::Message&, const base::Context&) {
    runtime::Command::Decided decided;
    decided.events.push_back(event.SerializeAsString());
    decided.parsed.emplace_back(event.New());
    decided.parsed.back()->CopyFrom(event);
    return decided;
  };
  auto outcome = Other(topic, kind, event).Execute(std::move(command), Soon());
  EXPECT_TRUE(outcome.ok()) << outcome.status();
  return outcome.ok() ? outcome->position : type::v1::Position();
}

runtime::ServiceRuntime& World::Other(const std::string& topic, const std::string& kind,
                                      const google::protobuf::Message& event) {
  auto& other = others_[topic];
  if (other == nullptr) {
    runtime::ServiceDefinition definition;
    definition.topic = topic;
    runtime::StreamKind plain;
    plain.name = kind;
    plain.event_prototype =
        event.GetReflection()->GetMessageFactory()->GetPrototype(event.GetDescriptor());
    plain.state_prototype = &State::default_instance();
    plain.apply = [](const runtime::Message&, runtime::Message&) {};
    plain.known = [](const runtime::Message&) { return true; };
    definition.kinds.push_back(plain);
    runtime::RuntimeOptions run;
    run.data_dir = dir_.path(topic);
    auto started = runtime::ServiceRuntime::Start(run, std::move(definition), log_.get(), &keys_);
    EXPECT_TRUE(started.ok()) << started.status();
    other = *std::move(started);
    EXPECT_TRUE(other->AwaitServing(Soon()).ok());
  }
  return *other;
}

std::string World::LogText() const {
  std::string text;
  commit::RecordFault fault{};
  for (int partition = 0; partition < kPartitions; ++partition) {
    for (const std::string& record : log_->Records({"intake", partition})) {
      text += record;
      const auto parsed = commit::ParseRecord(record, &fault);
      log::v1::CommitBody body;
      if (!parsed ||
          !body.ParseFromArray(parsed->body.data(), static_cast<int>(parsed->body.size()))) {
        continue;
      }
      text += body.DebugString();
      for (const std::string& bytes : body.events().event()) {
        v1::RequestEvent event;
        if (event.ParseFromString(bytes)) text += event.DebugString();
      }
    }
  }
  return text;
}

int World::Commits() const {
  int commits = 0;
  commit::RecordFault fault{};
  for (int partition = 0; partition < kPartitions; ++partition) {
    for (const std::string& record : log_->Records({"intake", partition})) {
      const auto parsed = commit::ParseRecord(record, &fault);
      if (parsed && parsed->envelope.kind == commit::RecordKind::kCommit) ++commits;
    }
  }
  return commits;
}

}  // namespace rondetafel::intake::testing
