// What people do in the suite workload, as decisions on the real domains of the services. A move
// looks at the state and does what comes next ("the chair goes on preparing"), so that whole cases
// come about under any faults; disturbances do one thing whenever they come.
#pragma once
#include <cstdint>
#include <functional>
#include <string>

#include "rondetafel/triage/v1/state.pb.h"
#include "shared/runtime/definition.h"

namespace rondetafel::simulation {

// Operation::kind. What is in brackets is Operation::amount.
enum class SuiteOp : std::uint8_t {
  // The ordinary life of a case.
  kFile,           // a helper files the request
  kRegisterChair,  // (which)
  kTriage,         // the desk admits, then appoints a chair (which)
  kPrepare,        // the chair prepares, confirms, holds the meeting
  kPlan,           // chair and helpers work on the plan
  kFollowUp,       // a follow-up is asked in the plan
  kPublish,        // statistics records a published figure
  // What comes in between.
  kAmend,     // the request gets another helper's organisation (which)
  kSayNo,     // somebody does not agree (who)
  kTakeBack,  // somebody takes a yes back, at intake (who)
  kWithdrawRequest,
  kReject,
  kTransfer,  // to the other region
  kRedirect,
  kReplaceChair,     // (which)
  kTie,              // a chair gets a tie to an organisation (which)
  kUntie,            // and loses it (which)
  kTakeBackAtTable,  // somebody takes a yes back, at scheduling (who)
  kPostpone,
  kNotHeld,
  kEndConsultation,
  kCorrectAttendance,  // (who)
  kClosePlan,
  kMoveEvaluation,  // the evaluation is planned anew (in how many days)
};
inline constexpr int kSuiteOps = static_cast<int>(SuiteOp::kMoveEvaluation) + 1;

// Operation::actor.
enum class Cast : std::uint8_t { kHelper, kDesk, kOtherDesk, kChair, kOtherChair, kStatistician };
inline constexpr int kCast = 6;
type::v1::Actor ActorOf(Cast who);
// The two chairs' actors and register entries.
Cast ChairOf(std::int64_t which);
base::StreamId FacilitatorStream(std::int64_t which);

// Persons of every case, and organisations of the helper.
inline constexpr const char* kPersons[] = {"youth", "mother", "father", "helper"};
inline constexpr int kPersonCount = 4;
std::string OrganisationOf(std::int64_t which);

using Move =
    std::function<runtime::Command::Decided(const runtime::Message&, const base::Context&)>;

Move IntakeMove(SuiteOp op, std::int64_t amount);
// `chair` is the register entry as the desk read it last; not registered: nobody is appointed.
Move AssessmentMove(SuiteOp op, std::int64_t amount, triage::v1::FacilitatorState chair);
Move FacilitatorMove(SuiteOp op, std::int64_t amount);
Move ConsultationMove(SuiteOp op, std::int64_t amount);
Move WorkPlanMove(SuiteOp op, std::int64_t amount);
Move BookMove(std::int64_t amount);

}  // namespace rondetafel::simulation
