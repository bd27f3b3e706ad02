// Reaching streams, keys and the runtime: what the methods of triage have in common.
#include "services/triage/triage_handlers.h"

#include "services/triage/errors.h"
#include "services/triage/views/views.h"
#include "shared/base/status.h"
#include "shared/sealing/sealer.h"

namespace rondetafel::triage {

runtime::StreamKind AssessmentKind() {
  return runtime::MakeStreamKind<v1::AssessmentEvent, v1::AssessmentState, &ApplyEvent>(
      "assessment");
}

absl::StatusOr<v1::AssessmentState> TriageHandlers::ReadAssessment(
    const projection::Snapshot& snapshot, const base::ResourceName& name) const {
  auto state = snapshot.Get<v1::AssessmentState>(runtime::StateKey("assessment", name.stream_id));
  // A right stream under a wrong case is no assessment: the name must be its own.
  const auto row = snapshot.Get<v1::AssessmentRow>(AssessmentRowKey(name.stream_id));
  const bool own_name =
      row && row->name() == base::FormatName("assessments", name.case_id, name.stream_id);
  if (!state || !own_name) return TriageError(v1::TRIAGE_REASON_ASSESSMENT_NOT_FOUND, "R104");
  return *std::move(state);
}

absl::StatusOr<v1::FacilitatorState> TriageHandlers::ReadFacilitator(
    const base::ResourceName& name) {
  auto state = runtime_.ReadNow().snapshot->Get<v1::FacilitatorState>(
      runtime::StateKey("facilitator", name.stream_id));
  if (!state || !state->has_registration()) {
    return TriageError(v1::TRIAGE_REASON_FACILITATOR_NOT_FOUND, "R7");
  }
  return *std::move(state);
}

absl::StatusOr<TriageHandlers::Target> TriageHandlers::WithKey(const rpc::Call& call,
                                                               std::string_view kind,
                                                               const base::ResourceName& name) {
  Target target{kind, name, std::nullopt};
  auto keys = keyring_.EnsureCase(name.case_id, {}, call.deadline);
  if (absl::IsNotFound(keys.status())) return target;
  RT_RETURN_IF_ERROR(keys.status());
  target.key = keys->case_key;
  return target;
}

absl::StatusOr<TriageHandlers::Target> TriageHandlers::ReachAssessment(
    const rpc::Call& call, const base::ResourceName& name, const type::v1::Position& position) {
  RT_ASSIGN_OR_RETURN(const runtime::ReadView view, runtime_.Read(position, call.deadline));
  RT_RETURN_IF_ERROR(ReadAssessment(*view.snapshot, name).status());
  return WithKey(call, "assessment", name);
}

absl::StatusOr<TriageHandlers::Target> TriageHandlers::ReachFacilitator(
    const rpc::Call& call, const base::ResourceName& name) {
  RT_RETURN_IF_ERROR(ReadFacilitator(name).status());
  return WithKey(call, "facilitator", name);
}

absl::StatusOr<std::string> TriageHandlers::OpenText(const type::v1::Sealed& sealed,
                                                     std::string_view field,
                                                     base::Instant deadline) {
  return sealing::OpenVia(keyring_, sealed, field, deadline);
}

runtime::Command TriageHandlers::MakeCommand(const rpc::Call& call, const Target& target,
                                             const google::protobuf::Message& request,
                                             const std::string& command_id) const {
  runtime::Command command;
  command.method = call.method;
  command.stream_kind = std::string(target.kind);
  command.case_id = target.name.case_id;
  command.stream_id = target.name.stream_id;
  command.command_id = *base::CommandId::Parse(command_id);
  command.actor = call.actor;
  command.registered_at = call.registered_at;
  command.traceparent = call.traceparent;
  command.fingerprint_key_erased = !target.key.has_value();
  if (target.key) {
    command.fingerprint =
        sealing::Fingerprint(*target.key, call.method, call.actor.actor_id(), request);
    command.fingerprint_key_id = target.key->id.ToString();
  }
  return command;
}

absl::StatusOr<runtime::Outcome> TriageHandlers::Run(const rpc::Call& call,
                                                     runtime::Command command) {
  RT_ASSIGN_OR_RETURN(runtime::Outcome outcome,
                      runtime_.Execute(std::move(command), call.deadline));
  if (outcome.refused) return TriageErrors().ToStatus(outcome.refusal);
  return outcome;
}

}  // namespace rondetafel::triage
