#include "tests/simulation/keyring/keyring_workload.h"

#include <array>
#include <map>
#include <utility>

#include "services/keyring/definition.h"
#include "services/keyring/domain/case_keys.h"
#include "services/keyring/domain/namesake.h"
#include "services/keyring/domain/recognition.h"
#include "services/keyring/domain/subject.h"
#include "services/keyring/identity.h"
#include "services/keyring/keyring_policy.h"
#include "shared/base/check.h"
#include "shared/base/text.h"
#include "shared/runtime/service_runtime.h"
#include "tests/checker/suite/suite_domain.h"

namespace rondetafel::simulation {
namespace {

using google::protobuf::Message;
using keyring::v1::CaseKeysEvent;
using keyring::v1::CaseKeysState;
using keyring::v1::NamesakeEvent;
using keyring::v1::NamesakeState;
using keyring::v1::SubjectEvent;
using keyring::v1::SubjectState;

// Operation::kind.
enum class KeyringOp : std::uint8_t {
  kRecognise,  // subject: a person; the next step towards who that is
  kIssueKeys,  // subject: a case; amount: which subjects need a key in it, as bits
};

constexpr int kNone = -1;
// What a person gives: which number, which name.
struct Person {
  int number = kNone;
  int name = kNone;
};
// The same two people come with and without the number, under a name that a third shares.
constexpr std::array<Person, 5> kPeople = {{{0, 0}, {kNone, 0}, {0, kNone}, {1, 0}, {1, 1}}};
constexpr int kNumbers = 2;
constexpr int kNames = 2;
constexpr int kCases = 2;
constexpr int kKeyHolders = 3;  // of a case: itself and two subjects
constexpr std::array<std::string_view, 3> kCallers = {"intake", "triage", "scheduling"};

class KeyringWorkload final : public Workload {
 public:
  explicit KeyringWorkload(const Plan& plan) : seed_(plan.seed) {}

  std::vector<std::string> topics() const override { return {keyring::kTopic}; }
  runtime::ServiceDefinition Define(std::size_t /*service*/, bool /*old_binary*/) const override {
    return keyring::MakeDefinition();
  }

  std::optional<Request> Prepare(const Operation& operation, int index,
                                 Variation variation) override {
    // Each stream stands for itself in place of a case: there is no other one in it.
    if (variation == Variation::kOtherStream) return std::nullopt;
    const int change = variation == Variation::kOtherBody ? 1 : 0;
    const int caller = operation.actor + (variation == Variation::kOtherActor ? 1 : 0);
    Request request;
    runtime::Command& command = request.command;
    if (static_cast<KeyringOp>(operation.kind) == KeyringOp::kRecognise) {
      Recognise(index, kPeople.at(static_cast<std::size_t>(operation.subject)), &command);
    } else {
      IssueKeys(operation.subject, operation.amount ^ change, &command);
    }
    if (variation == Variation::kOtherMethod) command.method = "SomethingElse";
    command.command_id = CommandIdOf(index);
    command.actor =
        keyring::WorkloadActor(kCallers.at(static_cast<std::size_t>(caller) % kCallers.size()));
    command.fingerprint = base::Cat(command.method, '/', operation.amount, '/', change);
    command.reply = [](const Message& after, const base::Context&) {
      return after.SerializeAsString();
    };
    return request;
  }

  // A caller reads all streams again before it asks the next one.
  void OnAnswered(const Operation& operation, int index, const runtime::Outcome& outcome) override {
    if (outcome.refused || static_cast<KeyringOp>(operation.kind) != KeyringOp::kRecognise) return;
    const Ask& ask = asked_.at(index);
    if (ask.of_name) {
      RT_CHECK(names_[ask.stream].ParseFromString(outcome.reply));
    } else {
      RT_CHECK(numbers_[ask.stream].ParseFromString(outcome.reply));
    }
  }

  View Show(const projection::Snapshot& snapshot, const runtime::Command& about) const override {
    View view;
    const absl::Status visited =
        runtime::VisitHistory(snapshot, about.case_id, 0, [&](const auto& entry) {
          view.version = entry.version;
          return true;
        });
    RT_CHECK(visited.ok());
    view.number = view.version;
    return view;
  }

  std::string Report(std::size_t service, const projection::Snapshot& snapshot,
                     base::Instant t) const override {
    const runtime::ServiceDefinition definition = Define(service, false);
    std::string text;
    const auto add = [&](std::size_t kind, const base::CaseId& of, const base::StreamId& stream) {
      const auto known = runtime::StateAsKnownOn(snapshot, definition.kinds[kind], of, stream, t);
      text += known.ok() ? (*known)->SerializeAsString() : std::string(known.status().message());
      text += ';';
    };
    for (int i = 0; i < kNumbers; ++i) add(0, keyring::OwnCase(NumberOf(i)), NumberOf(i));
    for (int i = 0; i < kNames; ++i) add(1, keyring::OwnCase(NameOf(i)), NameOf(i));
    for (int i = 0; i < kCases; ++i) add(2, CaseOf(i), keyring::CaseKeysStream(CaseOf(i)));
    return text;
  }

  std::unique_ptr<checker::Domain> MakeDomain() const override {
    return checker::MakeSuiteDomain();
  }

 private:
  // What an operation asks: decided when it is first sent, as its caller's streams stood then.
  struct Ask {
    bool of_name = false;
    std::size_t stream = 0;
    std::string subject;  // whom the caller takes the person for; empty: nobody known
  };

  base::IdBytes Derive(std::string_view what, std::int64_t which) const {
    return base::DeriveUuid(what, {std::to_string(seed_), std::to_string(which)});
  }
  base::CommandId CommandIdOf(int index) const {
    base::IdBytes bytes = Derive("simulated command", index);
    bytes[6] = static_cast<std::uint8_t>((bytes[6] & 0x0f) | 0x40);  // as a client's: random
    return base::CommandId(bytes);
  }
  base::StreamId NumberOf(int i) const { return base::StreamId(Derive("number", i)); }
  base::StreamId NameOf(int i) const { return base::StreamId(Derive("name", i)); }
  base::CaseId CaseOf(int i) const { return base::CaseId(Derive("case", i)); }
  // Random in the service: each try of a call has another candidate.
  std::string NewSubject() { return base::FormatUuid(Derive("candidate", ++candidates_)); }

  Ask NextAsk(const Person& person) const {
    const auto number = static_cast<std::size_t>(std::max(0, person.number));
    const auto name = static_cast<std::size_t>(std::max(0, person.name));
    const NamesakeState* names = person.name == kNone ? nullptr : &names_[name];
    const keyring::NextStep step =
        person.number == kNone ? keyring::NextStepOfNamed(*names)
                               : keyring::NextStepOfNumbered(numbers_[number], names,
                                                             NumberOf(person.number).ToString());
    if (const auto* ask = std::get_if<keyring::AskName>(&step)) {
      return {true, name, ask->numbered_subject_id};
    }
    if (const auto* ask = std::get_if<keyring::AskNumber>(&step)) {
      return {false, number, ask->candidate_subject_id};
    }
    // Known: asked once more, which changes nothing.
    return {person.number == kNone, person.number == kNone ? name : number, ""};
  }

  void Recognise(int index, const Person& person, runtime::Command* command) {
    const Ask& ask = asked_.try_emplace(index, NextAsk(person)).first->second;
    const int stream = static_cast<int>(ask.stream);
    command->stream_id = ask.of_name ? NameOf(stream) : NumberOf(stream);
    command->case_id = keyring::OwnCase(command->stream_id);
    if (!ask.of_name) {
      command->method = "IdentifySubject";
      command->stream_kind = keyring::kSubjectKind;
      keyring::IdentifySubject identify{ask.subject.empty() ? NewSubject() : ask.subject,
                                        keyring::v1::IDENTITY_BASIS_NATIONAL_NUMBER, IdentityKey()};
      command->decide = runtime::DecideWith<SubjectState, SubjectEvent>(
          [identify](const SubjectState& state, const base::Context& context) {
            return Decide(state, identify, context);
          });
      return;
    }
    command->method = "RecogniseNamesake";
    command->stream_kind = keyring::kNamesakeKind;
    keyring::RecogniseNamesake recognise;
    recognise.candidate_subject_id = NewSubject();
    if (person.number != kNone) recognise.number_stream_id = NumberOf(person.number).ToString();
    recognise.numbered_subject_id = ask.subject;
    recognise.identity_key_id = IdentityKey();
    command->decide = runtime::DecideWith<NamesakeState, NamesakeEvent>(
        [recognise](const NamesakeState& state, const base::Context& context) {
          return Decide(state, recognise, context);
        });
  }

  void IssueKeys(int of, std::int64_t holders, runtime::Command* command) {
    command->method = "IssueDataKeys";
    command->stream_kind = keyring::kCaseKeysKind;
    command->case_id = CaseOf(of);
    command->stream_id = keyring::CaseKeysStream(command->case_id);
    keyring::IssueDataKeys issue;
    for (int holder = 0; holder < kKeyHolders; ++holder) {
      if ((holders >> holder & 1) == 0) continue;
      keyring::v1::WrappedKey& key = issue.candidates.emplace_back();
      key.set_key_id(NewSubject());  // random, as a subject's id
      if (holder > 0) key.set_subject_id(base::FormatUuid(Derive("holder", holder)));
      key.set_epoch(1);
      key.set_master_key_id(IdentityKey());
    }
    command->decide = runtime::DecideWith<CaseKeysState, CaseKeysEvent>(
        [issue](const CaseKeysState& state, const base::Context& context) {
          return Decide(state, issue, context);
        });
  }

  std::string IdentityKey() const { return base::FormatUuid(Derive("identity key", 0)); }

  std::uint64_t seed_;
  std::int64_t candidates_ = 0;
  std::map<int, Ask> asked_;
  // As the last answer showed them.
  std::array<SubjectState, kNumbers> numbers_;
  std::array<NamesakeState, kNames> names_;
};

class Kind final : public WorkloadKind {
 public:
  std::string name() const override { return "keyring"; }
  void Shape(Random& random, Plan* plan) const override {
    plan->partitions = random.Chance(500) ? 2 : 1;
    plan->replicas = {random.Between(1, 3)};
    const int count = random.Between(6, 24);
    for (int i = 0; i < count; ++i) {
      Operation operation;
      operation.actor = random.Below(static_cast<int>(kCallers.size()));
      operation.gives_up = random.Chance(80);
      if (random.Chance(700)) {
        operation.kind = static_cast<int>(KeyringOp::kRecognise);
        operation.subject = random.Below(static_cast<int>(kPeople.size()));
      } else {
        operation.kind = static_cast<int>(KeyringOp::kIssueKeys);
        operation.subject = random.Below(kCases);
        operation.amount = random.Between(1, (1 << kKeyHolders) - 1);
      }
      plan->operations.push_back(operation);
    }
  }
  std::unique_ptr<Workload> Make(const Plan& plan) const override {
    return std::make_unique<KeyringWorkload>(plan);
  }
};

}  // namespace

const WorkloadKind* KeyringWorkloadKind() {
  static const Kind kind;
  return &kind;
}

}  // namespace rondetafel::simulation
