// Apply for each event, split by concern over assignment_evolve.cc, preparation_evolve.cc and
// meeting_evolve.cc. Total; decides
// nothing.
#pragma once
#include <string_view>

#include "rondetafel/scheduling/v1/events.pb.h"
#include "rondetafel/scheduling/v1/state.pb.h"

namespace rondetafel::scheduling {

using State = v1::ConsultationState;

void Apply(const v1::ConsultationAssigned& event, State& state);
void Apply(const v1::ChairReplacementNoted& event, State& state);
void Apply(const v1::ChairIndependenceQuestioned& event, State& state);
void Apply(const v1::RegionTransferNoted& event, State& state);
void Apply(const v1::RequestWithdrawalNoted& event, State& state);
void Apply(const v1::RequesterContacted& event, State& state);
void Apply(const v1::AgendaItemProposed& event, State& state);
void Apply(const v1::AgendaItemApproved& event, State& state);
void Apply(const v1::AgendaItemRemoved& event, State& state);
void Apply(const v1::InviteeProposed& event, State& state);
void Apply(const v1::InviteeApproved& event, State& state);
void Apply(const v1::InviteeRemoved& event, State& state);
void Apply(const v1::InvitationSent& event, State& state);
void Apply(const v1::InformationAgreementMade& event, State& state);
void Apply(const v1::MomentsProposed& event, State& state);
void Apply(const v1::MomentAnswered& event, State& state);
void Apply(const v1::MomentChosen& event, State& state);
void Apply(const v1::PlaceProposed& event, State& state);
void Apply(const v1::PlaceAnswered& event, State& state);
void Apply(const v1::ReplyRecorded& event, State& state);
void Apply(const v1::AgreementGiven& event, State& state);
void Apply(const v1::AgreementRefused& event, State& state);
void Apply(const v1::AgreementWithdrawn& event, State& state);
void Apply(const v1::AgreementNoted& event, State& state);
void Apply(const v1::CapacityJudged& event, State& state);
void Apply(const v1::ReturnedToPreparing& event, State& state);
void Apply(const v1::ConsultationConfirmed& event, State& state);
void Apply(const v1::MeetingHeld& event, State& state);
void Apply(const v1::AttendanceCorrected& event, State& state);
void Apply(const v1::MeetingNotHeld& event, State& state);
void Apply(const v1::ConsultationEnded& event, State& state);
void Apply(const v1::ConsultationPostponed& event, State& state);
void Apply(const v1::SharingStopped& event, State& state);
void Apply(const v1::SharingResumed& event, State& state);

// The invitee's row; nullptr when never put forward.
v1::Invitee* MutableInvitee(State& state, std::string_view person_id);
// Status from the invitee's own facts, after an approval, invitation or reply came or lapsed
// (R181).
void RefreshStatus(const State& state, v1::Invitee& invitee);
// Forward to `status`, never back and never out of an end.
void Advance(State& state, v1::ConsultationStatus status);

}  // namespace rondetafel::scheduling
