// Assessment (ontvankelijkheidsonderzoek): one request at the regional desk, from receipt to the
// appointment of a chair (R40, R41, R104–R106, 1c). Bytes of AssessmentEvent outlive every process.
//
// The stream is opened by reaction on intake's RequestSubmitted and holds a copy of the content, so
// every decision rests on this stream alone. Desk workers and team leads decide for their own
// region only (R180); the migration decides for all and may skip steps, but meets the same gates.
#pragma once
#include <string>
#include <vector>

#include "rondetafel/triage/v1/events.pb.h"
#include "rondetafel/triage/v1/state.pb.h"
#include "shared/base/civil_date.h"
#include "shared/base/decision.h"
#include "shared/gates/gates.h"

namespace rondetafel::triage {

using AssessmentDecision = base::Decision<v1::AssessmentEvent>;

// --- Taken over from intake by reaction. They are never refused: what happened there, happened.
struct OpenAssessment {
  v1::AssessmentOpened opened;
};
struct AmendAssessment {
  intake::v1::RequestContent content;
};
struct NoteAgreement {
  type::v1::Agreement agreement;
};
struct WithdrawAssessment {
  v1::AssessmentWithdrawn withdrawn;
};
AssessmentDecision Decide(const v1::AssessmentState& state, const OpenAssessment& command,
                          const base::Context& context);
AssessmentDecision Decide(const v1::AssessmentState& state, const AmendAssessment& command,
                          const base::Context& context);
AssessmentDecision Decide(const v1::AssessmentState& state, const NoteAgreement& command,
                          const base::Context& context);
AssessmentDecision Decide(const v1::AssessmentState& state, const WithdrawAssessment& command,
                          const base::Context& context);

// --- The desk's decisions. Dates are valid and not in the future; that is checked at the edge.
struct RecordCapacity {
  gates::v1::CapacityJudgement judgement;
  base::Date judged_on;
};
struct AdmitRequest {
  base::Date decided_on;
  std::string late_reason;
};
struct RejectRequest {
  std::vector<gates::v1::Ground> grounds;  // at least one, none unspecified
  type::v1::Sealed motivation;
  base::Date decided_on;
  std::string late_reason;
};
struct TransferRequest {
  type::v1::Region region;
  base::Date transferred_on;
  std::string reason_code;
};
struct RedirectRequest {
  type::v1::Procedure procedure;
  google::type::Date requester_agreed_on;  // unset: did not agree
  base::Date redirected_on;
};
struct LogContact {
  type::v1::LocalMoment contacted_at;
  type::v1::Channel channel;
  std::string person_id;
  bool reached = false;
  type::v1::Sealed note;
};
AssessmentDecision Decide(const v1::AssessmentState& state, const RecordCapacity& command,
                          const base::Context& context);
AssessmentDecision Decide(const v1::AssessmentState& state, const AdmitRequest& command,
                          const base::Context& context);
AssessmentDecision Decide(const v1::AssessmentState& state, const RejectRequest& command,
                          const base::Context& context);
AssessmentDecision Decide(const v1::AssessmentState& state, const TransferRequest& command,
                          const base::Context& context);
AssessmentDecision Decide(const v1::AssessmentState& state, const RedirectRequest& command,
                          const base::Context& context);
AssessmentDecision Decide(const v1::AssessmentState& state, const LogContact& command,
                          const base::Context& context);

// --- The chair. `facilitator` is the register entry as read at the edge; what changes there
// meanwhile is found by the check from the other side (facilitator.h) and comes back as
// NoteConflict.
struct AppointChair {
  std::string facilitator_name;
  v1::FacilitatorState facilitator;
  base::Date appointed_on;
  std::string late_reason;
};
struct ReplaceChair {
  std::string facilitator_name;
  v1::FacilitatorState facilitator;
  v1::ReplacementReason reason;
  base::Date replaced_on;
  std::string late_reason;
};
struct NoteConflict {
  std::string facilitator_name;
  std::vector<std::string> organisation_ids;
};
AssessmentDecision Decide(const v1::AssessmentState& state, const AppointChair& command,
                          const base::Context& context);
AssessmentDecision Decide(const v1::AssessmentState& state, const ReplaceChair& command,
                          const base::Context& context);
AssessmentDecision Decide(const v1::AssessmentState& state, const NoteConflict& command,
                          const base::Context& context);

void ApplyEvent(const v1::AssessmentEvent& event, v1::AssessmentState& state);

// --- Read off a state.
bool IsUndecided(const v1::AssessmentState& state);
bool IsFollowUp(const intake::v1::RequestContent& content);
std::vector<gates::v1::GateResult> EvaluateGates(const v1::AssessmentState& state,
                                                 const base::Date& by_rules_of);
// Organisations of every professional named in the case, ascending: independence is judged by them,
// invited or not (Q24).
std::vector<std::string> OrganisationsOf(const intake::v1::RequestContent& content);
std::vector<std::string> OrganisationsOf(const v1::CaseHandover& handover);
// Organisations on both sides, ascending. Both lists are ascending.
std::vector<std::string> Common(const std::vector<std::string>& a,
                                const std::vector<std::string>& b);

}  // namespace rondetafel::triage
