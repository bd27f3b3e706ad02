#include "tests/checker/suite/lifecycles.h"

#include <algorithm>

namespace rondetafel::checker {
namespace {

using keyring::v1::CaseKeysEvent;
using keyring::v1::SubjectEvent;
using statistics::v1::FrozenReportEvent;

bool BoundToRegion(const type::v1::Actor& actor) {
  return actor.role() == type::v1::ROLE_DESK_WORKER || actor.role() == type::v1::ROLE_TEAM_LEAD;
}

bool SaysYes(const type::v1::Agreement& agreement) {
  return agreement.answer() == type::v1::ANSWER_YES && !agreement.withdrawn();
}

}  // namespace

std::string DateText(const google::type::Date& date) {
  if (date.year() == 0) return "";
  const auto two = [](int value) { return (value < 10 ? "0" : "") + std::to_string(value); };
  return std::to_string(date.year()) + "-" + two(date.month()) + "-" + two(date.day());
}

void RequestLife::Next(const intake::v1::RequestEvent& event, const Step& step) {
  if (event.has_request_submitted()) {
    step.Demand(!filed, "a request was filed twice");
    filed = true;
    return;
  }
  step.Demand(filed, "something happened to a request before it was filed");
  if (event.has_request_amended()) {
    step.Demand(!withdrawn && !admitted && !rejected && !assigned,
                "a request was amended after it was decided or withdrawn");
  } else if (event.has_request_withdrawn()) {
    step.Demand(!withdrawn, "a request was withdrawn twice");
    step.Demand(!assigned && !rejected,
                "a request was withdrawn after it was assigned or rejected");
    withdrawn = true;
  } else if (event.has_agreement_given() || event.has_agreement_refused()) {
    step.Demand(!withdrawn && !assigned && !rejected,
                "intake took an answer when the request was withdrawn, rejected or assigned");
  } else if (event.has_request_admission_noted()) {
    step.Demand(!admitted && !rejected, "a request was decided twice");
    admitted = true;
  } else if (event.has_request_rejection_noted()) {
    step.Demand(!admitted && !rejected, "a request was decided twice");
    rejected = true;
  } else if (event.has_chair_appointment_noted()) {
    step.Demand(!rejected, "a chair for a rejected request");
    assigned = true;
  }
}

void AssessmentLife::Appoint(const triage::v1::CaseHandover& handover,
                             const std::string& facilitator, const std::string& actor) {
  chair = facilitator;
  chair_actor = actor;
  former_chairs.erase(actor);
  questioned.clear();
  organisations.clear();
  for (const type::v1::PersonInCase& person : handover.persons()) {
    if (!person.organisation().organisation_id().empty()) {
      organisations.insert(person.organisation().organisation_id());
    }
  }
}

template <class Event>
void AssessmentLife::DemandIndependent(const Event& event, const Step& step) const {
  for (const std::string& tied : event.chair_organisation_ids()) {
    step.Demand(!organisations.contains(tied), "a chair tied to a provider of the case");  // R172
  }
}

void AssessmentLife::Next(const triage::v1::AssessmentEvent& event, const Step& step) {
  if (event.has_assessment_opened()) {
    step.Demand(!opened, "an assessment was opened twice");
    opened = true;
    region = event.assessment_opened().content().region();
    return;
  }
  moved_in = moved_in || step.migration();
  step.Demand(opened, "something happened to an assessment before it was opened");
  if (event.has_request_admitted()) {
    step.Demand(!admitted && !closed, "an assessment was decided twice, or after its end");
    admitted = true;
    for (const gates::v1::GateResult& gate : event.request_admitted().gates()) {
      step.Demand(gate.outcome() == gates::v1::GATE_OUTCOME_PASSED || moved_in,
                  "admitted through a gate that did not pass");  // R40
    }
  } else if (event.has_request_rejected()) {
    step.Demand(!admitted && !closed, "an assessment was decided twice, or after its end");
    step.Demand(event.request_rejected().grounds_size() > 0, "rejected without a ground");  // R106
    closed = true;
  } else if (event.has_request_redirected()) {
    step.Demand(!closed, "redirected after its end");
    closed = true;
  } else if (event.has_assessment_withdrawn()) {
    closed = true;
  } else if (event.has_assessment_transferred()) {
    step.Demand(event.assessment_transferred().from_region() == region,
                "transferred from a region that did not have the file");
    region = event.assessment_transferred().to_region();
  } else if (event.has_chair_appointed()) {
    const triage::v1::ChairAppointed& appointed = event.chair_appointed();
    step.Demand(admitted && !closed, "a chair for what was not admitted");
    step.Demand(chair.empty(), "a second chair was appointed");
    Appoint(appointed.handover(), appointed.facilitator_name(), appointed.chair_actor_id());
    DemandIndependent(appointed, step);
  } else if (event.has_chair_replaced()) {
    const triage::v1::ChairReplaced& replaced = event.chair_replaced();
    step.Demand(replaced.former_facilitator_name() == chair, "replaced somebody who was not chair");
    former_chairs.insert(chair_actor);
    Appoint(replaced.handover(), replaced.facilitator_name(), replaced.chair_actor_id());
    DemandIndependent(replaced, step);
  } else if (event.has_chair_independence_questioned()) {
    for (const std::string& id : event.chair_independence_questioned().organisation_ids()) {
      questioned.insert(id);
    }
  }
}

void AssessmentLife::Relation(const Step& step) const {
  const type::v1::Actor& actor = step.commit.body->actor();
  if (opened && BoundToRegion(actor) && actor.region() != region) {
    step.report(14, "a desk acted on a file that is another region's");
  }
}

void FacilitatorLife::Next(const triage::v1::FacilitatorEvent& event, const Step& step) {
  const auto tie_of = [](const triage::v1::FacilitatorTie& tie) {
    return Tie{tie.organisation().organisation_id(), DateText(tie.from()), DateText(tie.until())};
  };
  if (event.has_facilitator_registered()) {
    step.Demand(!registered, "a facilitator was registered twice");
    registered = true;
    for (const auto& tie : event.facilitator_registered().ties()) ties.push_back(tie_of(tie));
  } else if (event.has_facilitator_tie_added()) {
    step.Demand(registered, "a tie of somebody who is not in the register");
    ties.push_back(tie_of(event.facilitator_tie_added().tie()));
  } else if (event.has_facilitator_tie_ended()) {
    const triage::v1::FacilitatorTieEnded& ended = event.facilitator_tie_ended();
    bool found = false;
    for (Tie& tie : ties) {
      if (tie.organisation != ended.organisation_id() || !tie.until.empty()) continue;
      tie.until = DateText(ended.until());
      found = true;
    }
    step.Demand(found, "a tie ended that was not there");
  } else if (event.has_facilitator_appointment_noted()) {
    const triage::v1::FacilitatorAppointmentNoted& noted = event.facilitator_appointment_noted();
    const auto& ids = noted.case_organisation_ids();
    appointments[noted.assessment_name()] = {{ids.begin(), ids.end()},
                                             DateText(noted.appointed_on())};
  } else if (event.has_facilitator_appointment_ended()) {
    const auto& name = event.facilitator_appointment_ended().assessment_name();
    step.Demand(appointments.erase(name) == 1, "an appointment ended that was not there");
  }
}

void ConsultationLife::Next(const scheduling::v1::ConsultationEvent& event, const Step& step) {
  using Event = scheduling::v1::ConsultationEvent;
  moved_in = moved_in || step.migration();
  const auto answer = [this](const type::v1::Agreement& agreement) {
    agrees[agreement.person_id()] = SaysYes(agreement);
  };
  switch (event.event_case()) {
    case Event::kConsultationAssigned: {
      step.Demand(!assigned, "a consultation was assigned twice");
      assigned = true;
      const auto& given = event.consultation_assigned();
      region = given.handover().region();
      chair_actor = given.chair_actor_id();
      for (const auto& agreement : given.handover().agreements()) answer(agreement);
      return;
    }
    case Event::kChairReplacementNoted:
      former_chairs.insert(chair_actor);
      chair_actor = event.chair_replacement_noted().chair_actor_id();
      former_chairs.erase(chair_actor);
      return;
    case Event::kRegionTransferNoted:
      region = event.region_transfer_noted().region();
      return;
    case Event::kAgreementGiven:
      return answer(event.agreement_given().agreement());
    case Event::kAgreementRefused:
      return answer(event.agreement_refused().agreement());
    case Event::kAgreementWithdrawn:
      return answer(event.agreement_withdrawn().agreement());
    case Event::kAgreementNoted:
      return answer(event.agreement_noted().agreement());
    case Event::kReturnedToPreparing:
    case Event::kConsultationPostponed:
      step.Demand(!held && !over, "a consultation went back after its end");
      confirmed = false;
      return;
    case Event::kConsultationConfirmed:
      step.Demand(assigned && !held && !over, "confirmed before assignment or after the end");
      for (const std::string& person : event.consultation_confirmed().person_ids()) {
        step.Demand(agrees[person] || moved_in, "confirmed without everybody's yes");  // R158
      }
      confirmed = true;
      return;
    case Event::kMeetingHeld:
      step.Demand(assigned && !held && !over, "held twice, after the end or before assignment");
      step.Demand(confirmed || moved_in || !event.meeting_held().late_reason().empty(),
                  "held without a confirmation");  // R158
      held = true;
      return;
    case Event::kMeetingNotHeld:
    case Event::kConsultationEnded:
      step.Demand(!held && !over, "ended twice, or after the meeting");
      over = true;
      return;
    case Event::kAttendanceCorrected:
    case Event::kSharingStopped:
    case Event::kSharingResumed:
      return step.Demand(held, "a correction or withdrawal after a meeting that was not held");
    case Event::kChairIndependenceQuestioned:
    case Event::kRequestWithdrawalNoted:
    case Event::kRequesterContacted:
    case Event::kAgendaItemProposed:
    case Event::kAgendaItemApproved:
    case Event::kAgendaItemRemoved:
    case Event::kInviteeProposed:
    case Event::kInviteeApproved:
    case Event::kInviteeRemoved:
    case Event::kInvitationSent:
    case Event::kInformationAgreementMade:
    case Event::kMomentsProposed:
    case Event::kMomentAnswered:
    case Event::kMomentChosen:
    case Event::kPlaceProposed:
    case Event::kPlaceAnswered:
    case Event::kReplyRecorded:
    case Event::kCapacityJudged:
    case Event::EVENT_NOT_SET:
      return;
  }
}

void ConsultationLife::Relation(const Step& step) const {
  const type::v1::Actor& actor = step.commit.body->actor();
  if (!assigned) return;
  if (actor.role() == type::v1::ROLE_EXTERNAL_CHAIR && former_chairs.contains(actor.actor_id())) {
    step.report(14, "a former chair acted on a consultation");
  }
  if (BoundToRegion(actor) && actor.region() != region) {
    step.report(14, "a desk acted on a consultation that is another region's");
  }
}

void WorkPlanLife::Next(const workplan::v1::WorkPlanEvent& event, const Step& step) {
  if (event.has_work_plan_opened()) {
    step.Demand(!opened, "a work plan was opened twice");
    opened = true;
    for (const workplan::v1::Participant& one : event.work_plan_opened().participants()) {
      if (one.present()) present[one.person().person_id()] = true;
    }
    return;
  }
  moved_in = moved_in || step.migration();
  step.Demand(opened, "something happened to a work plan before it was opened");
  if (event.has_plan_drafted()) {
    step.Demand(event.plan_drafted().plan().version() == version + 1, "a plan version was skipped");
    step.Demand(!closed, "a plan version after the plan's end");
    version = event.plan_drafted().plan().version();
    accepted.clear();
  } else if (event.has_plan_distributed()) {
    step.Demand(event.plan_distributed().version() == version, "another version was distributed");
  } else if (event.has_plan_accepted()) {
    step.Demand(event.plan_accepted().version() == version, "another version was accepted");
    accepted.insert(event.plan_accepted().person_id());
  } else if (event.has_plan_declined()) {
    accepted.erase(event.plan_declined().person_id());
  } else if (event.has_plan_accepted_by_all()) {
    for (const auto& [person, takes_part] : present) {
      step.Demand(!takes_part || accepted.contains(person),
                  "accepted by all, and somebody present did not");  // Q7
    }
  } else if (event.has_attendance_noted()) {
    present[event.attendance_noted().person_id()] = event.attendance_noted().present();
  } else if (event.has_participant_withdrawn()) {
    present[event.participant_withdrawn().person_id()] = false;
  } else if (event.has_mandate_round_started()) {
    step.Demand(event.mandate_round_started().round() == round + 1, "a mandate round was skipped");
    round = event.mandate_round_started().round();
    round_open = true;
  } else if (event.has_coordinator_mandated()) {
    step.Demand(round_open && event.coordinator_mandated().round() == round,
                "a coordinator of a round that had ended");
  } else if (event.has_mandate_ended()) {
    round_open = false;
  } else if (event.has_evaluation_planned()) {
    evaluate_on = DateText(event.evaluation_planned().evaluate_on());
    reminded = false;  // planned anew, even for a day that was planned before
  } else if (event.has_evaluation_reminder_due()) {
    const std::string date = DateText(event.evaluation_reminder_due().evaluate_on());
    step.Demand(date == evaluate_on, "a reminder of an evaluation that is not planned");
    step.Demand(!reminded, "a reminder came twice");
    reminded = true;
  } else if (event.has_work_plan_closed()) {
    step.Demand(!closed, "a work plan was closed twice");
    closed = true;
  }
}

void FrozenReportLife::Next(const FrozenReportEvent& event, const Step& step) {
  if (!event.has_report_frozen()) return;
  step.Demand(!frozen, "a frozen report was frozen again");
  frozen = true;
}

void SubjectLife::Next(const SubjectEvent& event, const Step& step) {
  if (!event.has_subject_identified()) return;
  step.Demand(subject_id.empty(), "a hash became a second person");
  subject_id = event.subject_identified().subject_id();
  by_number = event.subject_identified().basis() == keyring::v1::IDENTITY_BASIS_NATIONAL_NUMBER;
}

void NamesakeLife::Next(const keyring::v1::NamesakeEvent& event, const Step& step) {
  if (event.has_namesake_met()) {
    const auto& met = event.namesake_met();
    // Without a number, whoever came first of this name is meant.
    step.Demand(!met.number_stream_id().empty() || number_of.empty(),
                "a name without a number became a second person");
    step.Demand(number_of.try_emplace(met.subject_id(), met.number_stream_id()).second,
                "somebody was met twice under one name");
  } else if (event.has_namesake_number_given()) {
    const auto& given = event.namesake_number_given();
    const auto known = number_of.find(given.subject_id());
    const bool open = known != number_of.end() && known->second.empty();
    step.Demand(open && !given.number_stream_id().empty(),
                "a number was given to nobody of this name, or to somebody who has one");
    number_of[given.subject_id()] = given.number_stream_id();
  }
}

void CaseKeysLife::Next(const CaseKeysEvent& event, const Step& step) {
  for (const keyring::v1::WrappedKey& key : event.data_keys_issued().keys()) {
    step.Demand(key_ids.insert(key.key_id()).second, "a data key was issued twice");
    step.Demand(subjects.insert(key.subject_id()).second, "a subject got a second key in a case");
  }
}

}  // namespace rondetafel::checker
