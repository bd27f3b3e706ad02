#include "tests/simulation/suite/suite_workload.h"

#include <algorithm>
#include <array>
#include <map>
#include <utility>

#include "services/intake/definition.h"
#include "services/scheduling/definition.h"
#include "services/statistics/domain/book.h"
#include "services/statistics/domain/report.h"
#include "services/statistics/views/facts_view.h"
#include "services/statistics/wiring.h"
#include "services/triage/definition.h"
#include "services/workplan/wiring.h"
#include "shared/base/check.h"
#include "shared/base/resource_name.h"
#include "shared/base/text.h"
#include "shared/runtime/service_runtime.h"
#include "tests/checker/suite/suite_domain.h"
#include "tests/simulation/suite/moves.h"

namespace rondetafel::simulation {
namespace {

using google::protobuf::Message;

constexpr int kCases = 2;
// A case's first request, and the follow-up that its plan asks for.
constexpr int kSubjects = 2 * kCases;
constexpr int kChairs = 2;
// The first operations of every plan: each case is filed, each chair registered.
constexpr int kFirstChair = kCases;

enum Service : std::size_t { kIntake, kTriage, kScheduling, kWorkplan, kStatistics };

Service ServiceOf(SuiteOp op) {
  switch (op) {
    case SuiteOp::kFile:
    case SuiteOp::kAmend:
    case SuiteOp::kSayNo:
    case SuiteOp::kTakeBack:
    case SuiteOp::kWithdrawRequest:
      return kIntake;
    case SuiteOp::kRegisterChair:
    case SuiteOp::kTriage:
    case SuiteOp::kReject:
    case SuiteOp::kTransfer:
    case SuiteOp::kRedirect:
    case SuiteOp::kReplaceChair:
    case SuiteOp::kTie:
    case SuiteOp::kUntie:
      return kTriage;
    case SuiteOp::kPrepare:
    case SuiteOp::kTakeBackAtTable:
    case SuiteOp::kPostpone:
    case SuiteOp::kNotHeld:
    case SuiteOp::kEndConsultation:
    case SuiteOp::kCorrectAttendance:
      return kScheduling;
    case SuiteOp::kPlan:
    case SuiteOp::kFollowUp:
    case SuiteOp::kClosePlan:
    case SuiteOp::kMoveEvaluation:
      return kWorkplan;
    case SuiteOp::kPublish:
      return kStatistics;
  }
  return kIntake;
}

bool OnRegister(SuiteOp op) {
  return op == SuiteOp::kRegisterChair || op == SuiteOp::kTie || op == SuiteOp::kUntie;
}

// Names are for people who read a trace.
std::string MethodOf(SuiteOp op) { return base::Cat("Move", static_cast<int>(op)); }

// The streams of one request and what comes of it.
struct Streams {
  base::StreamId request, assessment, consultation, plan;
};
Streams StreamsOf(const base::StreamId& request) {
  const base::StreamId consultation = base::ConsultationOf(request);
  return {request, base::AssessmentOf(request), consultation, base::WorkPlanOf(consultation)};
}

class SuiteWorkload final : public Workload {
 public:
  explicit SuiteWorkload(const Plan& plan) : seed_(plan.seed) {
    for (int i = 0; i < kCases; ++i) {
      const auto at = static_cast<std::size_t>(i);
      cases_[at] = base::DeriveCaseId(*base::ActorId::Parse(ActorOf(Cast::kHelper).actor_id()),
                                      CommandIdOf(i));
      const base::StreamId request = base::DeriveStreamId(cases_[at], "request", CommandIdOf(i));
      streams_[2 * at] = StreamsOf(request);
      streams_[2 * at + 1] = streams_[2 * at];
    }
    for (int i = static_cast<int>(plan.operations.size()) - 1; i >= 0; --i) {
      const Operation& operation = plan.operations[static_cast<std::size_t>(i)];
      if (static_cast<SuiteOp>(operation.kind) == SuiteOp::kFollowUp) Follow(operation, i);
    }
  }

  std::vector<std::string> topics() const override {
    return {"intake", "triage", "scheduling", "workplan", "statistics"};
  }
  runtime::ServiceDefinition Define(std::size_t service, bool /*old_binary*/) const override {
    switch (static_cast<Service>(service)) {
      case kIntake:
        return intake::IntakeDefinition();
      case kTriage:
        return triage::TriageDefinition();
      case kScheduling:
        return scheduling::SchedulingDefinition();
      case kWorkplan:
        return workplan::WorkplanDefinition();
      case kStatistics:
        return statistics::StatisticsDefinition();
    }
    return intake::IntakeDefinition();
  }

  std::optional<Request> Prepare(const Operation& operation, int index,
                                 Variation variation) override {
    const auto op = static_cast<SuiteOp>(operation.kind);
    auto who = static_cast<Cast>(operation.actor);
    std::int64_t amount = operation.amount;
    int subject = operation.subject;
    Request request;
    request.service = ServiceOf(op);
    runtime::Command& command = request.command;
    command.method = MethodOf(op);
    switch (variation) {
      case Variation::kSame:
        break;
      case Variation::kOtherBody:
        ++amount;
        break;
      case Variation::kOtherActor:
        who = static_cast<Cast>((operation.actor + 1) % kCast);
        break;
      case Variation::kOtherMethod:
        command.method = "SomethingElse";
        break;
      case Variation::kOtherStream:
        // The same case's other request; a case that is being opened has none.
        if (OnRegister(op) || op == SuiteOp::kFile || op == SuiteOp::kPublish) return std::nullopt;
        if (StreamFor(op, subject, amount) == StreamFor(op, subject ^ 1, amount)) {
          return std::nullopt;
        }
        subject ^= 1;
        break;
    }
    command.command_id = CommandIdOf(index);
    command.actor = ActorOf(who);
    command.fingerprint = base::Cat(operation.kind, '/', amount);
    // The register entry is chosen by the operation: another body is about another chair's tie.
    command.stream_id = StreamFor(op, subject, operation.amount);
    command.case_id = CaseFor(op, subject, command.stream_id);
    command.stream_kind = KindFor(op);
    command.decide = MoveFor(op, amount, index);
    command.reply = [op](const Message& after, const base::Context&) {
      return OnRegister(op) ? after.SerializeAsString() : std::string("done");
    };
    return request;
  }

  // The desk reads the register before it appoints.
  void OnAnswered(const Operation& operation, int /*index*/,
                  const runtime::Outcome& outcome) override {
    if (outcome.refused || !OnRegister(static_cast<SuiteOp>(operation.kind))) return;
    triage::v1::FacilitatorState entry;
    RT_CHECK(entry.ParseFromString(outcome.reply));
    register_[static_cast<std::size_t>(operation.amount % kChairs)] = std::move(entry);
  }

  View Show(const projection::Snapshot& snapshot, const runtime::Command& about) const override {
    View view;
    const absl::Status visited =
        runtime::VisitHistory(snapshot, about.case_id, 0, [&](const auto& entry) {
          commit::RecordFault fault;
          const auto record = commit::ParseRecord(entry.record, &fault);
          if (record && record->envelope.stream_id == about.stream_id) view.version = entry.version;
          return true;
        });
    RT_CHECK(visited.ok());
    view.number = view.version;
    return view;
  }

  std::string Report(std::size_t service, const projection::Snapshot& snapshot,
                     base::Instant t) const override {
    if (service == kStatistics) return Figures(snapshot, t);
    const runtime::ServiceDefinition definition = Define(service, false);
    std::string text;
    for (int subject = 0; subject < kSubjects; ++subject) {
      const auto at = static_cast<std::size_t>(subject);
      const Streams& streams = streams_[at];
      const std::array<base::StreamId, 4> own = {streams.request, streams.assessment,
                                                 streams.consultation, streams.plan};
      const auto known =
          runtime::StateAsKnownOn(snapshot, definition.kinds[0], cases_[at / 2], own[service], t);
      text += known.ok() ? (*known)->SerializeAsString() : std::string(known.status().message());
      text += ';';
    }
    return text;
  }

  std::unique_ptr<checker::Domain> MakeDomain() const override {
    return checker::MakeSuiteDomain();
  }

 private:
  // As a client's: random in form, the same in every run.
  base::CommandId CommandIdOf(int index) const {
    base::IdBytes bytes =
        base::DeriveUuid("simulated command", {std::to_string(seed_), std::to_string(index)});
    bytes[6] = static_cast<std::uint8_t>((bytes[6] & 0x0f) | 0x40);
    return base::CommandId(bytes);
  }

  // The request that this asking opens, by the id that the plan's decision gives it.
  void Follow(const Operation& operation, int index) {
    const auto subject = static_cast<std::size_t>(operation.subject) & ~std::size_t{1};
    base::Context context;
    context.stream_id = streams_[subject].plan;
    context.command_id = CommandIdOf(index);
    streams_[subject + 1] =
        StreamsOf(base::FollowUpRequestOf(streams_[subject].plan, context.NewId("follow_up", 0)));
  }

  base::StreamId StreamFor(SuiteOp op, int subject, std::int64_t amount) const {
    if (OnRegister(op)) return FacilitatorStream(amount);
    if (op == SuiteOp::kPublish) return statistics::FigureBookId();
    const auto at = static_cast<std::size_t>(subject);
    // Asked in the plan of the first meeting; filed once.
    if (op == SuiteOp::kFollowUp) return streams_[at & ~std::size_t{1}].plan;
    if (op == SuiteOp::kFile) return streams_[at & ~std::size_t{1}].request;
    const Streams& streams = streams_[at];
    switch (ServiceOf(op)) {
      case kIntake:
        return streams.request;
      case kTriage:
        return streams.assessment;
      case kScheduling:
        return streams.consultation;
      case kWorkplan:
      case kStatistics:
        break;
    }
    return streams.plan;
  }
  base::CaseId CaseFor(SuiteOp op, int subject, const base::StreamId& stream) const {
    if (OnRegister(op) || op == SuiteOp::kPublish) return base::CaseId(stream.bytes());
    return cases_[static_cast<std::size_t>(subject / 2)];
  }
  static std::string KindFor(SuiteOp op) {
    if (OnRegister(op)) return "facilitator";
    constexpr std::array<std::string_view, 5> kKinds = {"request", "assessment", "consultation",
                                                        "work_plan", "figure_book"};
    return std::string(kKinds[ServiceOf(op)]);
  }
  Move MoveFor(SuiteOp op, std::int64_t amount, int index) {
    if (OnRegister(op)) return FacilitatorMove(op, amount);
    switch (ServiceOf(op)) {
      case kIntake:
        return IntakeMove(op, amount);
      case kTriage:
        return AssessmentMove(op, amount, ChairFor(amount, index));
      case kScheduling:
        return ConsultationMove(op, amount);
      case kWorkplan:
        return WorkPlanMove(op, amount);
      case kStatistics:
        break;
    }
    return BookMove(amount);
  }
  // As read when the command was made: a repeat sends the same.
  triage::v1::FacilitatorState ChairFor(std::int64_t amount, int index) {
    return as_read_.try_emplace(index, register_[static_cast<std::size_t>(amount % kChairs)])
        .first->second;
  }

  static std::string Figures(const projection::Snapshot& snapshot, base::Instant t) {
    const std::vector<statistics::Registration> registrations =
        statistics::LoadRegistrations(snapshot, t);
    const statistics::v1::FigureBookState book;
    statistics::ReportInput input;
    input.registrations = &registrations;
    input.book = &book;
    input.period = {2023, 0};
    std::string text;
    for (const statistics::v1::Figure& figure : statistics::Compute(input)) {
      text += figure.SerializeAsString();
    }
    return text;
  }

  std::uint64_t seed_;
  std::array<base::CaseId, kCases> cases_;
  std::array<Streams, kSubjects> streams_;
  std::array<triage::v1::FacilitatorState, kChairs> register_;
  std::map<int, triage::v1::FacilitatorState> as_read_;
};

Operation Wanted(SuiteOp op, int subject, std::int64_t amount, Cast who) {
  Operation operation;
  operation.kind = static_cast<int>(op);
  operation.subject = subject;
  operation.amount = amount;
  operation.actor = static_cast<int>(who);
  return operation;
}

Operation Disturbance(Random& random, int subject, Cast chair) {
  struct Kind {
    SuiteOp op;
    Cast who;
  };
  const std::array<Kind, 17> kinds = {{{SuiteOp::kAmend, Cast::kHelper},
                                       {SuiteOp::kSayNo, Cast::kHelper},
                                       {SuiteOp::kTakeBack, Cast::kHelper},
                                       {SuiteOp::kWithdrawRequest, Cast::kHelper},
                                       {SuiteOp::kReject, Cast::kDesk},
                                       {SuiteOp::kTransfer, Cast::kDesk},
                                       {SuiteOp::kTransfer, Cast::kOtherDesk},
                                       {SuiteOp::kRedirect, Cast::kDesk},
                                       {SuiteOp::kReplaceChair, Cast::kDesk},
                                       {SuiteOp::kTie, Cast::kDesk},
                                       {SuiteOp::kUntie, Cast::kDesk},
                                       {SuiteOp::kTakeBackAtTable, chair},
                                       {SuiteOp::kPostpone, chair},
                                       {SuiteOp::kNotHeld, chair},
                                       {SuiteOp::kEndConsultation, chair},
                                       {SuiteOp::kCorrectAttendance, chair},
                                       {SuiteOp::kClosePlan, chair}}};
  const Kind& kind = kinds[static_cast<std::size_t>(random.Below(17))];
  const Cast who = random.Chance(150) ? static_cast<Cast>(random.Below(kCast)) : kind.who;
  return Wanted(kind.op, subject, random.Below(kPersonCount), who);
}

// What is due for a request at about this point of the plan, `progress` 0 to 99.
Operation Ordinary(Random& random, int subject, int progress, Cast chair) {
  const int at = progress + random.Between(-12, 12);
  if (at < 15) return Wanted(SuiteOp::kTriage, subject, static_cast<int>(chair), Cast::kDesk);
  if (at < 60) return Wanted(SuiteOp::kPrepare, subject, 0, chair);
  if (at < 80) return Wanted(SuiteOp::kPlan, subject, random.Below(60), chair);
  if (random.Chance(300)) {
    return Wanted(SuiteOp::kMoveEvaluation, subject, random.Below(60), chair);
  }
  return Wanted(random.Chance(250) ? SuiteOp::kFollowUp : SuiteOp::kPlan, subject, random.Below(60),
                chair);
}

// The quiet beginning of a history: one family's case as far as it came before the faults, so that
// they meet every stage of it. Its operations stand at the end of the plan's, because what comes
// first there is sent first.
class Prelude {
 public:
  Prelude(Random& random, Plan* plan, Cast chair) : random_(random), plan_(plan), chair_(chair) {
    for (const int count : plan->replicas) replicas_ += count;
  }

  void Make(int operations) {
    left_ = operations;
    Wait(kStartRounds);
    Send(0);
    Send(kFirstChair + static_cast<int>(chair_) - static_cast<int>(Cast::kChair));
    MeetAndPlan(0);
    Do(SuiteOp::kFollowUp, 0, 0, chair_);
    Wait(kHopRounds);
    Do(SuiteOp::kSayNo, 1, 0, Cast::kDesk);  // a follow-up is asked anew
    MeetAndPlan(1);
  }

 private:
  static constexpr int kStartRounds = 6;
  static constexpr int kRounds = 2;
  static constexpr int kHopRounds = 4;  // for a reaction and what it brings about
  static constexpr int kPreparations = 10;
  static constexpr int kPlanSteps = 6;

  void MeetAndPlan(int subject) {
    Wait(kHopRounds);
    const int which = static_cast<int>(chair_) - static_cast<int>(Cast::kChair);
    for (int i = 0; i < 2; ++i) Do(SuiteOp::kTriage, subject, which, Cast::kDesk);
    Wait(kHopRounds);
    for (int i = 0; i < kPreparations; ++i) Do(SuiteOp::kPrepare, subject, 0, chair_);
    Wait(kHopRounds);
    for (int i = 0; i < kPlanSteps; ++i) {
      Do(SuiteOp::kPlan, subject, random_.Below(60), chair_);
    }
  }
  void Do(SuiteOp op, int subject, std::int64_t amount, Cast who) {
    if (left_ <= 0) return;
    plan_->operations.push_back(Wanted(op, subject, amount, who));
    Send(static_cast<int>(plan_->operations.size()) - 1);
  }
  void Send(int operation) {
    if (left_-- <= 0) return;
    plan_->steps.push_back({StepKind::kSend, random_.Below(replicas_), operation, 0});
    Wait(kRounds);
  }
  void Wait(int rounds) {
    if (left_ <= 0) return;
    for (int round = 0; round < rounds; ++round) {
      plan_->steps.push_back({StepKind::kAdvance, 0, 0, 20'000});
      for (int replica = 0; replica < replicas_; ++replica) {
        plan_->steps.push_back({StepKind::kTurn, replica, 0, 0});
      }
      for (int i = 0; i < 4; ++i) plan_->steps.push_back({StepKind::kDeliver, 0, 0, 0});
    }
  }

  Random& random_;
  Plan* plan_;
  const Cast chair_;
  int replicas_ = 0;
  int left_ = 0;
};

class Kind final : public WorkloadKind {
 public:
  std::string name() const override { return "suite"; }
  void Shape(Random& random, Plan* plan) const override {
    plan->partitions = random.Chance(300) ? 2 : 1;
    plan->replicas.clear();
    for (int service = 0; service < 5; ++service) {
      plan->replicas.push_back(random.Chance(200) ? 2 : 1);
    }
    for (int i = 0; i < kCases; ++i) {
      plan->operations.push_back(Wanted(SuiteOp::kFile, 2 * i, 0, Cast::kHelper));
    }
    for (int i = 0; i < kChairs; ++i) {
      plan->operations.push_back(Wanted(SuiteOp::kRegisterChair, 0, i, Cast::kDesk));
    }
    const Cast chair = ChairOf(random.Below(2));
    const int before = random.Chance(200) ? 0 : random.Between(4, kPreludeMax);
    AddOperations(random, before * 100 / kPreludeMax, chair, plan);
    if (before > 0) Prelude(random, plan, chair).Make(before);
  }
  std::unique_ptr<Workload> Make(const Plan& plan) const override {
    return std::make_unique<SuiteWorkload>(plan);
  }

 private:
  static constexpr int kPreludeMax = 42;

  // What happens under faults, when the first case has come `begin` per cent of its way.
  static void AddOperations(Random& random, int begin, Cast chair, Plan* plan) {
    const int disturbances = random.Chance(700) ? random.Between(50, 400) : 0;
    const int count = random.Between(6, 20);
    for (int i = 0; i < count; ++i) {
      const int progress = begin + i * 40 / count;
      const bool second = progress > 60;  // the follow-up goes the same way
      const int case_of = random.Chance(800) ? 0 : 1;
      const int subject = 2 * case_of + (second && random.Chance(700) ? 1 : 0);
      if (random.Chance(disturbances)) {
        plan->operations.push_back(Disturbance(random, subject, chair));
      } else if (random.Chance(40)) {
        plan->operations.push_back(
            Wanted(SuiteOp::kPublish, 0, random.Below(5), Cast::kStatistician));
      } else {
        const int of_request = second ? (progress - 60) * 2 : progress * 2;
        plan->operations.push_back(Ordinary(random, subject, std::min(99, of_request), chair));
      }
    }
  }
};

}  // namespace

const WorkloadKind* SuiteWorkloadKind() {
  static const Kind kind;
  return &kind;
}

}  // namespace rondetafel::simulation
