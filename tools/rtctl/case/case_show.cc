#include <cstdio>
#include <set>

#include "shared/base/status.h"
#include "shared/base/text.h"
#include "tools/rtctl/actor_text.h"
#include "tools/rtctl/case/case_command.h"
#include "tools/rtctl/case/find_case.h"
#include "tools/rtctl/case/names.h"
#include "tools/rtctl/json_text.h"

namespace rondetafel::rtctl {
namespace {

using scheduling::v1::SchedulingService;
using triage::v1::TriageService;
using workplan::v1::WorkPlanService;

std::string Sign(gates::v1::GateOutcome outcome) {
  return outcome == gates::v1::GATE_OUTCOME_PASSED   ? "✓"
         : outcome == gates::v1::GATE_OUTCOME_FAILED ? "✗"
                                                     : "…";
}

void PrintGates(const triage::v1::ExplainGatesResponse& gates, bool dutch) {
  std::puts(
      base::Cat("assessment ", EnumText(gates.status()), "; gates of ",
                DateText(gates.evaluated_on()),
                gates.as_decided() ? ", as they stood at the decision" : ", as they stand now")
          .c_str());
  for (const auto& result : gates.results()) {
    std::string rules;
    for (const std::string& rule : result.rules()) rules += " " + rule;
    std::puts(base::Cat("  ", Sign(result.outcome()), " ", PadRight(result.rule(), 6),
                        EnumText(result.outcome()),
                        result.outcome() == gates::v1::GATE_OUTCOME_FAILED
                            ? base::Cat(" (", EnumText(result.ground()), ")")
                            : "",
                        rules.empty() ? "" : base::Cat("  [", rules.substr(1), "]"))
                  .c_str());
    std::puts(base::Cat("      ", dutch ? result.explanation_dutch() : result.explanation_english())
                  .c_str());
  }
}

// Shows a part when it is there; a part that does not exist yet is no fault.
template <class Response>
absl::Status Part(const absl::StatusOr<Response>& response, std::string (*text)(const Response&),
                  bool json) {
  if (absl::IsNotFound(response.status())) return absl::OkStatus();
  RT_RETURN_IF_ERROR(response.status());
  std::puts(json ? JsonLine(*response).c_str() : text(*response).c_str());
  return absl::OkStatus();
}

std::string AssessmentText(const triage::v1::ExplainGatesResponse& gates) {
  return base::Cat("  assessment    ", EnumText(gates.status()));
}

std::string ConsultationText(const scheduling::v1::GetConsultationResponse& response) {
  const auto& c = response.consultation();
  std::string text =
      base::Cat("  consultation  ", EnumText(c.status()), ", region ", RegionCode(c.region()), ", ",
                c.invitees_size(), " invitees, ", c.agenda_size(), " agenda items");
  if (c.has_held_at()) text += ", held on " + DateText(c.held_at().date());
  if (c.postponed_count() > 0) text += base::Cat(", postponed ", c.postponed_count(), " time(s)");
  for (const int step : c.missing_steps()) {
    text += base::Cat("\n                missing: ",
                      EnumText(static_cast<scheduling::v1::MissingStep>(step)));
  }
  return text;
}

std::string PlanText(const workplan::v1::GetWorkPlanResponse& response) {
  const auto& plan = response.work_plan();
  std::string text =
      base::Cat("  work plan     ", EnumText(plan.status()), ", version ", plan.version(), ", ",
                plan.goals_size(), " goals, ", plan.tasks_size(), " tasks, coordinator ",
                plan.coordinator_person_id().empty() ? "none" : plan.coordinator_person_id());
  if (plan.has_evaluate_on()) text += ", evaluation on " + DateText(plan.evaluate_on());
  return text;
}

absl::Status ShowRequest(Caller& caller, Connection& connection, const Names& names, bool json) {
  if (!json) std::puts(names.request.c_str());
  triage::v1::ExplainGatesRequest gates;
  gates.set_name(names.assessment);
  RT_RETURN_IF_ERROR(
      Part(caller.Unary(connection.triage(), &TriageService::Stub::ExplainGates, gates),
           AssessmentText, json));
  scheduling::v1::GetConsultationRequest consultation;
  consultation.set_name(names.consultation);
  RT_RETURN_IF_ERROR(Part(caller.Unary(connection.scheduling(),
                                       &SchedulingService::Stub::GetConsultation, consultation),
                          ConsultationText, json));
  workplan::v1::GetWorkPlanRequest plan;
  plan.set_name(names.work_plan);
  return Part(caller.Unary(connection.workplan(), &WorkPlanService::Stub::GetWorkPlan, plan),
              PlanText, json);
}

absl::Status Case(Session& session, const CaseArguments& arguments) {
  RT_ASSIGN_OR_RETURN(Connection* const connection, session.Open());
  Caller caller(connection, ActorOf(type::v1::ROLE_AUDITOR));
  RT_ASSIGN_OR_RETURN(const FoundRequest found, FindCase(caller, *connection, arguments.typed));
  RT_ASSIGN_OR_RETURN(const auto commits,
                      ReadCaseHistory(*connection, found.case_name, nullptr, caller.position()));
  std::set<std::string> seen;
  for (const auto& commit : commits) {
    if (commit.stream_kind() != "request" || commit.has_refusal()) continue;
    if (!seen.insert(commit.stream_name()).second) continue;
    RT_ASSIGN_OR_RETURN(const Names names, NamesOf(commit.stream_name()));
    RT_RETURN_IF_ERROR(ShowRequest(caller, *connection, names, session.json));
  }
  if (seen.empty()) return absl::NotFoundError("there is no such case, or nothing happened in it");
  if (!session.json) std::puts(base::Cat(commits.size(), " commits in all").c_str());
  return absl::OkStatus();
}

absl::Status Explain(Session& session, const CaseArguments& arguments) {
  RT_ASSIGN_OR_RETURN(Connection* const connection, session.Open());
  Caller caller(connection, ActorOf(type::v1::ROLE_AUDITOR));
  RT_ASSIGN_OR_RETURN(const FoundRequest found, FindCase(caller, *connection, arguments.typed));
  RT_ASSIGN_OR_RETURN(const Names names, NamesOf(found.request_name));
  triage::v1::ExplainGatesRequest request;
  request.set_name(names.assessment);
  *request.mutable_position() = caller.position();
  if (!arguments.as_known_on.empty()) {
    const auto known_on = ParseKnownOn(arguments.as_known_on);
    if (!known_on)
      return absl::InvalidArgumentError("--as-known-on is a date or an RFC 3339 moment");
    *request.mutable_as_known_on() = *known_on;
  }
  RT_ASSIGN_OR_RETURN(const auto gates, caller.Unary(connection->triage(),
                                                     &TriageService::Stub::ExplainGates, request));
  if (session.json) {
    std::puts(JsonPretty(gates).c_str());
  } else {
    PrintGates(gates, session.dutch);
  }
  return absl::OkStatus();
}

}  // namespace

void ShowCase(Session& session, const CaseArguments& arguments) {
  session.Finish(Case(session, arguments));
}

void ExplainRequest(Session& session, const CaseArguments& arguments) {
  session.Finish(Explain(session, arguments));
}

}  // namespace rondetafel::rtctl
