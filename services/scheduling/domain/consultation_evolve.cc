// The one dispatch over the events of a consultation. -Wswitch-enum makes a forgotten case an
// error.
#include "services/scheduling/domain/consultation.h"
#include "services/scheduling/domain/evolve.h"

namespace rondetafel::scheduling {

// As long as there are events; split, the compiler would not see a forgotten one.
// NOLINTNEXTLINE(readability-function-size)
void ApplyEvent(const Event& event, State& state) {
  switch (event.event_case()) {
    case Event::kConsultationAssigned:
      return Apply(event.consultation_assigned(), state);
    case Event::kChairReplacementNoted:
      return Apply(event.chair_replacement_noted(), state);
    case Event::kChairIndependenceQuestioned:
      return Apply(event.chair_independence_questioned(), state);
    case Event::kRegionTransferNoted:
      return Apply(event.region_transfer_noted(), state);
    case Event::kRequestWithdrawalNoted:
      return Apply(event.request_withdrawal_noted(), state);
    case Event::kRequesterContacted:
      return Apply(event.requester_contacted(), state);
    case Event::kAgendaItemProposed:
      return Apply(event.agenda_item_proposed(), state);
    case Event::kAgendaItemApproved:
      return Apply(event.agenda_item_approved(), state);
    case Event::kAgendaItemRemoved:
      return Apply(event.agenda_item_removed(), state);
    case Event::kInviteeProposed:
      return Apply(event.invitee_proposed(), state);
    case Event::kInviteeApproved:
      return Apply(event.invitee_approved(), state);
    case Event::kInviteeRemoved:
      return Apply(event.invitee_removed(), state);
    case Event::kInvitationSent:
      return Apply(event.invitation_sent(), state);
    case Event::kInformationAgreementMade:
      return Apply(event.information_agreement_made(), state);
    case Event::kMomentsProposed:
      return Apply(event.moments_proposed(), state);
    case Event::kMomentAnswered:
      return Apply(event.moment_answered(), state);
    case Event::kMomentChosen:
      return Apply(event.moment_chosen(), state);
    case Event::kPlaceProposed:
      return Apply(event.place_proposed(), state);
    case Event::kPlaceAnswered:
      return Apply(event.place_answered(), state);
    case Event::kReplyRecorded:
      return Apply(event.reply_recorded(), state);
    case Event::kAgreementGiven:
      return Apply(event.agreement_given(), state);
    case Event::kAgreementRefused:
      return Apply(event.agreement_refused(), state);
    case Event::kAgreementWithdrawn:
      return Apply(event.agreement_withdrawn(), state);
    case Event::kAgreementNoted:
      return Apply(event.agreement_noted(), state);
    case Event::kCapacityJudged:
      return Apply(event.capacity_judged(), state);
    case Event::kReturnedToPreparing:
      return Apply(event.returned_to_preparing(), state);
    case Event::kConsultationConfirmed:
      return Apply(event.consultation_confirmed(), state);
    case Event::kMeetingHeld:
      return Apply(event.meeting_held(), state);
    case Event::kAttendanceCorrected:
      return Apply(event.attendance_corrected(), state);
    case Event::kMeetingNotHeld:
      return Apply(event.meeting_not_held(), state);
    case Event::kConsultationEnded:
      return Apply(event.consultation_ended(), state);
    case Event::kConsultationPostponed:
      return Apply(event.consultation_postponed(), state);
    case Event::kSharingStopped:
      return Apply(event.sharing_stopped(), state);
    case Event::kSharingResumed:
      return Apply(event.sharing_resumed(), state);
    case Event::EVENT_NOT_SET:
      return;
  }
}

}  // namespace rondetafel::scheduling
