// Amending, withdrawing and answering a request.
#include "services/intake/intake_commands.h"

#include "services/intake/edge/form_check.h"
#include "services/intake/edge/request_content.h"
#include "services/intake/views/request_views.h"
#include "shared/base/civil_date.h"
#include "shared/base/text.h"

namespace rondetafel::intake {
namespace {

base::Date Today(const rpc::Call& call) { return base::ToBrussels(call.now).date; }

base::Date DateOr(const google::type::Date& date, const base::Date& otherwise) {
  return base::IsSet(date) ? base::FromProto(date) : otherwise;
}

base::ResourceName CheckName(const std::string& text, rpc::FieldFaults& faults) {
  const auto name = base::ParseName(text, "requests");
  if (!name) faults.Add("name", "R154", "must be cases/{case}/requests/{request}");
  return name.value_or(base::ResourceName{});
}

// What identifies a request is repeated or left out, never changed.
void CheckUnchanged(const v1::RequestForm& form, const v1::RequestContent& content,
                    rpc::FieldFaults& faults) {
  if (form.channel() != type::v1::CHANNEL_UNSPECIFIED && form.channel() != content.channel()) {
    faults.Add("form.channel", "R170", "must stay as filed");
  }
  if (base::IsSet(form.received_on()) &&
      base::FromProto(form.received_on()) != base::FromProto(content.received_on())) {
    faults.Add("form.received_on", "R180", "must stay as filed");
  }
  if (form.region() != type::v1::REGION_UNSPECIFIED && form.region() != content.region()) {
    faults.Add("form.region", "R180",
               "must stay as filed: the desk transfers a file to another region");
  }
  if (!form.external_reference().empty() &&
      form.external_reference() != content.external_reference()) {
    faults.Add("form.external_reference", "R37", "must stay as filed");
  }
}

}  // namespace

runtime::StreamKind RequestKind() {
  return runtime::MakeStreamKind<v1::RequestEvent, State, &ApplyEvent>("request");
}

runtime::Command IntakeHandlers::MakeCommand(const rpc::Call& call, const base::ResourceName& name,
                                             const std::string& command_id) const {
  runtime::Command command;
  command.method = call.method;
  command.stream_kind = "request";
  command.case_id = name.case_id;
  command.stream_id = name.stream_id;
  command.command_id = *base::CommandId::Parse(command_id);
  command.actor = call.actor;
  command.registered_at = call.registered_at;
  command.traceparent = call.traceparent;
  return command;
}

absl::StatusOr<State> IntakeHandlers::ReadState(const projection::Snapshot& snapshot,
                                                const base::ResourceName& name) const {
  auto state = snapshot.Get<State>(runtime::StateKey("request", name.stream_id));
  // The name must be the request's own: a right stream under a wrong case is no request.
  const bool of_case =
      state && state->has_content() &&
      snapshot.Get<v1::RequestRow>(RowKey(name.stream_id)).value_or(v1::RequestRow()).name() ==
          base::FormatName("requests", name.case_id, name.stream_id);
  if (!of_case) return IntakeError(v1::INTAKE_REASON_REQUEST_NOT_FOUND, "R154");
  return *std::move(state);
}

absl::StatusOr<State> IntakeHandlers::FindRelated(const rpc::Call& call,
                                                  const base::ResourceName& name) {
  absl::StatusOr<State> state = ReadState(*runtime_.ReadNow().snapshot, name);
  if (state.ok() && IsRelated(*state, call.actor)) return state;
  RT_ASSIGN_OR_RETURN(const runtime::ReadView view,
                      runtime_.ReadStrong(name.case_id, call.deadline));
  state = ReadState(*view.snapshot, name);
  if (state.ok() && !IsRelated(*state, call.actor)) {
    return IntakeError(v1::INTAKE_REASON_REQUEST_NOT_FOUND, "R171");
  }
  return state;
}

absl::StatusOr<std::optional<base::Date>> IntakeHandlers::BirthDateOf(const State& state,
                                                                      const std::string& person_id,
                                                                      base::Instant deadline) {
  const auto* person = FindPerson(state.content(), person_id);
  if (person == nullptr) return std::nullopt;
  return OpenBirthDate(*person, keyring_, deadline);
}

absl::StatusOr<v1::AmendRequestResponse> IntakeHandlers::AmendRequest(
    const rpc::Call& call, const v1::AmendRequestRequest& request) {
  rpc::FieldFaults faults;
  faults.CheckCommandId(request.command_id());
  const base::ResourceName name = CheckName(request.name(), faults);
  if (!faults.empty()) return rpc::InvalidFields(faults.faults());
  RT_ASSIGN_OR_RETURN(const State state, FindRelated(call, name));
  const base::Date received = base::FromProto(state.content().received_on());
  CheckForm(request.form(),
            {.actor_role = call.actor.role(),
             .today = Today(call),
             .amends = true,
             .amended_received_on = received},
            faults);
  CheckUnchanged(request.form(), state.content(), faults);
  if (!faults.empty()) return rpc::InvalidFields(faults.faults());

  RT_ASSIGN_OR_RETURN(
      const sealing::CaseKeys keys,
      keyring_.EnsureCase(name.case_id, IdentitiesOf(request.form()), call.deadline));
  SealedForm sealed =
      SealContent(request.form(), keys, name.stream_id, DraftContent(request.form(), received));
  runtime::Command command = MakeCommand(call, name, request.command_id());
  command.fingerprint =
      sealing::Fingerprint(keys.case_key, call.method, call.actor.actor_id(), request);
  command.fingerprint_key_id = keys.case_key.id.ToString();
  command.decide = runtime::DecideWith<State, v1::RequestEvent>(
      [domain = intake::AmendRequest{std::move(sealed.content),
                                     std::move(sealed.identities),
                                     {request.removed_person_ids().begin(),
                                      request.removed_person_ids().end()}}](
          const State& before, const base::Context& context) {
        return Decide(before, domain, context);
      });
  command.reply = [name](const runtime::Message& after, const base::Context&) {
    const auto& amended = static_cast<const State&>(after);
    v1::AmendRequestResponse response;
    response.set_name(base::FormatName("requests", name.case_id, name.stream_id));
    response.set_status(StatusOf(amended));
    *response.mutable_missing_fields() = amended.content().missing_fields();
    return response.SerializeAsString();
  };
  return Run<v1::AmendRequestResponse>(call, std::move(command));
}

absl::StatusOr<v1::WithdrawRequestResponse> IntakeHandlers::WithdrawRequest(
    const rpc::Call& call, const v1::WithdrawRequestRequest& request) {
  rpc::FieldFaults faults;
  faults.CheckCommandId(request.command_id());
  const base::ResourceName name = CheckName(request.name(), faults);
  CheckFactDate("withdrawn_on", request.withdrawn_on(), Today(call), "R154", faults);
  if (!v1::WithdrawalReason_IsValid(request.reason())) {
    faults.Add("reason", "R154", "must be one of the known reasons, or left out");
  }
  if (!faults.empty()) return rpc::InvalidFields(faults.faults());
  RT_RETURN_IF_ERROR(FindRelated(call, name).status());
  return Act<v1::WithdrawRequestResponse>(
      call, name, request, request.command_id(),
      intake::WithdrawRequest{request.reason(), DateOr(request.withdrawn_on(), Today(call))});
}

absl::StatusOr<v1::RecordAgreementResponse> IntakeHandlers::RecordAgreement(
    const rpc::Call& call, const v1::RecordAgreementRequest& request) {
  rpc::FieldFaults faults;
  faults.CheckCommandId(request.command_id());
  const base::ResourceName name = CheckName(request.name(), faults);
  CheckAgreement("agreement", request.agreement(), Today(call), faults);
  if (!faults.empty()) return rpc::InvalidFields(faults.faults());
  RT_ASSIGN_OR_RETURN(const State state, FindRelated(call, name));
  RT_ASSIGN_OR_RETURN(const std::optional<base::Date> birth,
                      BirthDateOf(state, request.agreement().person_id(), call.deadline));
  return Act<v1::RecordAgreementResponse>(
      call, name, request, request.command_id(),
      intake::RecordAgreement{DraftAgreement(request.agreement(), Today(call), birth)});
}

absl::StatusOr<v1::WithdrawAgreementResponse> IntakeHandlers::WithdrawAgreement(
    const rpc::Call& call, const v1::WithdrawAgreementRequest& request) {
  rpc::FieldFaults faults;
  faults.CheckCommandId(request.command_id());
  const base::ResourceName name = CheckName(request.name(), faults);
  CheckPersonId("person_id", request.person_id(), "R158", faults);
  CheckFactDate("withdrawn_on", request.withdrawn_on(), Today(call), "R158", faults);
  if (!type::v1::Channel_IsValid(request.channel()) ||
      request.channel() == type::v1::CHANNEL_UNSPECIFIED) {
    faults.Add("channel", "R158", "must say how it was said");
  }
  if (!request.reported_by().empty()) {
    CheckPersonId("reported_by", request.reported_by(), "R158", faults);
  }
  if (!faults.empty()) return rpc::InvalidFields(faults.faults());
  RT_RETURN_IF_ERROR(FindRelated(call, name).status());
  const std::string& by = request.reported_by();
  return Act<v1::WithdrawAgreementResponse>(
      call, name, request, request.command_id(),
      intake::WithdrawAgreement{request.person_id(), DateOr(request.withdrawn_on(), Today(call)),
                                request.channel(), by.empty() ? request.person_id() : by});
}

}  // namespace rondetafel::intake
