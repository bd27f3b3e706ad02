#include <utility>

#include "services/statistics/domain/book.h"
#include "services/triage/domain/assessment.h"
#include "services/triage/domain/facilitator.h"
#include "shared/base/civil_date.h"
#include "shared/base/resource_name.h"
#include "tests/simulation/suite/moves.h"
#include "tests/simulation/suite/steps.h"

namespace rondetafel::simulation {
namespace {

using triage::v1::AssessmentEvent;
using triage::v1::AssessmentState;
using triage::v1::FacilitatorEvent;
using triage::v1::FacilitatorState;
struct TriageDomain {
  template <class State, class Command>
  static auto Decide(const State& state, const Command& command, const base::Context& context) {
    return triage::Decide(state, command, context);
  }
  template <class Event, class State>
  static void Apply(const Event& event, State& state) {
    triage::ApplyEvent(event, state);
  }
};
using AssessmentSteps = Steps<AssessmentState, AssessmentEvent, TriageDomain>;
using FacilitatorSteps = Steps<FacilitatorState, FacilitatorEvent, TriageDomain>;

std::string FacilitatorName(std::int64_t which) {
  return base::FormatName("facilitators", FacilitatorStream(which));
}

void Admit(std::int64_t which, const FacilitatorState& chair, AssessmentSteps& steps) {
  const base::Date today = steps.context().today;
  if (triage::IsUndecided(steps.state())) {
    steps.Do(triage::AdmitRequest{today, ""});
  } else if (!steps.state().has_chair() && chair.has_registration()) {
    steps.Do(triage::AppointChair{FacilitatorName(which), chair, today, ""});
  }
}

void Go(SuiteOp op, std::int64_t amount, const FacilitatorState& chair, AssessmentSteps& steps) {
  const base::Date today = steps.context().today;
  if (steps.state().status() == triage::v1::ASSESSMENT_STATUS_UNSPECIFIED) return;
  if (op == SuiteOp::kTriage) {
    Admit(amount, chair, steps);
  } else if (op == SuiteOp::kReject) {
    triage::RejectRequest reject;
    for (const gates::v1::GateResult& gate : steps.state().gates()) {
      if (gate.outcome() == gates::v1::GATE_OUTCOME_FAILED) reject.grounds.push_back(gate.ground());
    }
    if (reject.grounds.empty()) reject.grounds.push_back(gates::v1::GROUND_NO_CLIENT_AGREEMENT);
    reject.decided_on = today;
    steps.Do(reject);
  } else if (op == SuiteOp::kTransfer) {
    const bool home = steps.state().region() == type::v1::REGION_ANTWERPEN;
    steps.Do(triage::TransferRequest{home ? type::v1::REGION_LIMBURG : type::v1::REGION_ANTWERPEN,
                                     today, "moved_house"});
  } else if (op == SuiteOp::kRedirect) {
    steps.Do(triage::RedirectRequest{type::v1::PROCEDURE_MEDIATION, base::ToProto(today), today});
  } else if (op == SuiteOp::kReplaceChair && chair.has_registration()) {
    steps.Do(triage::ReplaceChair{FacilitatorName(amount), chair,
                                  triage::v1::REPLACEMENT_REASON_ILLNESS, today, ""});
  }
}

// A tie of a chair to the organisation of the helper in every case.
triage::v1::FacilitatorTie Tie(std::int64_t amount, const base::Context& context) {
  triage::v1::FacilitatorTie tie;
  tie.mutable_organisation()->set_organisation_id(OrganisationOf(amount));
  tie.set_kind(triage::v1::TIE_KIND_EMPLOYEE);
  *tie.mutable_from() = base::ToProto(context.today);
  return tie;
}

void Go(SuiteOp op, std::int64_t amount, FacilitatorSteps& steps) {
  if (op == SuiteOp::kRegisterChair) {
    triage::RegisterFacilitator chair;
    chair.registered.set_actor_id(ActorOf(ChairOf(amount)).actor_id());
    chair.registered.add_kinds(triage::v1::FACILITATOR_KIND_CHAIR);
    *chair.registered.mutable_trained_on() = base::ToProto(base::Date{2018, 1, 15});
    chair.registered.add_regions(type::v1::REGION_ANTWERPEN);
    steps.Do(chair);
  } else if (op == SuiteOp::kTie) {
    steps.Do(triage::AddFacilitatorTie{Tie(amount, steps.context())});
  } else if (op == SuiteOp::kUntie) {
    steps.Do(triage::EndFacilitatorTie{OrganisationOf(amount), steps.context().today});
  }
}

}  // namespace

Move AssessmentMove(SuiteOp op, std::int64_t amount, FacilitatorState chair) {
  return runtime::DecideWith<AssessmentState, AssessmentEvent>(
      [op, amount, chair = std::move(chair)](const AssessmentState& state,
                                             const base::Context& context) {
        AssessmentSteps steps(state, context);
        Go(op, amount, chair, steps);
        return steps.Take();
      });
}

Move FacilitatorMove(SuiteOp op, std::int64_t amount) {
  return runtime::DecideWith<FacilitatorState, FacilitatorEvent>(
      [op, amount](const FacilitatorState& state, const base::Context& context) {
        FacilitatorSteps steps(state, context);
        Go(op, amount, steps);
        return steps.Take();
      });
}

Move BookMove(std::int64_t amount) {
  return runtime::DecideWith<statistics::v1::FigureBookState, statistics::v1::FigureBookEvent>(
      [amount](const statistics::v1::FigureBookState& state, const base::Context& context) {
        statistics::v1::CoverYearRequest request;
        request.set_year(2020 + static_cast<int>(amount % 5));
        return statistics::Decide(state, request, context);
      });
}

}  // namespace rondetafel::simulation
