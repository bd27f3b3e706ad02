// The consultation (cliëntoverleg) as an aggregate: what may happen (Decide) and what happened
// (Apply).
//
//   base::Decision<v1::ConsultationEvent> d = Decide(state, command, context);
//   for (const auto& event : d.events()) ApplyEvent(event, state);
//
// Decide is pure and may be called again on a newer state. A command is the assigned chair's, the
// desk's of the region on the chair's behalf, or the migration's; anybody else gets a recorded
// refusal. What the chair decides is gated; a fact is taken whenever it is told. The migration may
// skip steps: the file then says what is missing (R186).
//
// Apply is total: stored events are facts. Their bytes outlive this code.
#pragma once
#include "rondetafel/intake/v1/events.pb.h"
#include "rondetafel/scheduling/v1/events.pb.h"
#include "rondetafel/scheduling/v1/service.pb.h"
#include "rondetafel/scheduling/v1/state.pb.h"
#include "rondetafel/triage/v1/events.pb.h"
#include "services/scheduling/domain/commands.h"
#include "shared/base/decision.h"

namespace rondetafel::scheduling {

using State = v1::ConsultationState;
using Event = v1::ConsultationEvent;
using Decision = base::Decision<Event>;
using base::Context;

// Agenda (agenda_decide.cc).
Decision Decide(const State& state, const v1::RecordRequesterContactRequest& command,
                const Context&);
Decision Decide(const State& state, const ProposeAgendaItem& command, const Context&);
Decision Decide(const State& state, const ApproveAgendaItem& command, const Context&);
Decision Decide(const State& state, const v1::RemoveAgendaItemRequest& command, const Context&);

// Invitees (invitees_decide.cc).
Decision Decide(const State& state, const ProposeInvitee& command, const Context&);
Decision Decide(const State& state, const ApproveInvitee& command, const Context&);
Decision Decide(const State& state, const v1::RemoveInviteeRequest& command, const Context&);
Decision Decide(const State& state, const SendInvitation& command, const Context&);
Decision Decide(const State& state, const MakeInformationAgreement& command, const Context&);

// Moment and place (moments_decide.cc).
Decision Decide(const State& state, const v1::ProposeMomentsRequest& command, const Context&);
Decision Decide(const State& state, const v1::AnswerMomentRequest& command, const Context&);
Decision Decide(const State& state, const v1::ChooseMomentRequest& command, const Context&);
Decision Decide(const State& state, const ProposePlace& command, const Context&);
Decision Decide(const State& state, const v1::AnswerPlaceRequest& command, const Context&);
Decision Decide(const State& state, const v1::RecordReplyRequest& command, const Context&);

// Agreements and capacity (agreements_decide.cc).
Decision Decide(const State& state, const RecordAgreement& command, const Context&);
Decision Decide(const State& state, const v1::WithdrawAgreementRequest& command, const Context&);
Decision Decide(const State& state, const v1::JudgeCapacityRequest& command, const Context&);

// Confirming, moving and ending (meeting_decide.cc), holding (hold_decide.cc).
Decision Decide(const State& state, const ConfirmConsultation& command, const Context&);
Decision Decide(const State& state, const v1::PostponeConsultationRequest& command, const Context&);
Decision Decide(const State& state, const v1::RecordNotHeldRequest& command, const Context&);
Decision Decide(const State& state, const v1::EndConsultationRequest& command, const Context&);
Decision Decide(const State& state, const v1::CorrectAttendanceRequest& command, const Context&);
Decision Decide(const State& state, const HoldMeeting& command, const Context&);

// Facts of intake and triage (upstream_decide.cc). These come by reaction: nobody's relation is
// asked.
Decision Note(const State& state, const triage::v1::ChairAppointed& fact);
Decision Note(const State& state, const triage::v1::ChairReplaced& fact);
Decision Note(const State& state, const triage::v1::ChairIndependenceQuestioned& fact);
Decision Note(const State& state, const triage::v1::AssessmentTransferred& fact);
Decision Note(const State& state, const intake::v1::AgreementGiven& fact);
Decision Note(const State& state, const intake::v1::AgreementRefused& fact);
Decision Note(const State& state, const intake::v1::AgreementWithdrawn& fact);
Decision Note(const State& state, const intake::v1::RequestWithdrawn& fact);

// Applies one event; a case forgotten here does not compile.
void ApplyEvent(const Event& event, State& state);

}  // namespace rondetafel::scheduling
