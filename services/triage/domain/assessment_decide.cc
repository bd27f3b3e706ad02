#include <algorithm>

#include "services/triage/domain/assessment.h"
#include "services/triage/domain/assessment_access.h"
#include "shared/base/resource_name.h"

namespace rondetafel::triage {
namespace {

using v1::AssessmentEvent;
using v1::AssessmentState;

std::string NameOf(const gates::v1::GateResult& result) { return "gates." + result.rule(); }

AssessmentEvent GatesEvaluated(const AssessmentState& state, const base::Date& day) {
  AssessmentEvent event;
  auto& evaluated = *event.mutable_gates_evaluated();
  for (auto& result : EvaluateGates(state, day)) *evaluated.add_results() = std::move(result);
  *evaluated.mutable_evaluated_on() = base::ToProto(day);
  return event;
}

// A fact that bears on the gates, and what they say once it is known.
AssessmentDecision WithGates(const AssessmentState& state, AssessmentEvent fact,
                             const base::Date& day) {
  AssessmentState after = state;
  ApplyEvent(fact, after);
  std::vector<AssessmentEvent> events;
  events.push_back(std::move(fact));
  if (IsUndecided(after)) events.push_back(GatesEvaluated(after, day));
  return events;
}

// First what fails, then what is missing, then what is awaited.
std::optional<base::Rejection> RefuseUnlessAllPass(
    const std::vector<gates::v1::GateResult>& results) {
  using Outcome = gates::v1::GateOutcome;
  constexpr std::pair<Outcome, v1::TriageReason> kReasons[] = {
      {gates::v1::GATE_OUTCOME_FAILED, v1::TRIAGE_REASON_GATE_FAILED},
      {gates::v1::GATE_OUTCOME_INCOMPLETE, v1::TRIAGE_REASON_REQUEST_INCOMPLETE},
      {gates::v1::GATE_OUTCOME_AWAITING_AGREEMENT, v1::TRIAGE_REASON_CLIENT_AGREEMENT_AWAITED}};
  for (const auto& [outcome, reason] : kReasons) {
    base::Rejection rejection;
    for (const auto& result : results) {
      if (result.outcome() != outcome) continue;
      if (rejection.reason.empty()) rejection = Refuse(reason, result.rule());
      rejection.fields.push_back({NameOf(result), result.rule(), result.explanation_english()});
    }
    if (!rejection.reason.empty()) return rejection;
  }
  return std::nullopt;
}

// What stands in the way of any decision on admissibility.
std::optional<base::Rejection> RefuseDecision(const AssessmentState& state,
                                              const base::Date& decided_on,
                                              const base::Context& context) {
  if (auto refused = RefuseAccess(state, context)) return refused;
  if (state.has_admission() || state.has_rejection()) {
    return Refuse(v1::TRIAGE_REASON_ALREADY_DECIDED, "R154");
  }
  if (!IsUndecided(state)) return Refuse(v1::TRIAGE_REASON_REQUEST_CLOSED, "R154");
  if (decided_on < base::FromProto(state.content().received_on())) {
    return Refuse(v1::TRIAGE_REASON_DATE_TOO_EARLY, "R40");
  }
  return std::nullopt;
}

// The gate whose ground it is, for naming it in a refusal.
std::string GateOf(gates::v1::Ground ground) {
  switch (ground) {
    case gates::v1::GROUND_REQUESTER_NO_STANDING:
      return "CO-1";
    case gates::v1::GROUND_NO_CLIENT_AGREEMENT:
      return "CO-2";
    case gates::v1::GROUND_SUPPLY_NEGOTIATION_ONLY:
      return "CO-3";
    case gates::v1::GROUND_REGIE_WITHOUT_PROVIDER:
      return "CO-4";
    case gates::v1::GROUND_DISCLOSE_CONCERN:
      return "CO-5";
    case gates::v1::GROUND_NO_ALIGNMENT_NEED:
      return "CO-7";
    case gates::v1::GROUND_OUT_OF_TARGET_GROUP:
      return "CO-8";
    case gates::v1::GROUND_UNSPECIFIED:
    case gates::v1::Ground_INT_MIN_SENTINEL_DO_NOT_USE_:
    case gates::v1::Ground_INT_MAX_SENTINEL_DO_NOT_USE_:
      break;
  }
  return "R106";
}

bool Fails(const std::vector<gates::v1::GateResult>& results, gates::v1::Ground ground) {
  return std::any_of(results.begin(), results.end(), [&](const auto& result) {
    return result.outcome() == gates::v1::GATE_OUTCOME_FAILED && result.ground() == ground;
  });
}

template <class Decided>
void FillDecision(const AssessmentState& state, const base::Date& decided_on,
                  const std::vector<gates::v1::GateResult>& results, Decided& decided) {
  decided.set_request_name(state.request_name());
  decided.set_reference(state.content().reference());
  decided.set_region(state.region());
  *decided.mutable_decided_on() = base::ToProto(decided_on);
  decided.set_follow_up(IsFollowUp(state.content()));
  for (const auto& result : results) *decided.add_gates() = result;
  decided.set_procedure(state.content().procedure());
  *decided.mutable_received_on() = state.content().received_on();
}

}  // namespace

AssessmentDecision Decide(const AssessmentState& state, const OpenAssessment& command,
                          const base::Context&) {
  if (state.status() != v1::ASSESSMENT_STATUS_UNSPECIFIED) return AssessmentDecision::AlreadySo();
  AssessmentEvent opened;
  *opened.mutable_assessment_opened() = command.opened;
  return WithGates(state, std::move(opened),
                   base::FromProto(command.opened.content().received_on()));
}

AssessmentDecision Decide(const AssessmentState& state, const AmendAssessment& command,
                          const base::Context& context) {
  if (IsClosed(state) || state.status() == v1::ASSESSMENT_STATUS_UNSPECIFIED) {
    return AssessmentDecision::AlreadySo();
  }
  AssessmentEvent amended;
  *amended.mutable_assessment_amended()->mutable_content() = command.content;
  if (state.has_chair()) {
    amended.mutable_assessment_amended()->set_facilitator_name(state.chair().facilitator_name());
    *amended.mutable_assessment_amended()->mutable_chair_appointed_on() =
        state.chair().appointed_on();
  }
  AssessmentDecision decision = WithGates(state, std::move(amended), context.today);
  if (!state.has_chair()) return decision;
  // Somebody may have joined from an organisation the chair is tied to (Q24).
  std::vector<AssessmentEvent> events = decision.events();
  const auto conflict = NewConflict(state, command.content);
  if (!conflict.empty()) events.push_back(IndependenceQuestioned(state, conflict));
  return events;
}

AssessmentDecision Decide(const AssessmentState& state, const NoteAgreement& command,
                          const base::Context&) {
  if (IsClosed(state) || state.status() == v1::ASSESSMENT_STATUS_UNSPECIFIED) {
    return AssessmentDecision::AlreadySo();
  }
  AssessmentEvent noted;
  *noted.mutable_agreement_noted()->mutable_agreement() = command.agreement;
  return WithGates(state, std::move(noted),
                   std::max(base::FromProto(state.content().received_on()),
                            base::FromProto(command.agreement.given_on())));
}

AssessmentDecision Decide(const AssessmentState& state, const WithdrawAssessment& command,
                          const base::Context&) {
  const bool before_assignment =
      IsUndecided(state) ||
      (state.status() == v1::ASSESSMENT_STATUS_ADMISSIBLE && !state.has_chair());
  if (!before_assignment) return AssessmentDecision::AlreadySo();
  AssessmentEvent event;
  *event.mutable_assessment_withdrawn() = command.withdrawn;
  return std::vector<AssessmentEvent>{std::move(event)};
}

AssessmentDecision Decide(const AssessmentState& state, const RecordCapacity& command,
                          const base::Context& context) {
  if (auto refused = RefuseDecision(state, command.judged_on, context)) return *refused;
  const type::v1::PersonInCase* youth = FindPerson(state, command.judgement.person_id());
  if (youth == nullptr) return Refuse(v1::TRIAGE_REASON_PERSON_NOT_FOUND, "Q18");
  const bool minor = youth->role() == type::v1::PERSON_ROLE_YOUTH &&
                     (youth->age_band() == type::v1::AGE_BAND_BELOW_12 ||
                      youth->age_band() == type::v1::AGE_BAND_12_TO_17);
  if (!minor) return Refuse(v1::TRIAGE_REASON_NOT_A_MINOR, "Q18");
  AssessmentEvent judged;
  *judged.mutable_capacity_judged()->mutable_judgement() = command.judgement;
  *judged.mutable_capacity_judged()->mutable_judged_on() = base::ToProto(command.judged_on);
  return WithGates(state, std::move(judged), command.judged_on);
}

AssessmentDecision Decide(const AssessmentState& state, const AdmitRequest& command,
                          const base::Context& context) {
  if (auto refused = RefuseDecision(state, command.decided_on, context)) return *refused;
  const auto results = EvaluateGates(state, command.decided_on);
  if (results.empty()) return Refuse(v1::TRIAGE_REASON_PROCEDURE_NOT_OPEN, "R112");
  if (auto refused = RefuseUnlessAllPass(results)) return *refused;
  // An old registration may lack what the gates do not need (R186).
  if (!state.content().complete() && !context.is_migration()) {
    return Refuse(v1::TRIAGE_REASON_REQUEST_INCOMPLETE, "R154");
  }
  AssessmentEvent event;
  FillDecision(state, command.decided_on, results, *event.mutable_request_admitted());
  event.mutable_request_admitted()->set_late_reason(command.late_reason);
  return std::vector<AssessmentEvent>{std::move(event)};
}

AssessmentDecision Decide(const AssessmentState& state, const RejectRequest& command,
                          const base::Context& context) {
  if (auto refused = RefuseDecision(state, command.decided_on, context)) return *refused;
  const auto results = EvaluateGates(state, command.decided_on);
  if (results.empty()) return Refuse(v1::TRIAGE_REASON_PROCEDURE_NOT_OPEN, "R112");
  std::vector<gates::v1::Ground> grounds = command.grounds;
  std::sort(grounds.begin(), grounds.end());
  grounds.erase(std::unique(grounds.begin(), grounds.end()), grounds.end());
  for (gates::v1::Ground ground : grounds) {
    if (!Fails(results, ground)) {
      return Refuse(v1::TRIAGE_REASON_GROUND_NOT_FAILED, GateOf(ground));
    }
  }
  AssessmentEvent event;
  auto& rejected = *event.mutable_request_rejected();
  FillDecision(state, command.decided_on, results, rejected);
  for (gates::v1::Ground ground : grounds) rejected.add_grounds(ground);
  *rejected.mutable_motivation() = command.motivation;
  rejected.set_addressee_person_id(state.content().requester_person_id());
  rejected.set_late_reason(command.late_reason);
  return std::vector<AssessmentEvent>{std::move(event)};
}

AssessmentDecision Decide(const AssessmentState& state, const TransferRequest& command,
                          const base::Context& context) {
  if (auto refused = RefuseAccess(state, context)) return *refused;
  if (IsClosed(state)) return Refuse(v1::TRIAGE_REASON_REQUEST_CLOSED, "R180");
  if (command.transferred_on < base::FromProto(state.content().received_on())) {
    return Refuse(v1::TRIAGE_REASON_DATE_TOO_EARLY, "R180");
  }
  if (command.region == state.region()) return AssessmentDecision::AlreadySo();
  AssessmentEvent event;
  auto& transferred = *event.mutable_assessment_transferred();
  transferred.set_request_name(state.request_name());
  transferred.set_from_region(state.region());
  transferred.set_to_region(command.region);
  *transferred.mutable_transferred_on() = base::ToProto(command.transferred_on);
  transferred.set_reason_code(command.reason_code);
  return std::vector<AssessmentEvent>{std::move(event)};
}

AssessmentDecision Decide(const AssessmentState& state, const RedirectRequest& command,
                          const base::Context& context) {
  if (auto refused = RefuseDecision(state, command.redirected_on, context)) return *refused;
  if (command.procedure == state.content().procedure()) {
    return Refuse(v1::TRIAGE_REASON_SAME_PROCEDURE, "R179");
  }
  if (!base::IsSet(command.requester_agreed_on)) {
    return Refuse(v1::TRIAGE_REASON_REQUESTER_AGREEMENT_MISSING, "R179");
  }
  AssessmentEvent event;
  auto& redirected = *event.mutable_request_redirected();
  redirected.set_request_name(state.request_name());
  redirected.set_from_procedure(state.content().procedure());
  redirected.set_to_procedure(command.procedure);
  *redirected.mutable_redirected_on() = base::ToProto(command.redirected_on);
  *redirected.mutable_requester_agreed_on() = command.requester_agreed_on;
  return std::vector<AssessmentEvent>{std::move(event)};
}

AssessmentDecision Decide(const AssessmentState& state, const LogContact& command,
                          const base::Context& context) {
  if (auto refused = RefuseAccess(state, context)) return *refused;
  if (FindPerson(state, command.person_id) == nullptr) {
    return Refuse(v1::TRIAGE_REASON_PERSON_NOT_FOUND, "R42");
  }
  AssessmentEvent event;
  auto& logged = *event.mutable_contact_logged();
  logged.set_contact_id(context.NewId("contact", 0));
  *logged.mutable_contacted_at() = command.contacted_at;
  logged.set_channel(command.channel);
  logged.set_person_id(command.person_id);
  logged.set_reached(command.reached);
  if (!command.note.ciphertext().empty()) *logged.mutable_note() = command.note;
  return std::vector<AssessmentEvent>{std::move(event)};
}

}  // namespace rondetafel::triage
