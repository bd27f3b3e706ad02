// ServiceFold: what one record does to a service's rows. The live runtime and the rebuild both use
// it, so both end with the same rows at the same positions.
//
// Own accepted commits change state, history and due dates and clear their outbox row; every
// accepted commit goes to the views; upstream ones leave a row in the outbox for each command a
// reaction wants, unless the own topic already knows its id. The result does not depend on how
// topics interleave.
//
// Not thread-safe; deterministic.
#pragma once
#include <functional>
#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "shared/commit/fold.h"
#include "shared/eventlog/event_log.h"
#include "shared/projection/rows.h"
#include "shared/projection/snapshot.h"
#include "shared/projection/store.h"
#include "shared/runtime/definition.h"
#include "shared/runtime/due_dates.h"
#include "shared/runtime/outbox.h"

namespace rondetafel::runtime {

// Where the fold's rows are: a projection store, or a rebuild under construction.
struct FoldTarget {
  projection::Rows* rows = nullptr;
  std::function<commit::FoldIndex*(std::string_view topic)> index;
  std::function<commit::FoldCursor(const eventlog::TopicPartition&)> cursor;
};

FoldTarget TargetOf(projection::ProjectionWriter& writer);

struct FoldSetup {
  const ServiceDefinition* definition = nullptr;
  base::LogId log_id;
  int partition_count = 1;
  const commit::MacKeyring* keys = nullptr;
};

// Parses the events of a body. False when one is not known to this binary.
bool ParseEvents(const StreamKind& kind, const log::v1::CommitBody& body,
                 std::vector<std::unique_ptr<Message>>* events);
// The topics a service folds, its own first.
std::vector<std::string> FoldedTopics(const ServiceDefinition& definition);

class ServiceFold {
 public:
  ServiceFold(const FoldSetup& setup, FoldTarget target);
  ~ServiceFold();
  // Outbox and due dates that are in the store already.
  void Load(const projection::Snapshot& snapshot);

  // Folds the next record of its partition. A verdict kHalt changed nothing, and the partition
  // takes no more records. The verdict is valid until the next call; it points into the record.
  const commit::Verdict& Fold(const eventlog::LogRecord& record);

  const commit::FoldCursor& cursor(const eventlog::TopicPartition& of) const;
  const std::vector<eventlog::TopicPartition>& sources() const { return sources_; }
  bool is_own(const eventlog::TopicPartition& source) const;
  Outbox& outbox() { return outbox_; }
  const Outbox& outbox() const { return outbox_; }
  DueDates& due_dates() { return due_dates_; }
  const DueDates& due_dates() const { return due_dates_; }

 private:
  struct Topic;
  void AddTopic(const FoldSetup& setup, const std::string& name, const Upstream* upstream);
  void Apply(Topic& topic, const eventlog::LogRecord& record);
  void ApplyOwn(Topic& topic, const StreamKind& kind, std::string_view record,
                AcceptedCommit& commit);
  void React(const Topic& topic, std::string_view record, const AcceptedCommit& commit);

  const ServiceDefinition* definition_;
  FoldTarget target_;
  std::map<std::string, std::unique_ptr<Topic>, std::less<>> topics_;
  std::vector<eventlog::TopicPartition> sources_;
  commit::FoldIndex* own_index_ = nullptr;
  Outbox outbox_;
  DueDates due_dates_;
  commit::Verdict verdict_;
};

}  // namespace rondetafel::runtime
