// How scheduling's handlers run a command: shared by the files that implement them.
#pragma once
#include <utility>

#include "services/scheduling/errors.h"
#include "services/scheduling/scheduling_handlers.h"
#include "shared/base/status.h"
#include "shared/sealing/sealer.h"

namespace rondetafel::scheduling {

template <class Response, class Request, class DomainCommand, class Fill>
Or<Response> SchedulingHandlers::Act(const rpc::Call& call, const Target& target,
                                     const Request& request, DomainCommand domain, Fill fill) {
  RT_ASSIGN_OR_RETURN(const sealing::CaseKeys keys,
                      keyring_.EnsureCase(target.name.case_id, {}, call.deadline));
  runtime::Command command;
  command.method = call.method;
  command.stream_kind = "consultation";
  command.case_id = target.name.case_id;
  command.stream_id = target.name.stream_id;
  command.command_id = *base::CommandId::Parse(request.command_id());
  command.actor = call.actor;
  command.registered_at = call.registered_at;
  command.traceparent = call.traceparent;
  command.fingerprint =
      sealing::Fingerprint(keys.case_key, call.method, call.actor.actor_id(), request);
  command.fingerprint_key_id = keys.case_key.id.ToString();
  command.decide = runtime::DecideWith<State, Event>(
      [domain = std::move(domain)](const State& state, const base::Context& context) {
        return Decide(state, domain, context);
      });
  command.reply = [name = request.name(), fill](const Message& after,
                                                const base::Context& context) {
    const auto& state = static_cast<const State&>(after);
    Response response;
    response.set_name(name);
    response.set_status(state.status());
    fill(state, context, response);
    return response.SerializeAsString();
  };
  RT_ASSIGN_OR_RETURN(runtime::Outcome outcome,
                      runtime_.Execute(std::move(command), call.deadline));
  if (outcome.refused) return SchedulingErrors().ToStatus(outcome.refusal);
  Response response;
  if (!response.ParseFromString(outcome.reply)) {
    return absl::DataLossError("a recorded reply does not parse");
  }
  *response.mutable_position() = std::move(outcome.position);
  return response;
}

}  // namespace rondetafel::scheduling
