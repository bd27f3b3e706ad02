// How intake's handlers run a command: shared by the files that implement them.
#pragma once
#include <utility>

#include "services/intake/errors.h"
#include "services/intake/intake_handlers.h"
#include "shared/base/status.h"
#include "shared/sealing/sealer.h"

namespace rondetafel::intake {

template <class Response>
absl::StatusOr<Response> IntakeHandlers::Run(const rpc::Call& call, runtime::Command command) {
  RT_ASSIGN_OR_RETURN(runtime::Outcome outcome,
                      runtime_.Execute(std::move(command), call.deadline));
  if (outcome.refused) return IntakeErrors().ToStatus(outcome.refusal);
  Response response;
  if (!response.ParseFromString(outcome.reply)) {
    return absl::DataLossError("a recorded reply does not parse");
  }
  *response.mutable_position() = std::move(outcome.position);
  return response;
}

template <class Response, class DomainCommand>
absl::StatusOr<Response> IntakeHandlers::Act(const rpc::Call& call, const base::ResourceName& name,
                                             const google::protobuf::Message& request,
                                             const std::string& command_id, DomainCommand domain) {
  RT_ASSIGN_OR_RETURN(const sealing::CaseKeys keys,
                      keyring_.EnsureCase(name.case_id, {}, call.deadline));
  runtime::Command command = MakeCommand(call, name, command_id);
  command.fingerprint =
      sealing::Fingerprint(keys.case_key, call.method, call.actor.actor_id(), request);
  command.fingerprint_key_id = keys.case_key.id.ToString();
  command.decide = runtime::DecideWith<State, v1::RequestEvent>(
      [domain = std::move(domain)](const State& state, const base::Context& context) {
        return Decide(state, domain, context);
      });
  command.reply = [name](const runtime::Message& after, const base::Context&) {
    Response response;
    response.set_name(base::FormatName("requests", name.case_id, name.stream_id));
    response.set_status(StatusOf(static_cast<const State&>(after)));
    return response.SerializeAsString();
  };
  return Run<Response>(call, std::move(command));
}

}  // namespace rondetafel::intake
