#include "services/workplan/errors.h"

namespace rondetafel::workplan {
namespace {

using absl::StatusCode;

rpc::ErrorRow Row(v1::WorkPlanReason reason, StatusCode code, std::string english,
                  std::string dutch) {
  return {v1::WorkPlanReason_Name(reason), code, std::move(english), std::move(dutch)};
}

}  // namespace

const rpc::ErrorTable& WorkPlanErrors() {
  static const auto* const kTable = new rpc::ErrorTable({
      Row(v1::WORK_PLAN_REASON_PLAN_NOT_FOUND, StatusCode::kNotFound,
          "there is no such work plan, or none you have to do with; check the name",
          "Dit werkplan bestaat niet, of u bent er niet bij betrokken. Kijk de naam na."),
      Row(v1::WORK_PLAN_REASON_PLAN_CLOSED, StatusCode::kFailedPrecondition,
          "the work plan is closed; ask for a new consultation if one is needed",
          "Het werkplan is afgesloten. Vraag een nieuw overleg aan als dat nodig is."),
      Row(v1::WORK_PLAN_REASON_NOTHING_DRAFTED, StatusCode::kFailedPrecondition,
          "no plan is drawn up yet; draw up a version first",
          "Er is nog geen plan opgemaakt. Maak eerst een versie op."),
      Row(v1::WORK_PLAN_REASON_UNKNOWN_PERSON, StatusCode::kInvalidArgument,
          "this person is not in the case; use a person id of the work plan",
          "Deze persoon hoort niet bij het dossier. Kies iemand uit het werkplan."),
      Row(v1::WORK_PLAN_REASON_PERSON_WITHDREW, StatusCode::kFailedPrecondition,
          "this person took the agreement back and takes no further part; choose somebody else",
          "Deze persoon heeft het akkoord ingetrokken en doet niet meer mee. Kies iemand anders."),
      Row(v1::WORK_PLAN_REASON_NOT_A_HELPER, StatusCode::kFailedPrecondition,
          "the coordinator must be a helper involved in the case; propose one",
          "De hulpcoördinator moet een betrokken hulpverlener zijn. Stel een hulpverlener voor."),
      Row(v1::WORK_PLAN_REASON_NO_MANDATE_ROUND, StatusCode::kFailedPrecondition,
          "no helper is proposed as coordinator; propose one first",
          "Er is nog geen hulpcoördinator voorgesteld. Stel eerst iemand voor."),
      Row(v1::WORK_PLAN_REASON_NOT_ASKED, StatusCode::kFailedPrecondition,
          "the helper who is proposed gives no mandate; record the answers of the others",
          "De voorgestelde hulpverlener geeft zelf geen mandaat. Noteer de antwoorden van de "
          "anderen."),
      Row(v1::WORK_PLAN_REASON_NOT_DISTRIBUTED, StatusCode::kFailedPrecondition,
          "this person was not given this version; hand it over first",
          "Deze persoon heeft deze versie nog niet gekregen. Bezorg ze eerst."),
      Row(v1::WORK_PLAN_REASON_UNKNOWN_TASK, StatusCode::kInvalidArgument,
          "there is no such task in the current version; use one of its task ids",
          "Deze taak staat niet in de huidige versie. Kies een taak uit het plan."),
      Row(v1::WORK_PLAN_REASON_BEFORE_MEETING, StatusCode::kInvalidArgument,
          "the date lies before the meeting; give the day it happened, from the meeting on",
          "De datum valt voor het overleg. Geef de dag waarop het gebeurde."),
      Row(v1::WORK_PLAN_REASON_UNKNOWN_GOAL, StatusCode::kInvalidArgument,
          "there is no such goal in this version; use one of its goal ids, or leave it out",
          "Dit doel staat niet in deze versie. Kies een doel uit het plan, of laat het weg."),
      Row(v1::WORK_PLAN_REASON_NOT_YOURS, StatusCode::kPermissionDenied,
          "you have nothing to do with this work plan, or no longer; ask the chair or the desk",
          "U bent niet of niet meer bij dit werkplan betrokken. Vraag het aan de voorzitter of het "
          "loket."),
      Row(v1::WORK_PLAN_REASON_OLD_VERSION, StatusCode::kFailedPrecondition,
          "there is a newer version of the plan; answer that one",
          "Er is een nieuwere versie van het plan. Antwoord daarop."),
  });
  return *kTable;
}

absl::Status WorkPlanError(v1::WorkPlanReason reason, std::string_view rule) {
  log::v1::Refusal refusal;
  refusal.set_reason(v1::WorkPlanReason_Name(reason));
  refusal.set_rule(std::string(rule));
  return WorkPlanErrors().ToStatus(refusal);
}

}  // namespace rondetafel::workplan
