#include "services/scheduling/domain/obstacles.h"

#include <algorithm>

#include "services/scheduling/domain/client.h"
#include "services/scheduling/domain/people.h"
#include "shared/base/civil_date.h"

namespace rondetafel::scheduling {
namespace {

using v1::ConsultationState;

class Collector {
 public:
  void Add(v1::ObstacleKind kind, std::string person_id = {}, std::string agenda_item_id = {}) {
    v1::Obstacle obstacle = DescribeObstacle(kind);
    obstacle.set_person_id(std::move(person_id));
    obstacle.set_agenda_item_id(std::move(agenda_item_id));
    found_.push_back(std::move(obstacle));
  }
  std::vector<v1::Obstacle> Sorted() && {
    std::stable_sort(found_.begin(), found_.end(),
                     [](const auto& a, const auto& b) { return a.kind() < b.kind(); });
    return std::move(found_);
  }

 private:
  std::vector<v1::Obstacle> found_;
};

void AddYouthObstacles(const ConsultationState& state, const YouthAges& ages, Collector& found) {
  for (const auto& person : state.persons()) {
    if (person.role() != type::v1::PERSON_ROLE_YOUTH) continue;
    if (!ClientAgreed(state, person, ages)) {
      found.Add(v1::OBSTACLE_KIND_CLIENT_AGREEMENT_MISSING, person.person_id());
    }
    // R11 is a principle with a measured degree: a youth taken off the list with a reason is no
    // obstacle.
    if (FindInvitee(state, person.person_id()) == nullptr) {
      found.Add(v1::OBSTACLE_KIND_YOUTH_NOT_INVITED, person.person_id());
    }
  }
}

void AddAgendaObstacles(const ConsultationState& state, Collector& found) {
  bool any = false;
  for (const v1::AgendaItem& item : state.agenda()) {
    if (item.removed()) continue;
    any = true;
    if (!ApprovedForAll(state, item.approvals())) {
      found.Add(v1::OBSTACLE_KIND_AGENDA_NOT_APPROVED, {}, item.agenda_item_id());
    }
  }
  if (!any) found.Add(v1::OBSTACLE_KIND_NO_AGENDA);
}

void AddAgreementObstacle(const ConsultationState& state, const type::v1::PersonInCase& person,
                          const YouthAges& ages, Collector& found) {
  const std::string& id = person.person_id();
  if (Refused(state, id)) {
    found.Add(v1::OBSTACLE_KIND_AGREEMENT_REFUSED, id);
  } else if (!MayTakePart(state, person, ages)) {
    found.Add(Agreed(state, id) ? v1::OBSTACLE_KIND_AGREEMENT_NOT_CONFIRMED
                                : v1::OBSTACLE_KIND_AGREEMENT_MISSING,
              id);
  }
}

void AddInviteeObstacles(const ConsultationState& state, const v1::Invitee& invitee,
                         const YouthAges& ages, Collector& found) {
  const std::string& id = invitee.person_id();
  if (!ApprovalGiven(state, invitee, ages)) {
    found.Add(v1::OBSTACLE_KIND_INVITEE_NOT_APPROVED, id);
  }
  if (invitee.invitation() == v1::INVITATION_CONTENT_UNSPECIFIED) {
    found.Add(v1::OBSTACLE_KIND_INVITATION_NOT_SENT, id);
  }
  AddAgreementObstacle(state, *FindPerson(state, id), ages, found);
  // Who cannot come on the date has no say in the place; who can, has (R48, R182).
  if (!state.has_place() || invitee.reply() == type::v1::ANSWER_NO) return;
  if (invitee.place_answer() == type::v1::ANSWER_UNSPECIFIED) {
    found.Add(v1::OBSTACLE_KIND_PLACE_NOT_ANSWERED, id);
  } else if (invitee.place_answer() == type::v1::ANSWER_NO) {
    found.Add(v1::OBSTACLE_KIND_PLACE_REFUSED, id);
  }
}

bool AttendanceComplete(const ConsultationState& state) {
  const auto& attendance = state.attendance();
  const bool everybody = std::all_of(
      state.invitees().begin(), state.invitees().end(), [&](const v1::Invitee& invitee) {
        return !IsActive(invitee) ||
               std::any_of(attendance.begin(), attendance.end(), [&](const auto& entry) {
                 return entry.person_id() == invitee.person_id();
               });
      });
  const bool reasons =
      std::all_of(attendance.begin(), attendance.end(), [](const v1::Attendance& entry) {
        return entry.presence() != v1::PRESENCE_ABSENT ||
               (entry.absence_reason() != v1::ABSENCE_REASON_UNSPECIFIED &&
                entry.absence_reason() != v1::ABSENCE_REASON_NOT_RECORDED);
      });
  return everybody && reasons && !attendance.empty();
}

bool AgendaApproved(const ConsultationState& state) {
  Collector found;
  AddAgendaObstacles(state, found);
  return std::move(found).Sorted().empty();
}

bool InviteesApproved(const ConsultationState& state, const YouthAges& ages) {
  return !state.invitees().empty() &&
         std::all_of(state.invitees().begin(), state.invitees().end(), [&](const auto& invitee) {
           return !IsActive(invitee) || ApprovalGiven(state, invitee, ages);
         });
}

// Somebody who agreed, took part and withdrew afterwards had agreed at the time (1c).
bool EverybodyPresentAgreed(const ConsultationState& state, const YouthAges& ages) {
  const auto& stopped = state.sharing_stopped_person_ids();
  return std::all_of(state.attendance().begin(), state.attendance().end(), [&](const auto& entry) {
    const type::v1::PersonInCase* person = FindPerson(state, entry.person_id());
    return entry.presence() == v1::PRESENCE_ABSENT ||
           std::find(stopped.begin(), stopped.end(), entry.person_id()) != stopped.end() ||
           (person != nullptr && MayTakePart(state, *person, ages));
  });
}

bool ChecklistAnswered(const ConsultationState& state) {
  const std::vector<v1::ChecklistItem> items = ChecklistOf(state);
  return std::all_of(items.begin(), items.end(), [&](v1::ChecklistItem item) {
    return std::any_of(state.checklist().begin(), state.checklist().end(),
                       [&](const v1::ChecklistAnswer& answer) { return answer.item() == item; });
  });
}

}  // namespace

std::vector<v1::Obstacle> ObstaclesOf(const ConsultationState& state, const YouthAges& ages) {
  Collector found;
  if (state.status() == v1::CONSULTATION_STATUS_CONFIRMED) return {};
  if (!base::IsSet(state.contacted_on())) found.Add(v1::OBSTACLE_KIND_REQUESTER_NOT_CONTACTED);
  AddYouthObstacles(state, ages, found);
  AddAgendaObstacles(state, found);
  for (const v1::Invitee& invitee : state.invitees()) {
    if (IsActive(invitee)) AddInviteeObstacles(state, invitee, ages, found);
  }
  if (!state.has_information_agreement()) {
    found.Add(v1::OBSTACLE_KIND_INFORMATION_AGREEMENT_MISSING);
  }
  if (!state.has_planned_at()) found.Add(v1::OBSTACLE_KIND_NO_MOMENT_CHOSEN);
  if (!state.has_place()) found.Add(v1::OBSTACLE_KIND_NO_PLACE);
  for (const type::v1::PersonInCase* tied : TiedPersons(state)) {
    found.Add(v1::OBSTACLE_KIND_CHAIR_NOT_INDEPENDENT, tied->person_id());
  }
  return std::move(found).Sorted();
}

std::vector<v1::MissingStep> MissingStepsOf(const ConsultationState& state, const YouthAges& ages) {
  std::vector<v1::MissingStep> missing;
  const auto check = [&](bool done, v1::MissingStep step) {
    if (!done) missing.push_back(step);
  };
  check(base::IsSet(state.contacted_on()), v1::MISSING_STEP_REQUESTER_CONTACT);
  check(AgendaApproved(state), v1::MISSING_STEP_APPROVED_AGENDA);
  check(InviteesApproved(state, ages), v1::MISSING_STEP_APPROVED_INVITEES);
  check(state.has_information_agreement(), v1::MISSING_STEP_INFORMATION_AGREEMENT);
  check(EverybodyPresentAgreed(state, ages), v1::MISSING_STEP_AGREEMENTS);
  check(base::IsSet(state.confirmed_on()), v1::MISSING_STEP_CONFIRMATION);
  check(AttendanceComplete(state), v1::MISSING_STEP_ATTENDANCE);
  check(ChecklistAnswered(state), v1::MISSING_STEP_CHECKLIST);
  return missing;
}

std::vector<v1::ChecklistItem> ChecklistOf(const ConsultationState& state) {
  std::vector<v1::ChecklistItem> items = {v1::CHECKLIST_ITEM_INTRODUCTION_ROUND,
                                          v1::CHECKLIST_ITEM_SECRECY_REMINDER};
  if (IndicationPartnersTakePart(state)) {
    items.push_back(v1::CHECKLIST_ITEM_INDICATION_REPORT_COVERED);
  }
  return items;
}

}  // namespace rondetafel::scheduling
