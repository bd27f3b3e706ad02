// Several decisions of one domain as one: each sees the events of those before it.
#pragma once
#include <optional>
#include <utility>
#include <vector>

#include "shared/base/decision.h"

namespace rondetafel::simulation {

// `Domain` has Decide and Apply, which call those of a service.
template <class State, class Event, class Domain>
class Steps {
 public:
  Steps(State state, const base::Context& context) : state_(std::move(state)), context_(context) {}

  // Decides and applies. Does nothing once a decision was refused.
  template <class Command>
  Steps& Do(const Command& command) {
    if (rejection_) return *this;
    base::Decision<Event> decision = Domain::Decide(state_, command, context_);
    if (decision.refused()) {
      rejection_ = decision.rejection();
      return *this;
    }
    for (const Event& event : decision.events()) {
      Domain::Apply(event, state_);
      events_.push_back(event);
    }
    return *this;
  }
  const State& state() const { return state_; }
  const base::Context& context() const { return context_; }
  const std::vector<Event>& events() const { return events_; }
  // All events together, or the refusal, which undoes the rest.
  base::Decision<Event> Take() {
    if (rejection_) return *std::move(rejection_);
    return std::move(events_);
  }

 private:
  State state_;
  const base::Context& context_;
  std::vector<Event> events_;
  std::optional<base::Rejection> rejection_;
};

}  // namespace rondetafel::simulation
