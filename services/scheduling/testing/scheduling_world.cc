#include "services/scheduling/testing/scheduling_world.h"

#include <gtest/gtest.h>

#include "shared/base/civil_date.h"
#include "shared/base/resource_name.h"
#include "shared/base/text.h"
#include "shared/sealing/sealer.h"

namespace rondetafel::scheduling::testing {
namespace {

constexpr int kPartitions = 2;
constexpr base::Date kToday{2021, 5, 10};

base::Instant Soon() { return {base::SystemClock().Now().us + 20'000'000}; }

}  // namespace

type::v1::Actor ActorOf(const std::string& id, type::v1::Role role, type::v1::Region region) {
  type::v1::Actor actor;
  actor.set_actor_id(id);
  actor.set_role(role);
  actor.set_region(region);
  return actor;
}

type::v1::Actor Chair(const std::string& id) { return ActorOf(id, type::v1::ROLE_EXTERNAL_CHAIR); }
type::v1::Actor Desk(type::v1::Region region) {
  return ActorOf(kDesk, type::v1::ROLE_DESK_WORKER, region);
}

rpc::Call CallOf(const std::string& method, const type::v1::Actor& actor) {
  rpc::Call call;
  call.method = method;
  call.actor = actor;
  call.now = base::FromBrussels({kToday, 12 * 60});
  call.deadline = Soon();
  return call;
}

std::string NewCommandId() { return base::CommandId::Random().ToString(); }

type::v1::PersonInCase World::Person(const std::string& id, type::v1::PersonRole role) {
  const auto keys = keyring_.EnsureCase(case_id_, {{id, "", id, "2005-09-01"}}, Soon()).value();
  const sealing::SubjectKey& key = keys.subjects.at(0);
  type::v1::PersonInCase person;
  person.set_person_id(id);
  person.set_role(role);
  person.set_subject_id(key.subject.ToString());
  person.set_safe_contact(type::v1::SAFE_CONTACT_LETTER);
  const auto seal = [&](const char* field, const std::string& text) {
    return sealing::Seal(key.key, {request_, field, key.subject}, text);
  };
  *person.mutable_name() = seal("person.name", base::Cat("Naam-", kMarker, "-", id));
  *person.mutable_phone() = seal("person.phone", base::Cat("0470-", kMarker, "-", id));
  *person.mutable_mail() = seal("person.mail", base::Cat(id, "-", kMarker, "@example.org"));
  *person.mutable_address() = seal("person.address", base::Cat("Straat-", kMarker, "-", id));
  if (role == type::v1::PERSON_ROLE_YOUTH) {
    *person.mutable_birth_date() = seal("person.birth_date", "2005-09-01");
    person.set_age_band(type::v1::AGE_BAND_12_TO_17);
  }
  return person;
}

triage::v1::AssessmentEvent World::Appointment() {
  triage::v1::AssessmentEvent event;
  triage::v1::ChairAppointed& appointed = *event.mutable_chair_appointed();
  triage::v1::CaseHandover& handover = *appointed.mutable_handover();
  handover.set_request_name(base::FormatName("requests", case_id_, request_));
  handover.set_reference(base::DeriveReference(request_));
  handover.set_region(type::v1::REGION_LIMBURG);
  *handover.mutable_received_on() = base::ToProto(base::Date{2021, 4, 20});
  handover.set_requester_person_id("helper");
  handover.set_procedure(type::v1::PROCEDURE_CONSULTATION);
  *handover.add_persons() = Person("youth", type::v1::PERSON_ROLE_YOUTH);
  *handover.add_persons() = Person("mother", type::v1::PERSON_ROLE_PARENT);
  *handover.add_persons() = Person("father", type::v1::PERSON_ROLE_PARENT);
  *handover.add_persons() = Person("helper", type::v1::PERSON_ROLE_HELPER);
  handover.mutable_persons(3)->mutable_organisation()->set_organisation_id("OVO000001");
  appointed.set_facilitator_name("facilitators/99999999-0000-8000-8000-000000000001");
  appointed.set_chair_actor_id(kChair);
  *appointed.mutable_appointed_on() = base::ToProto(base::Date{2021, 5, 3});
  return event;
}

World::World() : keys_(runtime::testing::TestKeys()), keyring_({.deterministic = true}) {
  eventlog::SimOptions options = runtime::testing::TestLog(keys_, kPartitions);
  options.topics = {"intake", "triage", "scheduling"};
  log_ = std::make_unique<eventlog::SimEventLog>(std::move(options));
  runtime::RuntimeOptions run;
  run.data_dir = dir_.path("scheduling");
  auto runtime = runtime::ServiceRuntime::Start(run, SchedulingDefinition(), log_.get(), &keys_);
  EXPECT_TRUE(runtime.ok()) << runtime.status();
  runtime_ = *std::move(runtime);
  EXPECT_TRUE(runtime_->AwaitServing(Soon()).ok());
  handlers_ = std::make_unique<SchedulingHandlers>(runtime_.get(), &keyring_);
  case_id_ = base::CaseId(base::DeriveUuid("test", {"case"}));
  request_ = base::StreamId(base::DeriveUuid("test", {"request"}));
  name_ = base::FormatName("consultations", case_id_, base::ConsultationOf(request_));
  position_ = Upstream("triage", "assessment", base::AssessmentOf(request_), Appointment());
  // Folds the appointment and the reaction to it.
  EXPECT_TRUE(runtime_->Read(position_, Soon()).ok());
}

v1::Consultation World::Get(const type::v1::Actor& actor) {
  v1::GetConsultationRequest request;
  request.set_name(name_);
  auto response = handlers_->GetConsultation(CallOf("GetConsultation", actor), request);
  EXPECT_TRUE(response.ok()) << response.status();
  return response.value_or(v1::GetConsultationResponse()).consultation();
}

type::v1::Position World::Upstream(const std::string& topic, const std::string& kind,
                                   const base::StreamId& stream,
                                   const google::protobuf::Message& event) {
  runtime::Command command;
  command.method = "Upstream";
  command.stream_kind = kind;
  command.case_id = case_id_;
  command.stream_id = stream;
  command.command_id = base::CommandId::Random();
  command.actor = ActorOf(kDesk, type::v1::ROLE_DESK_WORKER);
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
  if (other != nullptr) return *other;
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
  return *other;
}

std::string World::LogText() const {
  std::string text;
  commit::RecordFault fault{};
  for (int partition = 0; partition < kPartitions; ++partition) {
    for (const std::string& record : log_->Records({"scheduling", partition})) {
      text += record;
      const auto parsed = commit::ParseRecord(record, &fault);
      log::v1::CommitBody body;
      if (!parsed ||
          !body.ParseFromArray(parsed->body.data(), static_cast<int>(parsed->body.size()))) {
        continue;
      }
      text += body.DebugString();
      for (const std::string& bytes : body.events().event()) {
        Event event;
        if (event.ParseFromString(bytes)) text += event.DebugString();
      }
    }
  }
  return text;
}

}  // namespace rondetafel::scheduling::testing
