// Coverage: how often each fault was really met and each branch of the protocol taken. A count that
// stays zero over many histories means that the simulation proves nothing about it, and fails.
#pragma once
#include <array>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

namespace rondetafel::simulation {

enum class Met : std::uint8_t {
  // Faults: the log.
  kDelivered,
  kLandedBeforeAck,
  kAckLost,
  kLost,
  kTimedOut,
  kLandedLate,
  kRefusedByLog,
  kDuplicated,
  kReordered,
  kCutOff,
  kStaleLeader,
  kSlowRead,
  kTruncated,
  kTruncatedBelowReader,
  kRefilled,
  kForeignNoise,
  kForeignCut,
  kForeignBadMac,
  kForeignUnknownKey,
  kForeignBodyChanged,
  kForeignBodyChangedHashed,
  kForeignOtherPartition,
  kForeignRepeated,
  kForeignNewKind,
  // Faults: processes.
  kKilledBetweenTurns,
  kKilledBeforeAppend,
  kKilledAfterAppend,
  kKilledBeforeRead,
  kKilledAfterRead,
  kKilledBeforeCommit,
  kKilledAfterCommit,
  kKilledBeforeFlush,
  kKilledAfterFlush,
  kKilledBeforeAnswer,
  kKilledAfterAnswer,
  kKilledAtEndOffset,
  kKilledAtOpenReader,
  kFellBack,
  kCheckpointRestored,
  kStoppedInOrder,
  kZombieWoke,
  kOldBinaryStarted,
  kUpgraded,
  kUpgradedEmpty,
  kKeyIntroduced,
  kKeyGiven,
  kClockHourAhead,
  kClockHourBack,
  kClockYearAhead,
  kClockYearBack,
  kClockConfirmed,
  // Faults: clients.
  kRepeatedElsewhere,
  kRepeatedWhileOpen,
  kRepeatedAfterAnswer,
  kSentOtherBody,
  kSentOtherActor,
  kSentOtherMethod,
  kSentOtherStream,
  // Fold: what became of a record.
  kFoldAccepted,
  kFoldRefusal,
  kFoldAlreadySo,
  kFoldTick,
  kFoldMalformed,
  kFoldBadBodyHash,
  kFoldBadMac,
  kFoldKeyNotIntroduced,
  kFoldWrongTopic,
  kFoldWrongPartition,
  kFoldStaleHead,
  kFoldDuplicateCommand,
  kFoldMisplacedControl,
  kFoldReordered,
  // Readers that stopped.
  kHaltNotUnderstood,
  kHaltKeyNotHeld,
  kHaltLogEnds,
  kHaltOtherRecord,
  kHaltUnreadable,
  kStartLogTooShort,
  // How a command was answered.
  kAnswerAccepted,
  kAnswerRefused,
  kAnswerRepeated,
  kAnswerUsedForOther,
  kAnswerInUse,
  kAnswerCatchingUp,
  kAnswerHalted,
  kAnswerUnknownFate,
  kAnswerOthersFirst,
  kAnswerDeadline,
  kAnswerLogTakesNone,
  kAnswerQueueFull,
  kAnswerMigrationClosed,
  kAnswerStopping,
  // Sequencer.
  kLostRace,
  kSpeculationDropped,
  // Reactions and timers.
  kOutboxWritten,
  kOutboxKnown,
  kOutboxDeleted,
  kReactionRefused,
  kReactionAlreadySo,
  kReactionOrdinal,
  kReactionBack,
  kTimerFired,
  kTimerRechecked,
  // Clock guard.
  kGuardDeparted,
  kGuardBehind,
  kGuardAhead,
  // Reads.
  kStrongRead,
  kStrongReadFailed,
  kQueryWaited,
  kQueryAnswered,
  kQueryExpired,
  kReportProvisional,
  kReportFinal,
  kMigrationClosed,
};
inline constexpr std::size_t kMets = static_cast<std::size_t>(Met::kMigrationClosed) + 1;

// In words, for the table.
std::string_view ToString(Met met);

class Coverage {
 public:
  void Count(Met met, std::uint64_t times = 1) { counts_[static_cast<std::size_t>(met)] += times; }
  std::uint64_t Of(Met met) const { return counts_[static_cast<std::size_t>(met)]; }
  void Add(const Coverage& other);
  const std::array<std::uint64_t, kMets>& counts() const { return counts_; }

  // The table of a summary, one line each.
  std::string Table() const;
  // What was never met, one line each; empty is good.
  std::string Missing() const;

 private:
  std::array<std::uint64_t, kMets> counts_{};
};

}  // namespace rondetafel::simulation
