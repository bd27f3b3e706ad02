#include "services/workplan/domain/people.h"
#include "services/workplan/edge/document.h"
#include "services/workplan/edge/plan_text.h"
#include "services/workplan/errors.h"
#include "services/workplan/views/plan_views.h"
#include "services/workplan/workplan_handlers.h"
#include "shared/base/civil_date.h"
#include "shared/base/status.h"
#include "shared/rpc/page_token.h"
#include "shared/sealing/sealer.h"

namespace rondetafel::workplan {
namespace {

absl::Status NotFound() { return WorkPlanError(v1::WORK_PLAN_REASON_PLAN_NOT_FOUND, "R57"); }

absl::StatusOr<State> ReadState(const projection::Snapshot& snapshot,
                                const base::ResourceName& name) {
  auto state = snapshot.Get<State>(runtime::StateKey("work_plan", name.stream_id));
  const auto row = snapshot.Get<v1::WorkPlanRow>(RowKey(name.stream_id));
  // A right stream under a wrong case is no plan.
  const bool of_case =
      row && row->name() == base::FormatName("workPlans", name.case_id, name.stream_id);
  if (!state || !of_case) return NotFound();
  return *std::move(state);
}

bool MaySee(const State& state, const type::v1::Actor& actor) {
  if (actor.role() == type::v1::ROLE_AUDITOR) return true;
  base::Context context;
  context.actor = actor;
  State open = state;
  open.set_status(v1::WORK_PLAN_STATUS_OPENED);  // a closed plan may still be read
  return !NotOpenFor(open, context);
}

std::int64_t DayOf(const google::type::Date& date) {
  return base::DayNumber(base::FromProto(date));
}

bool Wanted(const v1::WorkPlanRow& row, const v1::ListWorkPlansRequest& request) {
  const bool status = request.status() == v1::WORK_PLAN_STATUS_UNSPECIFIED
                          ? row.status() != v1::WORK_PLAN_STATUS_CLOSED
                          : row.status() == request.status();
  const bool before =
      !request.has_evaluate_before() ||
      (row.has_evaluate_on() && DayOf(row.evaluate_on()) <= DayOf(request.evaluate_before()));
  return status && before;
}

}  // namespace

absl::StatusOr<State> WorkPlanHandlers::FindPlan(const rpc::Call& call,
                                                 const base::ResourceName& name) {
  absl::StatusOr<State> state = ReadState(*runtime_.ReadNow().snapshot, name);
  if (!state.ok()) {
    RT_ASSIGN_OR_RETURN(const runtime::ReadView view,
                        runtime_.ReadStrong(name.case_id, call.deadline));
    state = ReadState(*view.snapshot, name);
  }
  if (state.ok() && !MaySee(*state, call.actor)) return NotFound();
  return state;
}

absl::StatusOr<v1::WorkPlan> WorkPlanHandlers::Show(const rpc::Call& call,
                                                    const base::ResourceName& name,
                                                    const State& state) {
  v1::WorkPlan plan;
  plan.set_name(base::FormatName("workPlans", name.case_id, name.stream_id));
  plan.set_status(state.status());
  plan.set_request_name(state.request_name());
  plan.set_reference(state.reference());
  plan.set_consultation_name(state.consultation_name());
  *plan.mutable_held_at() = state.held_at();
  plan.set_region(state.region());
  plan.set_version(state.plan().version());
  if (!state.mandate().ended()) {
    (state.mandate().mandated() ? plan.mutable_coordinator_person_id()
                                : plan.mutable_candidate_person_id())
        ->assign(state.mandate().person_id());
  }
  if (base::IsSet(state.evaluate_on())) *plan.mutable_evaluate_on() = state.evaluate_on();
  plan.set_reminded(state.reminded());
  for (const v1::Task& task : state.plan().tasks()) {
    if (task.owner_person_id().empty()) plan.add_tasks_without_owner(task.task_id());
  }
  for (const std::string& id : state.follow_up_ids()) {
    plan.add_follow_up_request_names(
        base::FormatName("requests", name.case_id, base::FollowUpRequestOf(name.stream_id, id)));
  }
  RT_RETURN_IF_ERROR(OpenPlan(state, keyring_, call.deadline, &plan));
  for (const v1::Participant& participant : state.participants()) {
    v1::ParticipantView& shown = *plan.add_participants();
    shown.set_person_id(participant.person().person_id());
    shown.set_role(participant.person().role());
    shown.set_present(participant.present());
    shown.set_withdrawn(participant.withdrawn());
    RT_ASSIGN_OR_RETURN(
        *shown.mutable_name(),
        sealing::OpenVia(keyring_, participant.person().name(), kNameField, call.deadline));
    if (const v1::PlanAnswer* answer = FindAnswer(state, shown.person_id())) {
      if (base::IsSet(answer->received_on())) *shown.mutable_received_on() = answer->received_on();
      shown.set_acceptance(answer->acceptance());
    }
    shown.set_mandate(MandateAnswerOf(state.mandate(), shown.person_id()));
  }
  return plan;
}

absl::StatusOr<v1::GetWorkPlanResponse> WorkPlanHandlers::GetWorkPlan(
    const rpc::Call& call, const v1::GetWorkPlanRequest& request) {
  rpc::FieldFaults faults;
  const auto name = CheckName(request.name(), faults);
  if (!faults.empty()) return rpc::InvalidFields(faults.faults());
  RT_ASSIGN_OR_RETURN(const runtime::ReadView view,
                      runtime_.Read(request.position(), call.deadline));
  RT_ASSIGN_OR_RETURN(State state, ReadState(*view.snapshot, *name));
  if (!MaySee(state, call.actor)) return NotFound();
  if (request.has_as_known_on()) {
    const base::Instant t{request.as_known_on().seconds() * 1'000'000 +
                          request.as_known_on().nanos() / 1000};
    RT_ASSIGN_OR_RETURN(
        const auto then,
        runtime::StateAsKnownOn(*view.snapshot, WorkPlanKind(), name->case_id, name->stream_id, t));
    state = static_cast<const State&>(*then);
    if (state.status() == v1::WORK_PLAN_STATUS_UNSPECIFIED) return NotFound();
  }
  v1::GetWorkPlanResponse response;
  RT_ASSIGN_OR_RETURN(*response.mutable_work_plan(), Show(call, *name, state));
  *response.mutable_position() = view.position;
  return response;
}

absl::StatusOr<v1::ListWorkPlansResponse> WorkPlanHandlers::ListWorkPlans(
    const rpc::Call& call, const v1::ListWorkPlansRequest& request) {
  RT_ASSIGN_OR_RETURN(const runtime::ReadView view,
                      runtime_.Read(request.position(), call.deadline));
  type::v1::Region region = request.region();
  const type::v1::Region own = call.actor.region();
  if (own != type::v1::REGION_UNSPECIFIED) {
    if (region != type::v1::REGION_UNSPECIFIED && region != own) {
      return WorkPlanError(v1::WORK_PLAN_REASON_NOT_YOURS, "R171");
    }
    region = own;
  }
  const std::string query =
      rpc::PageQuery("ListWorkPlans", {std::to_string(region), std::to_string(request.status()),
                                       request.evaluate_before().SerializeAsString()});
  RT_ASSIGN_OR_RETURN(const rpc::Page page,
                      rpc::ReadPage(request.page_size(), request.page_token(), query));
  v1::ListWorkPlansResponse response;
  view.snapshot->Scan(
      EvaluationPrefix(region), page.from, [&](std::string_view key, std::string_view) {
        projection::Key::Reader reader(key);
        reader.Number();
        reader.Number();
        const auto row =
            view.snapshot->Get<v1::WorkPlanRow>(RowKey(base::StreamId::FromRaw(reader.Text())));
        if (!row || !Wanted(*row, request)) return true;
        if (response.work_plans_size() == page.size) {
          response.set_next_page_token(rpc::MakePageToken(key, query));
          return false;
        }
        *response.add_work_plans() = *row;
        return true;
      });
  *response.mutable_position() = view.position;
  return response;
}

absl::StatusOr<v1::GetWorkPlanDocumentResponse> WorkPlanHandlers::GetWorkPlanDocument(
    const rpc::Call& call, const v1::GetWorkPlanDocumentRequest& request) {
  rpc::FieldFaults faults;
  const auto name = CheckName(request.name(), faults);
  CheckId("for_person_id", request.for_person_id(), "R60", faults);
  if (!faults.empty()) return rpc::InvalidFields(faults.faults());
  RT_ASSIGN_OR_RETURN(const runtime::ReadView view,
                      runtime_.Read(request.position(), call.deadline));
  RT_ASSIGN_OR_RETURN(const State state, ReadState(*view.snapshot, *name));
  if (!MaySee(state, call.actor)) return NotFound();
  const v1::Participant* participant = FindParticipant(state, request.for_person_id());
  if (participant == nullptr || !AtTheTable(*participant)) {
    return WorkPlanError(v1::WORK_PLAN_REASON_PERSON_WITHDREW, "R60");
  }
  if (!state.has_plan()) return WorkPlanError(v1::WORK_PLAN_REASON_NOTHING_DRAFTED, "R60");
  RT_ASSIGN_OR_RETURN(const v1::WorkPlan plan, Show(call, *name, state));
  v1::GetWorkPlanDocumentResponse response;
  response.set_text(RenderWorkPlan(plan, request.for_person_id()));
  *response.mutable_position() = view.position;
  return response;
}

}  // namespace rondetafel::workplan
