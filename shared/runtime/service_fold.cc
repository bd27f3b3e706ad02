#include "shared/runtime/service_fold.h"

#include "shared/base/check.h"
#include "shared/runtime/tables.h"

namespace rondetafel::runtime {

struct ServiceFold::Topic {
  std::string name;
  bool own = false;
  const std::vector<Reaction>* reactions = nullptr;
  std::map<std::string, const StreamKind*, std::less<>> kinds;
  std::vector<std::unique_ptr<commit::PartitionFold>> partitions;
  // Of the body the fold asked about last.
  std::vector<std::unique_ptr<Message>> events;
};

FoldTarget TargetOf(projection::ProjectionWriter& writer) {
  return {&writer.rows(), [&writer](std::string_view topic) { return &writer.index(topic); },
          [&writer](const eventlog::TopicPartition& of) { return writer.GetCursor(of); }};
}

bool ParseEvents(const StreamKind& kind, const log::v1::CommitBody& body,
                 std::vector<std::unique_ptr<Message>>* events) {
  events->clear();
  for (const std::string& bytes : body.events().event()) {
    std::unique_ptr<Message> event(kind.event_prototype->New());
    if (!event->ParseFromString(bytes) || !kind.known(*event)) return false;
    events->push_back(std::move(event));
  }
  return true;
}

std::vector<std::string> FoldedTopics(const ServiceDefinition& definition) {
  std::vector<std::string> topics = {definition.topic};
  for (const Upstream& upstream : definition.upstreams) {
    if (upstream.topic != definition.topic) topics.push_back(upstream.topic);
  }
  return topics;
}

ServiceFold::ServiceFold(const FoldSetup& setup, FoldTarget target)
    : definition_(setup.definition), target_(std::move(target)) {
  own_index_ = target_.index(definition_->topic);
  AddTopic(setup, definition_->topic, nullptr);
  for (const Upstream& upstream : definition_->upstreams) {
    if (upstream.topic == definition_->topic) {
      topics_.at(upstream.topic)->reactions = &upstream.reactions;
    } else {
      AddTopic(setup, upstream.topic, &upstream);
    }
  }
}

ServiceFold::~ServiceFold() = default;

void ServiceFold::AddTopic(const FoldSetup& setup, const std::string& name,
                           const Upstream* upstream) {
  RT_CHECK(!topics_.contains(name));
  auto topic = std::make_unique<Topic>();
  topic->name = name;
  topic->own = upstream == nullptr;
  if (upstream != nullptr) topic->reactions = &upstream->reactions;
  for (const StreamKind& kind : upstream == nullptr ? definition_->kinds : upstream->kinds) {
    topic->kinds.emplace(kind.name, &kind);
  }
  commit::FoldOptions options;
  options.topic = name;
  options.partition_count = setup.partition_count;
  options.log_id = setup.log_id;
  options.keys = setup.keys;
  options.schema_version =
      upstream == nullptr ? definition_->schema_version : upstream->schema_version;
  options.understands = [raw = topic.get()](const log::v1::CommitBody& body) {
    raw->events.clear();
    const auto kind = raw->kinds.find(body.stream_kind());
    // An upstream kind that this service does not name tells it nothing; its own it must know.
    if (kind == raw->kinds.end()) return !raw->own;
    return ParseEvents(*kind->second, body, &raw->events);
  };
  for (int partition = 0; partition < setup.partition_count; ++partition) {
    options.partition = partition;
    const eventlog::TopicPartition source{name, partition};
    sources_.push_back(source);
    topic->partitions.push_back(std::make_unique<commit::PartitionFold>(
        options, target_.index(name), target_.cursor(source)));
  }
  topics_.emplace(name, std::move(topic));
}

void ServiceFold::Load(const projection::Snapshot& snapshot) {
  outbox_.Load(snapshot);
  due_dates_.Load(snapshot);
}

const commit::FoldCursor& ServiceFold::cursor(const eventlog::TopicPartition& of) const {
  return topics_.find(of.topic)
      ->second->partitions[static_cast<std::size_t>(of.partition)]
      ->cursor();
}

bool ServiceFold::is_own(const eventlog::TopicPartition& source) const {
  return source.topic == definition_->topic;
}

const commit::Verdict& ServiceFold::Fold(const eventlog::LogRecord& record) {
  const auto found = topics_.find(record.source.topic);
  RT_CHECK(found != topics_.end());
  Topic& topic = *found->second;
  commit::PartitionFold& fold =
      *topic.partitions[static_cast<std::size_t>(record.source.partition)];
  verdict_ = fold.Next(record.offset, record.bytes);
  if (verdict_.kind == commit::Verdict::kAccepted) Apply(topic, record);
  return verdict_;
}

void ServiceFold::Apply(Topic& topic, const eventlog::LogRecord& record) {
  AcceptedCommit commit;
  commit.topic = topic.name;
  commit.partition = record.source.partition;
  commit.offset = record.offset;
  commit.verdict = &verdict_;
  const auto kind = topic.kinds.find(verdict_.body.stream_kind());
  if (kind != topic.kinds.end()) {
    commit.stream_kind = kind->first;
    commit.events = std::move(topic.events);
  }
  if (topic.own) ApplyOwn(topic, *kind->second, record.bytes, commit);
  if (kind == topic.kinds.end()) return;
  for (const auto& view : definition_->views) view->Apply(commit, *target_.rows);
  if (topic.reactions != nullptr && !commit.events.empty()) {
    commit.state_after =
        nullptr;  // a reaction sees the commit alone, or it could not be called again
    React(topic, record.bytes, commit);
  }
}

void ServiceFold::ApplyOwn(Topic&, const StreamKind& kind, std::string_view record,
                           AcceptedCommit& commit) {
  projection::Rows& rows = *target_.rows;
  const commit::Envelope& envelope = commit.envelope();
  const projection::Key state_key = StateKey(kind.name, envelope.stream_id);
  if (!commit.events.empty()) {
    Message* state = rows.MutableMessage(state_key, *kind.state_prototype);
    for (const auto& event : commit.events) kind.apply(*event, *state);
  }
  v1::HistoryRow history;
  history.set_effective_us(verdict_.effective.us);
  history.set_known_at_us(verdict_.known_at.us);
  history.set_version(verdict_.head.version);
  history.set_record(std::string(record));
  rows.PutRaw(HistoryKey(envelope.case_id, commit.offset), history.SerializeAsString());
  outbox_.Remove(envelope.command_id, rows);

  commit.state_after = rows.FindMessage(state_key, *kind.state_prototype);
  if (commit.state_after == nullptr) commit.state_after = kind.state_prototype;
  if (definition_->timers.due) {
    due_dates_.Update(commit, definition_->timers.due(kind.name, *commit.state_after), rows);
  }
}

void ServiceFold::React(const Topic& topic, std::string_view record, const AcceptedCommit& commit) {
  const commit::Envelope& envelope = commit.envelope();
  for (const Reaction& reaction : *topic.reactions) {
    const std::vector<ReactionCommand> commands = reaction.react(commit);
    for (int ordinal = 0; ordinal < static_cast<int>(commands.size()); ++ordinal) {
      const ReactionCommand& command = commands[static_cast<std::size_t>(ordinal)];
      const base::CaseId target = command.case_id.value_or(envelope.case_id);
      const base::CommandId id =
          ReactionCommandId(commit.verdict->record.commit_hash, reaction.name, ordinal);
      if (own_index_->FindCommand(target, id)) {
        outbox_.NoteKnown();
        continue;
      }
      v1::OutboxRow row;
      row.set_topic(topic.name);
      row.set_partition(commit.partition);
      row.set_offset(commit.offset);
      row.set_record(std::string(record));
      row.set_effective_us(verdict_.effective.us);
      row.set_known_at_us(verdict_.known_at.us);
      row.set_version(verdict_.head.version);
      row.set_reaction(reaction.name);
      row.set_ordinal(ordinal);
      row.set_command_id(std::string(id.raw()));
      row.set_upstream_stream_id(std::string(envelope.stream_id.raw()));
      row.set_case_id(std::string(target.raw()));
      row.set_stream_id(std::string(command.stream_id.raw()));
      row.set_stream_kind(command.stream_kind);
      row.set_method(command.method);
      outbox_.Add(row, *target_.rows);
    }
  }
}

}  // namespace rondetafel::runtime
