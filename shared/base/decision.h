// What a domain decision sees and says. The whole vocabulary between domain code and the runtime:
//
//   Decision<RequestEvent> Decide(const RequestState&, const WithdrawRequestRequest&, const
//   Context&); void Apply(const RequestWithdrawn&, RequestState&);
//
// Decide is pure: time, ids and actor come in through Context, events or a rejection go out. It may
// be called again on a newer state when another writer was first.
#pragma once
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "rondetafel/type/v1/type.pb.h"
#include "shared/base/id.h"
#include "shared/base/time.h"

namespace rondetafel::base {

// The inputs of a decision that are not in the command: who, when, which ids.
struct Context {
  // When the decision is made, and the same as a date in Brussels.
  Instant now;
  Date today;
  type::v1::Actor actor;
  CaseId case_id;
  StreamId stream_id;
  CommandId command_id;
  // Registration time in an older system; only the migration actor has one.
  std::optional<Instant> registered_at;

  bool is_migration() const { return actor.role() == type::v1::ROLE_MIGRATION; }
  // A derived id (UUIDv8), the same at every repetition of the decision: NewId("task", 0).
  std::string NewId(std::string_view what, int ordinal) const {
    return FormatUuid(
        DeriveUuid(what, {stream_id.raw(), command_id.raw(), std::to_string(ordinal)}));
  }
};

// One field at fault. `description` says the rule broken and what would be right, without any value
// that was given.
struct FieldFault {
  std::string field;
  std::string rule;
  std::string description;
};

// A business refusal: recorded in the log, answered the same for ever.
struct Rejection {
  std::string reason;  // name of a value of the service's closed reason enum
  std::string rule;    // "CO-3", "R39"
  std::vector<FieldFault> fields;
};

// Events (none: already so, which makes retries harmless) or a rejection.
template <class Event>
class Decision {
 public:
  using EventType = Event;
  // NOLINTNEXTLINE(google-explicit-constructor): `return events;` and `return rejection;` read
  // best.
  Decision(std::vector<Event> events) : events_(std::move(events)) {}
  // NOLINTNEXTLINE(google-explicit-constructor)
  Decision(Rejection rejection) : rejection_(std::move(rejection)) {}
  static Decision AlreadySo() { return Decision(std::vector<Event>{}); }

  bool refused() const { return rejection_.has_value(); }
  const std::vector<Event>& events() const { return events_; }
  const Rejection& rejection() const { return *rejection_; }

 private:
  std::vector<Event> events_;
  std::optional<Rejection> rejection_;
};

}  // namespace rondetafel::base
