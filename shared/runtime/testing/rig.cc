#include "shared/runtime/testing/rig.h"

#include "shared/base/check.h"

namespace rondetafel::runtime::testing {

using std::chrono::milliseconds;

commit::MacKeySet TestKeys() {
  commit::MacKeySet keys;
  commit::MacKey key{};
  key.fill(7);
  keys.Add(base::KeyId(base::DeriveUuid("mac", {"test"})), key);
  return keys;
}

eventlog::SimOptions TestLog(const commit::MacKeySet& keys, int partition_count) {
  eventlog::SimOptions options;
  options.log_id = base::LogId(base::DeriveUuid("log", {"test"}));
  options.partition_count = partition_count;
  options.topics = {"account", "mirror"};
  const eventlog::LogIdentity identity{options.log_id, partition_count};
  options.record0 = [&keys, identity](const eventlog::TopicPartition& of) {
    const base::Instant made{1'600'000'000'000'000};
    return commit::BuildLogIdentity(commit::StampWith(keys, of.topic, of.partition, made),
                                    identity);
  };
  return options;
}

Node::Node(std::function<ServiceDefinition()> definition, eventlog::SimEventLog* log,
           const commit::MacKeySet* keys, FakeClock* clock)
    : make_definition_(std::move(definition)),
      log_(log),
      keys_(keys),
      clock_(clock),
      store_(std::make_unique<projection::MemoryProjectionStore>()) {
  options_.clock = clock;
}

absl::Status Node::Start() {
  definition_ = make_definition_();
  replica_ = std::make_unique<Replica>(options_, &definition_, log_, keys_, store_.get());
  return replica_->Open();
}

void Node::Kill() {
  replica_.reset();
  store_ = store_->Crash();
}

void Node::Turn(int turns) {
  for (int i = 0; i < turns; ++i) RT_CHECK(replica_->Turn(milliseconds(0)).ok());
}

std::shared_ptr<Answer> Node::Send(Command command, std::int64_t timeout_us) {
  auto answer = std::make_shared<Answer>();
  replica_->Submit(std::move(command), {clock_->Steady().us + timeout_us},
                   [answer](absl::StatusOr<Outcome> outcome) { *answer = std::move(outcome); });
  return answer;
}

AccountState Node::State(int account) const {
  return store_->TakeSnapshot()
      ->Get<AccountState>(StateKey("account", StreamOf(account)))
      .value_or(AccountState());
}

const SourceState& Node::Source(const std::string& topic, int partition) const {
  looked_at_ = replica_->published().Get();
  for (const SourceState& source : looked_at_->sources) {
    if (source.source == eventlog::TopicPartition{topic, partition}) return source;
  }
  base::CheckFailed(__FILE__, __LINE__, "no such partition");
}

std::vector<HistoryEntry> HistoryOf(Node& node, int account) {
  std::vector<HistoryEntry> entries;
  const absl::Status visited = VisitHistory(*node.store().TakeSnapshot(), CaseOf(account), 0,
                                            [&entries](const HistoryEntry& entry) {
                                              entries.push_back(entry);
                                              return true;
                                            });
  RT_CHECK(visited.ok());
  return entries;
}

Rig::Rig(int partition_count) : Rig(partition_count, [](eventlog::SimOptions&) {}) {}

Rig::Rig(int partition_count, std::function<void(eventlog::SimOptions&)> change)
    : keys(TestKeys()) {
  eventlog::SimOptions options = TestLog(keys, partition_count);
  change(options);
  log = std::make_unique<eventlog::SimEventLog>(std::move(options));
}

std::unique_ptr<Node> Rig::Account() {
  return std::make_unique<Node>(AccountService, log.get(), &keys, &clock);
}

std::unique_ptr<Node> Rig::Mirror() {
  return std::make_unique<Node>(MirrorService, log.get(), &keys, &clock);
}

}  // namespace rondetafel::runtime::testing
