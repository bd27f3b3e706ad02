#include <google/protobuf/descriptor.h>

#include "services/workplan/domain/people.h"
#include "services/workplan/edge/plan_text.h"
#include "services/workplan/errors.h"
#include "services/workplan/workplan_handlers.h"
#include "shared/base/civil_date.h"
#include "shared/base/status.h"
#include "shared/sealing/sealer.h"

namespace rondetafel::workplan {
namespace {

base::Date Today(const rpc::Call& call) { return base::ToBrussels(call.now).date; }

// Every mutating request has it (proto lint).
std::string CommandIdOf(const google::protobuf::Message& request) {
  const auto* field = request.GetDescriptor()->FindFieldByName("command_id");
  return request.GetReflection()->GetString(request, field);
}

void CheckAnswer(type::v1::Answer answer, std::string_view rule, rpc::FieldFaults& faults) {
  if (answer != type::v1::ANSWER_YES && answer != type::v1::ANSWER_NO) {
    faults.Add("answer", std::string(rule), "must be yes or no");
  }
}

void CheckChannel(type::v1::Channel channel, std::string_view rule, rpc::FieldFaults& faults) {
  if (!type::v1::Channel_IsValid(channel) || channel == type::v1::CHANNEL_UNSPECIFIED) {
    faults.Add("channel", std::string(rule), "must say how it was said");
  }
}

// Name and command id, common to every command.
template <class Request>
base::ResourceName CheckTarget(const Request& request, rpc::FieldFaults& faults) {
  faults.CheckCommandId(request.command_id());
  return CheckName(request.name(), faults).value_or(base::ResourceName{});
}

// For commands whose reply is the name alone.
template <class Response>
void FillNothing(const State&, Response&) {}

}  // namespace

runtime::StreamKind WorkPlanKind() {
  return runtime::MakeStreamKind<Event, State, &ApplyEvent>("work_plan");
}

std::optional<base::ResourceName> CheckName(const std::string& name, rpc::FieldFaults& faults) {
  const auto parsed = base::ParseName(name, "workPlans");
  if (!parsed) faults.Add("name", "R57", "must be cases/{case}/workPlans/{work_plan}");
  return parsed;
}

template <class Response, class Domain, class Fill>
absl::StatusOr<Response> WorkPlanHandlers::Act(const rpc::Call& call,
                                               const base::ResourceName& name,
                                               const google::protobuf::Message& request,
                                               Domain domain, Fill fill) {
  RT_RETURN_IF_ERROR(FindPlan(call, name).status());
  RT_ASSIGN_OR_RETURN(const sealing::CaseKeys keys,
                      keyring_.EnsureCase(name.case_id, {}, call.deadline));
  runtime::Command command;
  command.method = call.method;
  command.stream_kind = "work_plan";
  command.case_id = name.case_id;
  command.stream_id = name.stream_id;
  command.command_id = *base::CommandId::Parse(CommandIdOf(request));
  command.actor = call.actor;
  command.registered_at = call.registered_at;
  command.traceparent = call.traceparent;
  command.fingerprint =
      sealing::Fingerprint(keys.case_key, call.method, call.actor.actor_id(), request);
  command.fingerprint_key_id = keys.case_key.id.ToString();
  command.decide = runtime::DecideWith<State, Event>(
      [make = domain(keys)](const State& state, const base::Context& context) {
        return Decide(state, make, context);
      });
  command.reply = [name, fill](const runtime::Message& after, const base::Context&) {
    Response response;
    response.set_name(base::FormatName("workPlans", name.case_id, name.stream_id));
    fill(static_cast<const State&>(after), response);
    return response.SerializeAsString();
  };
  RT_ASSIGN_OR_RETURN(runtime::Outcome outcome,
                      runtime_.Execute(std::move(command), call.deadline));
  if (outcome.refused) return WorkPlanErrors().ToStatus(outcome.refusal);
  Response response;
  if (!response.ParseFromString(outcome.reply)) {
    return absl::DataLossError("a recorded reply does not parse");
  }
  *response.mutable_position() = std::move(outcome.position);
  return response;
}

absl::StatusOr<v1::DraftPlanResponse> WorkPlanHandlers::DraftPlan(
    const rpc::Call& call, const v1::DraftPlanRequest& request) {
  rpc::FieldFaults faults;
  const base::ResourceName name = CheckTarget(request, faults);
  const bool migration = call.actor.role() == type::v1::ROLE_MIGRATION;
  CheckPlan(request, migration, Today(call), faults);
  if (!request.late_reason().empty()) {
    faults.CheckText("late_reason", request.late_reason(), 40, false, "R186");
  }
  if (!faults.empty()) return rpc::InvalidFields(faults.faults());
  return Act<v1::DraftPlanResponse>(
      call, name, request,
      [&](const sealing::CaseKeys& keys) {
        return DraftSealedPlan{SealPlan(request, keys.case_key, name.stream_id),
                               request.late_reason()};
      },
      [](const State& after, v1::DraftPlanResponse& response) {
        response.set_version(after.plan().version());
        response.set_status(after.status());
      });
}

absl::StatusOr<v1::StartMandateRoundResponse> WorkPlanHandlers::StartMandateRound(
    const rpc::Call& call, const v1::StartMandateRoundRequest& request) {
  rpc::FieldFaults faults;
  const base::ResourceName name = CheckTarget(request, faults);
  CheckId("person_id", request.person_id(), "R64", faults);
  CheckDate("started_on", request.started_on(), Today(call), "R63", faults);
  CheckDate("mandated_on", request.mandated_on(), Today(call), "R63", faults);
  if (base::IsSet(request.mandated_on()) && call.actor.role() != type::v1::ROLE_MIGRATION) {
    faults.Add("mandated_on", "R186", "must be left out: it is for old registrations only");
  }
  if (!faults.empty()) return rpc::InvalidFields(faults.faults());
  return Act<v1::StartMandateRoundResponse>(
      call, name, request, [&](const sealing::CaseKeys&) { return request; },
      [](const State& after, v1::StartMandateRoundResponse& response) {
        response.set_round(after.mandate().round());
      });
}

absl::StatusOr<v1::RecordMandateResponse> WorkPlanHandlers::RecordMandate(
    const rpc::Call& call, const v1::RecordMandateRequest& request) {
  rpc::FieldFaults faults;
  const base::ResourceName name = CheckTarget(request, faults);
  CheckId("from_person_id", request.from_person_id(), "R65", faults);
  CheckAnswer(request.answer(), "R65", faults);
  CheckChannel(request.channel(), "R65", faults);
  CheckDate("answered_on", request.answered_on(), Today(call), "R65", faults);
  if (!faults.empty()) return rpc::InvalidFields(faults.faults());
  return Act<v1::RecordMandateResponse>(
      call, name, request, [&](const sealing::CaseKeys&) { return request; },
      [](const State& after, v1::RecordMandateResponse& response) {
        response.set_mandated(after.mandate().mandated());
        for (const std::string& id : OpenMandates(after)) response.add_open_person_ids(id);
      });
}

absl::StatusOr<v1::DistributePlanResponse> WorkPlanHandlers::DistributePlan(
    const rpc::Call& call, const v1::DistributePlanRequest& request) {
  rpc::FieldFaults faults;
  const base::ResourceName name = CheckTarget(request, faults);
  CheckDate("distributed_on", request.distributed_on(), Today(call), "R60", faults);
  faults.CheckText("late_reason", request.late_reason(), 40, false, "R186");
  if (!faults.empty()) return rpc::InvalidFields(faults.faults());
  return Act<v1::DistributePlanResponse>(
      call, name, request, [&](const sealing::CaseKeys&) { return request; },
      [](const State& after, v1::DistributePlanResponse& response) {
        response.set_to_all(after.distributed_to_all_version() == after.plan().version());
        response.set_status(after.status());
      });
}

absl::StatusOr<v1::RecordAcceptanceResponse> WorkPlanHandlers::RecordAcceptance(
    const rpc::Call& call, const v1::RecordAcceptanceRequest& request) {
  rpc::FieldFaults faults;
  const base::ResourceName name = CheckTarget(request, faults);
  CheckId("person_id", request.person_id(), "R61", faults);
  CheckAnswer(request.answer(), "R61", faults);
  CheckChannel(request.channel(), "R61", faults);
  CheckDate("answered_on", request.answered_on(), Today(call), "R61", faults);
  if (request.version() < 0) faults.Add("version", "R61", "must be a version, or 0");
  if (!faults.empty()) return rpc::InvalidFields(faults.faults());
  return Act<v1::RecordAcceptanceResponse>(
      call, name, request, [&](const sealing::CaseKeys&) { return request; },
      [](const State& after, v1::RecordAcceptanceResponse& response) {
        response.set_status(after.status());
        for (const std::string& id : OpenAcceptances(after)) response.add_open_person_ids(id);
      });
}

absl::StatusOr<v1::RecordTaskProgressResponse> WorkPlanHandlers::RecordTaskProgress(
    const rpc::Call& call, const v1::RecordTaskProgressRequest& request) {
  rpc::FieldFaults faults;
  const base::ResourceName name = CheckTarget(request, faults);
  CheckId("task_id", request.task_id(), "R58", faults);
  if (!v1::TaskProgress_IsValid(request.progress()) ||
      request.progress() == v1::TASK_PROGRESS_UNSPECIFIED) {
    faults.Add("progress", "R66", "must say how far the task is");
  }
  CheckDate("on", request.on(), Today(call), "R66", faults);
  if (!faults.empty()) return rpc::InvalidFields(faults.faults());
  return Act<v1::RecordTaskProgressResponse>(
      call, name, request, [&](const sealing::CaseKeys&) { return request; },
      FillNothing<v1::RecordTaskProgressResponse>);
}

absl::StatusOr<v1::ReassignTaskResponse> WorkPlanHandlers::ReassignTask(
    const rpc::Call& call, const v1::ReassignTaskRequest& request) {
  rpc::FieldFaults faults;
  const base::ResourceName name = CheckTarget(request, faults);
  CheckId("task_id", request.task_id(), "R58", faults);
  CheckId("owner_person_id", request.owner_person_id(), "R58", faults);
  CheckDate("on", request.on(), Today(call), "R58", faults);
  if (!faults.empty()) return rpc::InvalidFields(faults.faults());
  return Act<v1::ReassignTaskResponse>(
      call, name, request, [&](const sealing::CaseKeys&) { return request; },
      FillNothing<v1::ReassignTaskResponse>);
}

absl::StatusOr<v1::PlanEvaluationResponse> WorkPlanHandlers::PlanEvaluation(
    const rpc::Call& call, const v1::PlanEvaluationRequest& request) {
  constexpr int kDaysBeforeMax = 60;
  constexpr base::Date kLatest{2100, 12, 31};
  rpc::FieldFaults faults;
  const base::ResourceName name = CheckTarget(request, faults);
  if (!base::IsSet(request.evaluate_on())) {
    faults.Add("evaluate_on", "R66", "must be the day of the evaluation");
  }
  CheckDate("evaluate_on", request.evaluate_on(), kLatest, "R66", faults);
  if (request.remind_days_before() < 0 || request.remind_days_before() > kDaysBeforeMax) {
    faults.Add("remind_days_before", "R66", "must be 0 to 60");
  }
  if (!faults.empty()) return rpc::InvalidFields(faults.faults());
  return Act<v1::PlanEvaluationResponse>(
      call, name, request, [&](const sealing::CaseKeys&) { return request; },
      FillNothing<v1::PlanEvaluationResponse>);
}

absl::StatusOr<v1::RecordEvaluationResponse> WorkPlanHandlers::RecordEvaluation(
    const rpc::Call& call, const v1::RecordEvaluationRequest& request) {
  rpc::FieldFaults faults;
  const base::ResourceName name = CheckTarget(request, faults);
  CheckDate("evaluated_on", request.evaluated_on(), Today(call), "R66", faults);
  if (!v1::EvaluationResult_IsValid(request.result()) ||
      request.result() == v1::EVALUATION_RESULT_UNSPECIFIED) {
    faults.Add("result", "R66", "must say what the evaluation found");
  }
  if (!faults.empty()) return rpc::InvalidFields(faults.faults());
  return Act<v1::RecordEvaluationResponse>(
      call, name, request, [&](const sealing::CaseKeys&) { return request; },
      FillNothing<v1::RecordEvaluationResponse>);
}

absl::StatusOr<v1::AskFollowUpResponse> WorkPlanHandlers::AskFollowUp(
    const rpc::Call& call, const v1::AskFollowUpRequest& request) {
  rpc::FieldFaults faults;
  const base::ResourceName name = CheckTarget(request, faults);
  CheckId("asked_by_person_id", request.asked_by_person_id(), "R72", faults);
  CheckDate("asked_on", request.asked_on(), Today(call), "R69", faults);
  faults.CheckText("question", request.question(), 4000, false, "R69");
  if (!faults.empty()) return rpc::InvalidFields(faults.faults());
  RT_ASSIGN_OR_RETURN(const State state, FindPlan(call, name));
  const base::Date asked_on =
      base::IsSet(request.asked_on()) ? base::FromProto(request.asked_on()) : Today(call);
  AskSealedFollowUp ask;
  ask.request = request;
  ask.request.clear_question();
  for (const v1::Participant& participant : state.participants()) {
    RT_ASSIGN_OR_RETURN(const std::string text,
                        sealing::OpenVia(keyring_, participant.person().birth_date(),
                                         "person.birth_date", call.deadline));
    const auto birth = base::ParseIsoDate(text);
    if (!birth || *birth > asked_on) continue;
    ask.age_bands.emplace_back(participant.person().person_id(), base::AgeBandOn(*birth, asked_on));
  }
  return Act<v1::AskFollowUpResponse>(
      call, name, request,
      [&](const sealing::CaseKeys& keys) {
        if (!request.question().empty()) {
          ask.question = sealing::Seal(
              keys.case_key, {name.stream_id, std::string(kQuestionField), {}}, request.question());
        }
        return ask;
      },
      [name](const State& after, v1::AskFollowUpResponse& response) {
        const std::string& id = after.follow_up_ids(after.follow_up_ids_size() - 1);
        response.set_request_name(base::FormatName("requests", name.case_id,
                                                   base::FollowUpRequestOf(name.stream_id, id)));
      });
}

absl::StatusOr<v1::CloseWorkPlanResponse> WorkPlanHandlers::CloseWorkPlan(
    const rpc::Call& call, const v1::CloseWorkPlanRequest& request) {
  rpc::FieldFaults faults;
  const base::ResourceName name = CheckTarget(request, faults);
  CheckDate("closed_on", request.closed_on(), Today(call), "R69", faults);
  if (!v1::CloseReason_IsValid(request.reason()) ||
      request.reason() == v1::CLOSE_REASON_UNSPECIFIED) {
    faults.Add("reason", "R69", "must say why the plan ends");
  }
  if (!faults.empty()) return rpc::InvalidFields(faults.faults());
  return Act<v1::CloseWorkPlanResponse>(
      call, name, request, [&](const sealing::CaseKeys&) { return request; },
      FillNothing<v1::CloseWorkPlanResponse>);
}

}  // namespace rondetafel::workplan
