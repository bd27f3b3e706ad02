// From a seed to a plan. Each plan draws which kinds of faults it has, and few of them: a history
// with every fault at once mostly tests that nothing works.
#include <array>
#include <vector>

#include "shared/base/check.h"
#include "tests/simulation/random.h"
#include "tests/simulation/workload.h"

namespace rondetafel::simulation {
namespace {

constexpr std::int64_t kMillisecondUs = 1'000;
constexpr std::int64_t kSecondUs = 1'000'000;
constexpr std::int64_t kHourUs = 3600 * kSecondUs;
constexpr std::int64_t kYearUs = 365 * 24 * kHourUs;

// Kinds of faults, and in how many plans of a thousand each is.
enum class Theme : std::uint8_t {
  kAppends,
  kOrder,
  kKills,
  kCheckpoints,
  kZombie,
  kReads,
  kClocks,
  kTruncation,
  kForeign,
  kKeys,
  kBinaries,
  kChanged,
  kSilence,
};
constexpr std::array<int, 13> kThemePerThousand = {550, 400, 400, 120, 200, 200, 120,
                                                   70,  150, 120, 100, 250, 40};

class Maker {
 public:
  Maker(Random random, Plan* plan) : random_(random), plan_(plan) {}

  void Make() {
    for (std::size_t theme = 0; theme < kThemePerThousand.size(); ++theme) {
      themes_.push_back(random_.Chance(kThemePerThousand[theme]));
      if (themes_.back()) active_.push_back(static_cast<Theme>(theme));
    }
    for (const int count : plan_->replicas) replicas_ += count;
    if (Has(Theme::kBinaries)) {
      for (int replica = 0; replica < replicas_; ++replica) {
        if (random_.Chance(600)) plan_->old_binaries.push_back(replica);
      }
    }
    if (Has(Theme::kZombie)) zombie_ = random_.Below(replicas_);
    const auto operations = static_cast<int>(plan_->operations.size());
    const int steps = 8 * operations + random_.Between(10, 60);
    zombie_from_ = random_.Below(steps);
    zombie_to_ = zombie_from_ + random_.Between(20, 80);
    for (step_ = 0; step_ < steps; ++step_) Next(steps);
  }

 private:
  bool Has(Theme theme) const { return themes_[static_cast<std::size_t>(theme)]; }
  bool Zombie(int replica) const {
    return replica == zombie_ && step_ >= zombie_from_ && step_ < zombie_to_;
  }
  int Replica() { return random_.Below(replicas_); }
  int Pick() { return random_.Below(1 << 20); }
  void Put(StepKind kind, int replica, int pick, std::int64_t amount) {
    plan_->steps.push_back({kind, replica, pick, amount});
  }

  void Next(int steps) {
    if (step_ == zombie_from_ + (zombie_to_ - zombie_from_) / 2 && zombie_ >= 0) {
      Put(StepKind::kAdvance, 0, 0, random_.Between(70, 400) * kSecondUs);
    }
    const int what = random_.Below(100);
    if (what < 42) return PutTurn();
    if (what < 64) return PutDelivery();
    if (what < 78) return PutSend(steps);
    if (what < 86) return PutTime();
    if (what < 90) return PutRead();
    PutFault();
  }

  void PutTurn() {
    const int replica = Replica();
    if (Zombie(replica)) return;
    const bool killed = Has(Theme::kKills) && random_.Chance(25);
    Put(StepKind::kTurn, replica, killed ? random_.Between(1, 14) : 0,
        killed ? random_.Below(6) : 0);
    if (killed && random_.Chance(800)) {
      Put(StepKind::kStart, replica, random_.Chance(100) ? random_.Between(1, 5) : 0, 0);
    }
  }

  void PutDelivery() {
    const int pick = Has(Theme::kOrder) ? Pick() : 0;
    if (!Has(Theme::kAppends) || random_.Chance(700)) {
      if (Has(Theme::kOrder) && random_.Chance(400)) {
        return Put(random_.Chance(500) ? StepKind::kLand : StepKind::kAcknowledge, 0, pick, 0);
      }
      return Put(StepKind::kDeliver, 0, pick, 0);
    }
    constexpr std::array<StepKind, 9> kFates = {
        StepKind::kLose,     StepKind::kTimeOut,   StepKind::kTimeOut,
        StepKind::kRefuse,   StepKind::kDuplicate, StepKind::kLandLate,
        StepKind::kLandLate, StepKind::kLoseAck,   StepKind::kLand};
    Put(kFates[static_cast<std::size_t>(random_.Below(9))], 0, pick, 0);
  }

  void PutSend(int steps) {
    const auto operations = static_cast<int>(plan_->operations.size());
    // Operations come one after the other over the steps; some are repeated.
    const int newest = std::min(operations - 1, operations * (step_ + 8) / (steps - steps / 5));
    const bool repeat = random_.Chance(300);
    int index = next_;
    if (repeat || next_ > newest) {
      index = random_.Below(std::max(1, std::min(next_, operations)));
    } else {
      ++next_;
    }
    const bool changed = Has(Theme::kChanged) && random_.Chance(180);
    Put(StepKind::kSend, Pick(), std::min(index, operations - 1),
        changed ? random_.Between(1, kVariations - 1) : 0);
  }

  void PutTime() {
    const int what = random_.Below(100);
    std::int64_t us = random_.Between(1, 50) * kMillisecondUs;
    if (what < 12) us = random_.Between(1, 12) * kSecondUs;
    if (what < 2) us = random_.Between(60, 300) * kSecondUs;
    if (Has(Theme::kSilence) && what == 99) us = random_.Between(20, 60) * kHourUs;
    Put(StepKind::kAdvance, 0, 0, us);
  }

  void PutRead() {
    const int what = random_.Below(10);
    if (what < 4) return Put(StepKind::kQuery, Pick(), Pick(), 0);
    if (what < 8) return Put(StepKind::kStrongRead, Pick(), Pick(), 0);
    if (what < 9) return Put(StepKind::kReport, Replica(), 0, random_.Below(3) * kSecondUs);
    Put(StepKind::kCloseMigration, Replica(), 0, 0);
  }

  // Down processes come up, cut connections are mended, whatever the themes: few plans should wait
  // for the end.
  void PutFault() {
    if (random_.Chance(300)) return Put(StepKind::kStart, Replica(), 0, 0);
    if (random_.Chance(100)) return Put(StepKind::kMend, Replica(), 0, 0);
    if (active_.empty()) return;
    const Theme theme =
        active_[static_cast<std::size_t>(random_.Below(static_cast<int>(active_.size())))];
    switch (theme) {
      case Theme::kAppends:
        return Put(random_.Chance(700) ? StepKind::kLandLate : StepKind::kLoseLate, 0, Pick(), 0);
      case Theme::kOrder:
        return Put(StepKind::kAcknowledge, 0, Pick(), 0);
      case Theme::kKills:
        if (random_.Chance(150)) return Put(StepKind::kStop, Replica(), 0, 0);
        return Put(StepKind::kKill, Replica(), 0, random_.Below(8));
      case Theme::kCheckpoints:
        return Put(StepKind::kRestore, Replica(), 0, random_.Between(1, 60));
      case Theme::kReads:
        return PutReading();
      case Theme::kClocks:
        return PutClock();
      case Theme::kTruncation:
        if (random_.Chance(400)) Put(StepKind::kTruncate, 0, Pick(), random_.Between(1, 6));
        return;
      case Theme::kForeign:
        return Put(StepKind::kForeign, 0, Pick(), random_.Below(kForeignKinds));
      case Theme::kKeys:
        if (random_.Chance(500)) return Put(StepKind::kIntroduceKey, 0, Pick(), 0);
        return Put(StepKind::kGiveKey, Replica(), 0, 0);
      case Theme::kBinaries:
        return Put(StepKind::kUpgrade, Replica(), 0, random_.Below(2));
      case Theme::kZombie:
      case Theme::kChanged:
      case Theme::kSilence:
        return;
    }
  }

  void PutReading() {
    const int what = random_.Below(10);
    if (what < 3) return Put(StepKind::kCut, Replica(), 0, 0);
    if (what < 6) return Put(StepKind::kStale, Replica(), Pick(), random_.Below(4));
    if (what < 8) return Put(StepKind::kSlow, Replica(), 0, random_.Between(1, 3));
    Put(StepKind::kMend, Replica(), 0, 0);
  }

  void PutClock() {
    if (random_.Chance(300)) return Put(StepKind::kConfirm, Replica(), 0, 0);
    const int replica = Replica();
    const std::int64_t us = random_.Chance(500) ? kHourUs : kYearUs;
    Put(StepKind::kJump, replica, 0, random_.Chance(500) ? us : -us);
    // A clock that was wrong already when its process started departs from nothing.
    if (random_.Chance(400)) {
      Put(StepKind::kKill, replica, 0, 0);
      Put(StepKind::kStart, replica, 0, 0);
    }
  }

  Random random_;
  Plan* plan_;
  std::vector<bool> themes_;
  std::vector<Theme> active_;
  int replicas_ = 0;
  int zombie_ = -1;
  int zombie_from_ = 0;
  int zombie_to_ = 0;
  int step_ = 0;
  int next_ = 0;
};

std::vector<const WorkloadKind*>& Kinds() {
  static std::vector<const WorkloadKind*> kinds;
  return kinds;
}

}  // namespace

void RegisterWorkload(const WorkloadKind* kind) { Kinds().push_back(kind); }

const WorkloadKind* FindWorkload(const std::string& name) {
  for (const WorkloadKind* kind : Kinds()) {
    if (kind->name() == name) return kind;
  }
  return nullptr;
}

namespace {

// By a draw below 1000.
std::string WorkloadFor(int draw) {
  const char* name = "account";
  if (draw < kSuitePerThousand) {
    name = "suite";
  } else if (draw < kSuitePerThousand + kKeyringPerThousand) {
    name = "keyring";
  }
  return FindWorkload(name) != nullptr ? name : "account";
}

}  // namespace

Plan MakePlan(const PlanOptions& options) {
  Random random(options.seed);
  Plan plan;
  plan.seed = options.seed;
  plan.workload = options.workload;
  const int draw = random.Below(1000);
  if (plan.workload.empty()) plan.workload = WorkloadFor(draw);
  const WorkloadKind* kind = FindWorkload(plan.workload);
  RT_CHECK(kind != nullptr);
  kind->Shape(random, &plan);
  Maker(random, &plan).Make();
  return plan;
}

}  // namespace rondetafel::simulation
