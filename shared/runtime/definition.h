// A service as the runtime sees it: which streams it owns, which views it keeps, which upstream
// topics it folds and how it reacts, which dates wake it. A service's wiring.cc fills one
// ServiceDefinition; the runtime does the rest (fold, sequencer, projection, outbox, timers).
#pragma once
#include <google/protobuf/message.h>

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "shared/base/decision.h"
#include "shared/commit/fold.h"
#include "shared/projection/rows.h"

namespace rondetafel::runtime {

using google::protobuf::Message;

// One kind of stream: names its event and state messages and applies one to the other.
struct StreamKind {
  std::string name;                // "request"; log.v1.CommitBody.stream_kind
  const Message* event_prototype;  // for parsing
  const Message* state_prototype;  // nullptr for an upstream kind this service only reads
  // Total, decides nothing. Both are of the types above.
  void (*apply)(const Message& event, Message& state);
  // False when the event is one this binary does not know (its oneof is not set): the reader halts.
  bool (*known)(const Message& event);
};

// MakeStreamKind<RequestEvent, RequestState>("request") needs an overload
// `void ApplyEvent(const RequestEvent&, RequestState&)` found by argument-dependent look-up, or
// given.
template <class Event, class State, void (*ApplyFn)(const Event&, State&)>
StreamKind MakeStreamKind(std::string name) {
  return {std::move(name), &Event::default_instance(), &State::default_instance(),
          [](const Message& event, Message& state) {
            ApplyFn(static_cast<const Event&>(event), static_cast<State&>(state));
          },
          [](const Message& event) { return static_cast<const Event&>(event).event_case() != 0; }};
}
// A kind read from another service's topic.
template <class Event>
StreamKind MakeUpstreamKind(std::string name) {
  return {std::move(name), &Event::default_instance(), nullptr, nullptr,
          [](const Message& event) { return static_cast<const Event&>(event).event_case() != 0; }};
}

// An accepted commit with its events parsed: what views and reactions are given.
struct AcceptedCommit {
  std::string_view topic;
  int partition = 0;
  eventlog::Offset offset = 0;
  const commit::Verdict* verdict = nullptr;  // envelope, body, head, effective, known_at
  std::string_view stream_kind;
  std::vector<std::unique_ptr<Message>> events;  // empty for a refusal or "already so"
  const Message* state_after = nullptr;          // own streams only

  const commit::Envelope& envelope() const { return verdict->record.envelope; }
  const log::v1::CommitBody& body() const { return verdict->body; }
  bool refused() const { return body().has_refusal(); }
  template <class Event>
  const Event& event(std::size_t i) const {
    return static_cast<const Event&>(*events[i]);
  }
};

// A view: rows for queries. Apply must depend on the commit and the rows alone, and if it reads
// several topics give the same rows for every interleaving of them (property test).
class View {
 public:
  virtual ~View() = default;
  virtual void Apply(const AcceptedCommit& commit, projection::Rows& rows) = 0;
};

// A command to the service's own streams, from a client, a reaction or a timer.
struct Command {
  std::string method;  // "SubmitRequest"; at most commit::kMethodBytesMax bytes
  std::string stream_kind;
  base::CaseId case_id;
  base::StreamId stream_id;
  base::CommandId command_id;
  type::v1::Actor actor;    // actor_id parsed from it for the envelope
  std::string fingerprint;  // see sealing::Fingerprint; reactions: filled in by the runtime
  std::string fingerprint_key_id;
  // Set when the keyring says that the case's data key is erased, so that no fingerprint can be
  // made any more: actor, method and stream alone then tell a repeat.
  bool fingerprint_key_erased = false;
  std::optional<base::Instant> registered_at;
  std::string traceparent;
  // Filled in by the runtime for reactions and timers: what made the service act, and the earliest
  // time the commit may be recorded at.
  std::optional<log::v1::Cause> cause;
  base::Instant recorded_not_before{};
  // Decides on the state (speculative: own pending commits included). Pure; may be called again.
  struct Decided {
    std::vector<std::string> events;               // serialised event messages
    std::vector<std::unique_ptr<Message>> parsed;  // the same, for the speculation
    std::optional<base::Rejection> rejection;
  };
  std::function<Decided(const Message& state, const base::Context& context)> decide;
  // Serialised reply for the state after the events; not called on a refusal. May be empty.
  std::function<std::string(const Message& after, const base::Context& context)> reply;
};

// Wraps a typed Decide: DecideWith<RequestState, RequestEvent>([request](const RequestState& s,
// const Context& c) { return Decide(s, request, c); }).
template <class State, class Event, class Fn>
auto DecideWith(Fn fn) {
  return [fn = std::move(fn)](const Message& state, const base::Context& context) {
    base::Decision<Event> decision = fn(static_cast<const State&>(state), context);
    Command::Decided out;
    if (decision.refused()) {
      out.rejection = decision.rejection();
      return out;
    }
    for (const Event& event : decision.events()) {
      out.events.push_back(event.SerializeAsString());
      out.parsed.push_back(std::make_unique<Event>(event));
    }
    return out;
  };
}

// What a reaction wants done: one command on a stream of its own service. The stream must be a
// function of the upstream commit; it is opened if absent.
struct ReactionCommand {
  std::string method;
  std::string stream_kind;
  base::StreamId stream_id;
  std::function<Command::Decided(const Message& state, const base::Context& context)> decide;
  // The case the stream belongs to; unset: the upstream commit's. Set where a fact reaches into
  // another case, for example from a chair's new tie to the assessments that chair is appointed to.
  // The partition and the look-up "is the reaction's id known" follow this case.
  std::optional<base::CaseId> case_id;
};
// Pure: an accepted upstream commit in, commands out (the n-th has ordinal n). Names are for ever:
// they are part of the derived command id.
struct Reaction {
  std::string name;
  std::function<std::vector<ReactionCommand>(const AcceptedCommit& upstream)> react;
};

// Another service's topic this one folds: for reactions, views, or both. It may name the service's
// own topic, with reactions only: then a stream reacts to its neighbour (kinds are
// ServiceDefinition::kinds).
struct Upstream {
  std::string topic;
  std::vector<StreamKind> kinds;  // MakeUpstreamKind
  int schema_version = 1;         // of that service's events.proto
  std::vector<Reaction> reactions;
};

// A due date of a stream. Timers are rows kept from states: after each own commit the runtime asks
// `due` for the stream's dates, replaces the stream's rows with them, and when a date has come
// submits the command with id = hash(commit that set the date, name). Decide checks the date again.
struct DueDate {
  std::string name;  // "evaluation-reminder/3": unique in the stream
  base::Instant at;
};
struct Timers {
  std::function<std::vector<DueDate>(std::string_view stream_kind, const Message& state)> due;
  // The command for a date that has come; its ids and actor are filled in by the runtime.
  std::function<ReactionCommand(std::string_view stream_kind, const base::StreamId& stream,
                                const DueDate& date)>
      fire;
};

struct ServiceDefinition {
  std::string topic;           // also the service's name
  int schema_version = 1;      // of its own events.proto
  int projection_version = 1;  // raise when views or state shapes change: forces a rebuild
  std::vector<StreamKind> kinds;
  std::vector<std::unique_ptr<View>> views;
  std::vector<Upstream> upstreams;
  Timers timers;
};

// Where the runtime keeps a stream's state: for views and queries that want to read it.
projection::Key StateKey(std::string_view stream_kind, const base::StreamId& stream);

}  // namespace rondetafel::runtime
