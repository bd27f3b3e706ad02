#include "tests/simulation/mutants/stage.h"

#include "shared/base/check.h"
#include "shared/runtime/rebuild.h"
#include "tests/simulation/mutants/rig_domain.h"

namespace rondetafel::simulation {
namespace {

constexpr int kOk = 0;
constexpr int kFailedPrecondition = 9;
constexpr int kUnavailable = 14;
constexpr int kAccountsShown = 3;
// What the rig's wall clock says before its monotonic clock began, so long as nobody sets it.
constexpr std::int64_t kStartedUs = 1'700'000'000'000'000 - 1'000'000;

template <class Places>
void CopyPlaces(const type::v1::Position& position, Places* places) {
  for (const type::v1::TopicPosition& topic : position.topics()) {
    checker::v1::Place* place = places->Add();
    place->set_topic(topic.topic());
    place->set_partition(topic.partition());
    place->set_offset(topic.offset());
  }
}

bool Halted(const runtime::Replica& replica) {
  const auto state = replica.published().Get();
  return std::any_of(
      state->sources.begin(), state->sources.end(),
      [](const runtime::SourceState& source) { return !source.halt_reason.empty(); });
}

}  // namespace

Stage::Stage(const std::function<void(eventlog::SimOptions&)>& change)
    : rig(1, [&](eventlog::SimOptions& options) {
        options.deliver_at_once = false;
        change(options);
        topics = options.topics;
      }) {
  AlsoHolds(rig.keys.current(), *rig.keys.Find(rig.keys.current()));
}

void Stage::AlsoHolds(const base::KeyId& id, const commit::MacKey& key) {
  held_.Add(id, key);
  keys_.emplace_back(id, key);
}

std::int64_t Stage::At() {
  at_us_ = std::max(at_us_ + 1, rig.clock.MonotonicUs());
  return at_us_;
}

Node& Stage::Aside(std::unique_ptr<Node> node) {
  nodes_.push_back(std::move(node));
  return *nodes_.back();
}

Node& Stage::Add(std::unique_ptr<Node> node) {
  Node& added = Aside(std::move(node));
  RT_CHECK(added.Start().ok());
  turned_.push_back(&added);
  Settle();
  return added;
}

void Stage::Settle() {
  for (int i = 0; i < 12; ++i) {
    for (Node* node : turned_) node->Turn();
    rig.log->Deliver();
  }
  for (Node* node : turned_) node->Turn(2);
}

Stage::Call Stage::Send(Node& to, const runtime::Command& command, bool tells_case) {
  const std::uint64_t operation = seen.NextOperation();
  checker::v1::Sent& sent = *seen.Add(At()).mutable_sent();
  sent.set_operation(operation);
  sent.set_topic(to.definition().topic);
  if (tells_case) {
    sent.set_case_id(std::string(command.case_id.raw()));
    sent.set_stream_id(std::string(command.stream_id.raw()));
  }
  sent.set_command_id(std::string(command.command_id.raw()));
  sent.set_actor_id(std::string(base::ActorId::Parse(command.actor.actor_id())->raw()));
  sent.set_method(command.method);
  sent.set_body_digest(command.fingerprint);
  sent.set_client("client");
  Call call{std::make_shared<runtime::testing::Answer>(), command};
  to.replica().Submit(
      command, {rig.clock.Now().us + 10'000'000},
      [this, operation, answer = call.answer](absl::StatusOr<runtime::Outcome> outcome) {
        checker::v1::Answered& answered = *seen.Add(At()).mutable_answered();
        answered.set_operation(operation);
        answered.set_code(static_cast<int>(outcome.status().code()));
        if (outcome.ok()) {
          answered.set_code(outcome->refused ? kFailedPrecondition : kOk);
          answered.set_refused(outcome->refused);
          answered.set_reason(outcome->refusal.reason());
          answered.set_rule(outcome->refusal.rule());
          answered.set_reply(outcome->reply);
          answered.set_reply_is_recorded(!outcome->refused);
          CopyPlaces(outcome->position, answered.mutable_token());
        }
        *answer = std::move(outcome);
      });
  return call;
}

Stage::Call Stage::Do(Node& to, const runtime::Command& command) {
  Call call = Send(to, command);
  Settle();
  return call;
}

std::uint64_t Stage::Ask(Node& node, int account, const type::v1::Position& token, bool strong) {
  const std::uint64_t operation = seen.NextOperation();
  checker::v1::Asked& asked = *seen.Add(At()).mutable_asked();
  asked.set_operation(operation);
  asked.set_topic(node.definition().topic);
  asked.set_case_id(std::string(runtime::testing::CaseOf(account).raw()));
  asked.set_stream_id(std::string(runtime::testing::StreamOf(account).raw()));
  CopyPlaces(token, asked.mutable_token());
  asked.set_strong(strong);
  asked.set_client("client");
  return operation;
}

void Stage::Shown(Node& node, int account, std::uint64_t operation, bool available) {
  checker::v1::Shown& shown = *seen.Add(At()).mutable_shown();
  shown.set_operation(operation);
  shown.set_code(available ? kOk : kUnavailable);
  if (!available) return;
  const auto position = node.replica().published().Get()->PositionOf(node.replica().log_id(), 0);
  CopyPlaces(position, shown.mutable_positions());
  const auto head =
      node.store().index(node.definition().topic).FindHead(runtime::testing::StreamOf(account));
  shown.set_has_version(true);
  shown.set_version(head ? head->version : 0);
  shown.set_has_number(true);
  shown.set_number(node.State(account).balance());
}

void Stage::Show(Node& node, int account, const type::v1::Position& token) {
  const std::uint64_t operation = Ask(node, account, token, false);
  Shown(node, account, operation, node.replica().published().Get()->Covers(token));
}

void Stage::ShowStrong(Node& node, int account) {
  const std::uint64_t operation = Ask(node, account, {}, true);
  node.replica().ReadStrong(0, [this, &node, account, operation](const absl::Status& ticked) {
    Shown(node, account, operation, ticked.ok());
  });
}

void Stage::Dump(Node& node) { DumpOf(node.replica(), node.store(), node.definition()); }

void Stage::DumpOf(const runtime::Replica& replica, const projection::ProjectionStore& store,
                   const runtime::ServiceDefinition& definition) {
  if (Halted(replica)) return;
  runtime::LogPositions positions;
  type::v1::Position places;
  for (const auto& source : replica.published().Get()->sources) {
    positions[source.source] = source.position;
    type::v1::TopicPosition* place = places.add_topics();
    place->set_topic(source.source.topic);
    place->set_partition(source.source.partition);
    place->set_offset(source.position);
  }
  const auto rebuilt =
      runtime::RebuiltHash({&definition, rig.log.get(), &held_}, positions, nullptr);
  for (const bool live : {true, false}) {
    checker::v1::Dump& dump = *seen.Add(At()).mutable_dump();
    dump.set_service(definition.topic);
    dump.set_replica(live ? "replica" : "rebuild");
    dump.set_origin(live ? checker::v1::Dump::ORIGIN_LIVE : checker::v1::Dump::ORIGIN_REBUILT);
    CopyPlaces(places, dump.mutable_positions());
    dump.set_hash(live ? store.Hash() : rebuilt.value_or("cannot be rebuilt"));
  }
}

void Stage::Report(Node& node, base::Instant t) {
  const auto state = node.replica().published().Get();
  if (!state->LaterThan(t)) return;
  std::string figures;
  for (int account = 1; account <= kAccountsShown; ++account) {
    for (const runtime::HistoryEntry& entry : runtime::testing::HistoryOf(node, account)) {
      if (entry.known_at <= t) figures += std::to_string(entry.offset) + ' ';
    }
  }
  checker::v1::Report& report = *seen.Add(At()).mutable_report();
  report.set_name("commits");
  report.set_known_on_us(t.us);
  CopyPlaces(state->PositionOf(node.replica().log_id(), 0), report.mutable_positions());
  report.set_digest(figures);
  report.set_migration_closed(
      std::all_of(state->sources.begin(), state->sources.end(),
                  [](const runtime::SourceState& source) { return source.migration_closed; }));
}

void Stage::Altered(const std::string& topic, eventlog::Offset from) {
  checker::v1::LogAltered& altered = *seen.Add(At()).mutable_log_altered();
  altered.set_topic(topic);
  altered.set_from(from);
}

void Stage::Calm(std::int64_t within_us) {
  seen.Add(At()).mutable_calm()->set_within_us(within_us);
}

checker::Findings Stage::End(bool reactions_done) {
  for (Node* node : turned_) {
    Dump(*node);
    const auto state = node->replica().published().Get();
    for (int account = 1; account <= kAccountsShown; ++account) {
      if (node->serving()) Show(*node, account, state->PositionOf(node->replica().log_id(), 0));
    }
  }
  return EndJudged(reactions_done);
}

checker::Findings Stage::EndUnseen() { return EndJudged(false); }

checker::Findings Stage::EndJudged(bool reactions_done) {
  RigDomain domain(kStartedUs + rig.clock.MonotonicUs());
  return EndWith(&domain, reactions_done);
}

checker::Findings Stage::EndWith(checker::Domain* domain, bool reactions_done) {
  checker::v1::Ended& ended = *seen.Add(At()).mutable_ended();
  ended.set_reactions_done(reactions_done);
  checker::MemoryRawLog raw;
  std::vector<std::vector<std::string>> kept;
  kept.reserve(topics.size());
  for (const std::string& topic : topics) {
    kept.push_back(rig.log->Records({topic, 0}));
    raw.Add(topic, 0, &kept.back());
  }
  const checker::MemoryObservations observed(&seen.observed());
  checker::History history;
  history.log_id = rig.log->log_id().ToString();
  for (const auto& [id, key] : keys_) history.keys[checker::IdOf(id.raw())] = key;
  history.log = &raw;
  history.observed = &observed;
  history.domain = domain;
  return checker::Check(history);
}

}  // namespace rondetafel::simulation
