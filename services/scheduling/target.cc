// Finding the consultation a call is about, and the caller's relation to it.
#include "services/scheduling/domain/guards.h"
#include "services/scheduling/edge/people_edge.h"
#include "services/scheduling/errors.h"
#include "services/scheduling/scheduling_handlers.h"
#include "services/scheduling/views/consultation_views.h"
#include "shared/base/civil_date.h"
#include "shared/base/status.h"

namespace rondetafel::scheduling {
namespace {

// Auditors see every file, in codes only (P-29); whoever moved files in may look at them.
bool SeesEverything(const type::v1::Actor& actor) {
  return actor.role() == type::v1::ROLE_AUDITOR || actor.role() == type::v1::ROLE_MIGRATION;
}

absl::Status Denied() { return SchedulingError(v1::SCHEDULING_REASON_NO_RELATION, "R171"); }

}  // namespace

runtime::StreamKind ConsultationKind() {
  return runtime::MakeStreamKind<Event, State, &ApplyEvent>("consultation");
}

Or<State> SchedulingHandlers::ReadState(const projection::Snapshot& snapshot,
                                        const base::ResourceName& name) const {
  auto state = snapshot.Get<State>(runtime::StateKey("consultation", name.stream_id));
  const auto row = snapshot.Get<v1::ConsultationRow>(RowKey(name.stream_id));
  // The name must be the consultation's own: a right stream under a wrong case is no consultation.
  const bool found = state && row &&
                     row->name() == base::FormatName("consultations", name.case_id, name.stream_id);
  if (!found) return SchedulingError(v1::SCHEDULING_REASON_CONSULTATION_NOT_FOUND, "R40");
  return *std::move(state);
}

Or<SchedulingHandlers::Target> SchedulingHandlers::Open(const rpc::Call& call, Shape shape) {
  if (!shape.ok()) return std::move(shape).ToStatus();
  Target target{shape.name(), {}, {}};
  Or<State> state = ReadState(*runtime_.ReadNow().snapshot, target.name);
  if (!state.ok() || !EverRelated(*state, call.actor)) {
    // This replica may be behind: look again with a strong read before saying no.
    RT_ASSIGN_OR_RETURN(const runtime::ReadView view,
                        runtime_.ReadStrong(target.name.case_id, call.deadline));
    state = ReadState(*view.snapshot, target.name);
  }
  if (!state.ok()) return SeesEverything(call.actor) ? state.status() : Denied();
  if (!EverRelated(*state, call.actor)) return Denied();
  target.state = *std::move(state);
  return target;
}

Or<SchedulingHandlers::Target> SchedulingHandlers::Look(const rpc::Call& call, Shape shape,
                                                        const type::v1::Position& token) {
  if (!shape.ok()) return std::move(shape).ToStatus();
  RT_ASSIGN_OR_RETURN(const runtime::ReadView view, runtime_.Read(token, call.deadline));
  Target target{shape.name(), {}, view.position};
  Or<State> state = ReadState(*view.snapshot, target.name);
  const bool everything = SeesEverything(call.actor);
  if (!state.ok()) return everything ? state.status() : Denied();
  target.state = *std::move(state);
  if (everything) return target;
  if (!EverRelated(target.state, call.actor)) return Denied();
  base::Context context;
  context.actor = call.actor;
  if (Refusal refusal = MayAct(target.state, context)) {
    return SchedulingErrors().ToStatus(rpc::ToRefusal(*refusal));
  }
  return target;
}

Or<YouthAges> SchedulingHandlers::AgesOn(const rpc::Call& call, const Target& target,
                                         const google::type::Date& on) {
  const base::Date day = base::IsSet(on) ? base::FromProto(on) : base::ToBrussels(call.now).date;
  return scheduling::AgesOn(target.state, keyring_, day, call.deadline);
}

}  // namespace rondetafel::scheduling
