#include "services/triage/testing/triage_world.h"

#include <gtest/gtest.h>

#include "services/triage/definition.h"
#include "shared/base/text.h"
#include "shared/gates/example_request.h"
#include "shared/sealing/sealer.h"

namespace rondetafel::triage::testing {
namespace {

constexpr int kPartitions = 2;

base::Instant Soon() { return {base::SystemClock().Now().us + 20'000'000}; }

runtime::ServiceDefinition IntakeWriter() {
  runtime::ServiceDefinition definition;
  definition.topic = "intake";
  runtime::StreamKind plain;
  plain.name = "request";
  plain.event_prototype = &intake::v1::RequestEvent::default_instance();
  plain.state_prototype = &v1::CaseSearchState::default_instance();  // any: nothing is applied
  plain.apply = [](const runtime::Message&, runtime::Message&) {};
  plain.known = [](const runtime::Message&) { return true; };
  definition.kinds.push_back(plain);
  return definition;
}

std::vector<sealing::PersonIdentity> IdentitiesOf(const intake::v1::RequestContent& content) {
  std::vector<sealing::PersonIdentity> identities;
  for (const auto& person : content.persons()) {
    sealing::PersonIdentity identity;
    identity.person_id = person.person_id();
    identity.name = person.person_id() + " " + kMarker;
    identity.birth_date = "2005-09-01";
    identities.push_back(std::move(identity));
  }
  return identities;
}

void SealPeople(const sealing::CaseKeys& keys, const base::StreamId& stream,
                intake::v1::RequestContent& content) {
  for (int i = 0; i < content.persons_size(); ++i) {
    const sealing::SubjectKey& key = keys.subjects[static_cast<std::size_t>(i)];
    auto& person = *content.mutable_persons(i);
    person.set_subject_id(key.subject.ToString());
    *person.mutable_name() = sealing::Seal(key.key, {stream, "person.name", key.subject},
                                           person.person_id() + " " + kMarker);
    *person.mutable_address() = sealing::Seal(key.key, {stream, "person.address", key.subject},
                                              base::Cat(kMarker, "straat ", person.person_id()));
  }
  *content.mutable_question() =
      sealing::Seal(keys.case_key, {stream, "request.question", {}}, base::Cat(kMarker, "?"));
}

type::v1::Actor ActorOf(const std::string& id, type::v1::Role role, type::v1::Region region = {}) {
  type::v1::Actor actor;
  actor.set_actor_id(id);
  actor.set_role(role);
  actor.set_region(region);
  return actor;
}

}  // namespace

type::v1::Actor DeskWorker(type::v1::Region region) {
  return ActorOf("22222222-2222-4222-8222-222222222222", type::v1::ROLE_DESK_WORKER, region);
}
type::v1::Actor Importer() {
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
  const std::string digits = std::to_string(n);
  return "cccccccc-cccc-4ccc-8ccc-" + std::string(12 - digits.size(), '0') + digits;
}

World::World() : keys_(runtime::testing::TestKeys()), keyring_({.deterministic = true}) {
  eventlog::SimOptions options = runtime::testing::TestLog(keys_, kPartitions);
  options.topics = {"intake", "triage"};
  log_ = std::make_unique<eventlog::SimEventLog>(std::move(options));
  intake_ = Start("intake", IntakeWriter());
  runtime_ = Start("triage", TriageDefinition());
  handlers_ = std::make_unique<TriageHandlers>(runtime_.get(), &keyring_);
}

World::~World() = default;

std::unique_ptr<runtime::ServiceRuntime> World::Start(const std::string& dir,
                                                      runtime::ServiceDefinition definition) {
  runtime::RuntimeOptions run;
  run.data_dir = dir_.path(dir);
  auto runtime = runtime::ServiceRuntime::Start(run, std::move(definition), log_.get(), &keys_);
  EXPECT_TRUE(runtime.ok()) << runtime.status();
  EXPECT_TRUE((*runtime)->AwaitServing(Soon()).ok());
  return *std::move(runtime);
}

std::unique_ptr<runtime::ServiceRuntime> World::Rebuilt() {
  return Start("rebuilt", TriageDefinition());
}

type::v1::Position World::Write(const Filed& filed, const intake::v1::RequestEvent& event) {
  runtime::Command command;
  command.method = "Upstream";
  command.stream_kind = "request";
  command.case_id = filed.case_id;
  command.stream_id = filed.request;
  command.command_id = *base::CommandId::Parse(CommandId(90'000 + ++upstream_commands_));
  command.actor = DeskWorker();
  command.fingerprint = std::string(32, 'f');
  command.decide = [event](const runtime::Message&, const base::Context&) {
    runtime::Command::Decided decided;
    decided.events.push_back(event.SerializeAsString());
    decided.parsed.push_back(std::make_unique<intake::v1::RequestEvent>(event));
    return decided;
  };
  auto outcome = intake_->Execute(std::move(command), Soon());
  EXPECT_TRUE(outcome.ok()) << outcome.status();
  return outcome.ok() ? outcome->position : type::v1::Position();
}

Filed World::Put(int n, const base::CaseId& case_id, intake::v1::RequestSubmitted submitted) {
  Filed filed;
  filed.case_id = case_id;
  filed.request = base::StreamId(base::DeriveUuid("test", {"request", std::to_string(n)}));
  filed.assessment_name =
      base::FormatName("assessments", case_id, base::AssessmentOf(filed.request));
  auto keys = keyring_.EnsureCase(case_id, IdentitiesOf(submitted.content()), Soon());
  EXPECT_TRUE(keys.ok());
  SealPeople(*keys, filed.request, *submitted.mutable_content());
  intake::v1::RequestEvent event;
  *event.mutable_request_submitted() = std::move(submitted);
  filed.position = Write(filed, event);
  return filed;
}

Filed World::File(int n, void (*change)(intake::v1::RequestSubmitted&)) {
  intake::v1::RequestSubmitted submitted;
  *submitted.mutable_content() = gates::ExampleRequest();
  *submitted.add_agreements() = gates::ExampleAgreement("youth", type::v1::ANSWER_YES);
  if (change != nullptr) change(submitted);
  return Put(n, base::CaseId(base::DeriveUuid("test", {"case", std::to_string(n)})), submitted);
}

Filed World::FileAgain(int n, const Filed& before,
                       void (*change)(intake::v1::RequestSubmitted&, const Filed&)) {
  intake::v1::RequestSubmitted submitted;
  *submitted.mutable_content() = gates::ExampleRequest();
  *submitted.add_agreements() = gates::ExampleAgreement("youth", type::v1::ANSWER_YES);
  change(submitted, before);
  return Put(n, before.case_id, submitted);
}

v1::Assessment World::Get(const Filed& filed, const type::v1::Actor& actor) {
  v1::GetAssessmentRequest request;
  request.set_name(filed.assessment_name);
  *request.mutable_position() = filed.position;
  auto response = handlers_->GetAssessment(CallOf("GetAssessment", actor), request);
  EXPECT_TRUE(response.ok()) << response.status();
  return response.value_or(v1::GetAssessmentResponse()).assessment();
}

void World::Admit(const Filed& filed, int command) {
  v1::AdmitRequestRequest request;
  request.set_command_id(CommandId(command));
  request.set_name(filed.assessment_name);
  *request.mutable_position() = filed.position;
  auto response = handlers_->AdmitRequest(CallOf("AdmitRequest"), request);
  EXPECT_TRUE(response.ok()) << response.status();
}

std::string World::Chair(int n) {
  v1::RegisterFacilitatorRequest request;
  request.set_command_id(CommandId(1000 + n));
  request.set_actor_id("33333333-3333-4333-8333-33333333333" + std::to_string(n));
  request.add_kinds(v1::FACILITATOR_KIND_CHAIR);
  request.set_full_name(base::Cat("Chair ", n, " ", kMarker));
  request.set_mail(base::Cat(kMarker, "@example.org"));
  *request.mutable_trained_on() = base::ToProto(base::Date{2018, 1, 15});
  request.add_regions(type::v1::REGION_ANTWERPEN);
  auto response = handlers_->RegisterFacilitator(CallOf("RegisterFacilitator"), request);
  EXPECT_TRUE(response.ok()) << response.status();
  return response.value_or(v1::RegisterFacilitatorResponse()).name();
}

std::string World::LogText() const {
  std::string text;
  commit::RecordFault fault{};
  for (int partition = 0; partition < kPartitions; ++partition) {
    for (const std::string& record : log_->Records({"triage", partition})) {
      text += record;
      const auto parsed = commit::ParseRecord(record, &fault);
      log::v1::CommitBody body;
      if (!parsed ||
          !body.ParseFromArray(parsed->body.data(), static_cast<int>(parsed->body.size()))) {
        continue;
      }
      text += body.DebugString();
    }
  }
  return text;
}

int World::Commits() const {
  int commits = 0;
  commit::RecordFault fault{};
  for (int partition = 0; partition < kPartitions; ++partition) {
    for (const std::string& record : log_->Records({"triage", partition})) {
      const auto parsed = commit::ParseRecord(record, &fault);
      if (parsed && parsed->envelope.kind == commit::RecordKind::kCommit) ++commits;
    }
  }
  return commits;
}

}  // namespace rondetafel::triage::testing
