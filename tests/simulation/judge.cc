// What a history came to: the checker's findings, and which branches of the fold it took.
#include "shared/base/text.h"
#include "shared/commit/memory_index.h"
#include "tests/checker/checker.h"
#include "tests/checker/linearizability.h"
#include "tests/simulation/world.h"

namespace rondetafel::simulation {
namespace {

using Why = commit::Verdict::Why;

Met MetOf(Why why) {
  switch (why) {
    case Why::kNone:
      return Met::kFoldAccepted;
    case Why::kMalformed:
      return Met::kFoldMalformed;
    case Why::kBadBodyHash:
      return Met::kFoldBadBodyHash;
    case Why::kBadMac:
      return Met::kFoldBadMac;
    case Why::kMacKeyNotIntroduced:
      return Met::kFoldKeyNotIntroduced;
    case Why::kWrongTopic:
      return Met::kFoldWrongTopic;
    case Why::kWrongPartition:
      return Met::kFoldWrongPartition;
    case Why::kStaleHead:
      return Met::kFoldStaleHead;
    case Why::kDuplicateCommand:
      return Met::kFoldDuplicateCommand;
    case Why::kMisplacedControl:
      return Met::kFoldMisplacedControl;
    case Why::kNotUnderstood:
      return Met::kHaltNotUnderstood;
    case Why::kMacKeyNotHeld:
      return Met::kHaltKeyNotHeld;
    case Why::kWrongLog:
      return Met::kStartLogTooShort;
  }
  return Met::kFoldMalformed;
}

constexpr int kAnySchema = 1'000'000;

}  // namespace

void World::CountCommit(std::size_t topic, const commit::Verdict& verdict) {
  const log::v1::CommitBody& body = verdict.body;
  const bool refused = body.has_refusal();
  const bool already_so = !refused && body.events().event_size() == 0;
  coverage_.Count(refused      ? Met::kFoldRefusal
                  : already_so ? Met::kFoldAlreadySo
                               : Met::kFoldAccepted);
  if (!body.has_cause()) return;
  if (body.cause().topic() == topics_[topic]) {
    return coverage_.Count(already_so ? Met::kTimerRechecked : Met::kTimerFired);
  }
  if (refused) coverage_.Count(Met::kReactionRefused);
  if (already_so) coverage_.Count(Met::kReactionAlreadySo);
  if (body.cause().ordinal() > 0) coverage_.Count(Met::kReactionOrdinal);
  if (topic == 0) coverage_.Count(Met::kReactionBack);
}

void World::CountFolds() {
  for (std::size_t topic = 0; topic < topics_.size(); ++topic) {
    commit::MemoryFoldIndex index;
    for (int partition = 0; partition < plan_.partitions; ++partition) {
      commit::FoldOptions options;
      options.topic = topics_[topic];
      options.partition = partition;
      options.partition_count = plan_.partitions;
      options.log_id = broker_.options().log_id;
      options.keys = &keys_;
      options.schema_version = kAnySchema;
      commit::PartitionFold fold(options, &index, {});
      commit::Verdict verdict;
      for (const std::string& record :
           broker_.records(broker_.IndexOf({topics_[topic], partition}))) {
        fold.NextInto(fold.cursor().next, record, &verdict);
        if (verdict.kind == commit::Verdict::kHalt) break;
        if (verdict.kind == commit::Verdict::kAccepted) CountCommit(topic, verdict);
        if (verdict.kind == commit::Verdict::kIgnored) coverage_.Count(MetOf(verdict.why));
        if (verdict.kind == commit::Verdict::kControl &&
            verdict.record.envelope.kind == commit::RecordKind::kTick) {
          coverage_.Count(Met::kFoldTick);
        }
      }
    }
  }
}

void World::Judge() {
  checker::MemoryRawLog log;
  for (std::size_t partition = 0; partition < broker_.partitions(); ++partition) {
    const eventlog::TopicPartition place = broker_.PlaceOf(partition);
    log.Add(place.topic, place.partition, &broker_.records(partition));
  }
  const checker::MemoryObservations observed(&recorder_.observed());
  checker::History history;
  history.log_id = broker_.options().log_id.ToString();
  history.partition_count = plan_.partitions;
  for (const auto& [id, key] : keys_.all()) history.keys[id.bytes()] = key;
  history.log = &log;
  history.observed = &observed;
  const auto domain = workload_->MakeDomain();
  history.domain = domain.get();
  const checker::Findings findings = checker::Check(history);
  for (const checker::Finding& finding : findings.all) {
    Violate(base::Cat('I', finding.invariant),
            base::Cat(finding.what, finding.topic.empty() ? "" : " (", finding.topic,
                      finding.topic.empty()
                          ? ""
                          : base::Cat('/', finding.partition, '@', finding.offset, ')')));
  }
  // Of the account workload alone: no other has a topic of that name.
  for (const checker::Finding& finding :
       checker::CheckLinearizability(recorder_.observed(), {}).findings) {
    Violate("linearizability", finding.what);
  }
  for (const std::string& halted : findings.halted) {
    Violate("I3", base::Cat("the checker does not understand ", halted));
  }
}

Result World::Finish() {
  CountFolds();
  Judge();
  // What replicas counted is complete once their lives end.
  processes_.clear();
  Result result;
  result.trace_hash = trace_.hash();
  result.coverage = coverage_;
  result.violations = std::move(violations_);
  result.trace = trace_.TakeText();
  return result;
}

}  // namespace rondetafel::simulation
