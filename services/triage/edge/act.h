// How triage's handlers run a command: shared by the files that implement them.
#pragma once
#include <utility>

#include "services/triage/errors.h"
#include "services/triage/triage_handlers.h"
#include "shared/base/status.h"

namespace rondetafel::triage {

template <class Response, class State, class Event, class Request, class DomainCommand, class Fill>
absl::StatusOr<Response> TriageHandlers::Act(const rpc::Call& call, const Target& target,
                                             const Request& request, DomainCommand domain,
                                             Fill fill) {
  runtime::Command command = MakeCommand(call, target, request, request.command_id());
  command.decide = runtime::DecideWith<State, Event>(
      [domain = std::move(domain)](const State& state, const base::Context& context) {
        return Decide(state, domain, context);
      });
  command.reply = [fill = std::move(fill)](const runtime::Message& after,
                                           const base::Context& context) {
    Response response;
    fill(static_cast<const State&>(after), context, response);
    return response.SerializeAsString();
  };
  RT_ASSIGN_OR_RETURN(runtime::Outcome outcome, Run(call, std::move(command)));
  Response response;
  if (!response.ParseFromString(outcome.reply)) {
    return absl::DataLossError("a recorded reply does not parse");
  }
  *response.mutable_position() = std::move(outcome.position);
  return response;
}

}  // namespace rondetafel::triage
