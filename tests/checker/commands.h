// I1, I2, I6 and I8: what clients were told against what the log says.
#pragma once
#include <absl/container/flat_hash_map.h>

#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "tests/checker/checker.h"
#include "tests/checker/reading.h"
#include "tests/checker/voided.h"

namespace rondetafel::checker {

class Commands {
 public:
  Commands(const std::vector<v1::Observed>* observed, const Voided* voided);

  // An accepted commit of a partition, refusals too.
  void Accepted(const Said& said, std::string_view topic, int partition, std::int64_t offset);
  // After all partitions.
  void Judge(Findings* findings) const;
  // Where the commit behind an OK answer lies; nothing when the log has none.
  struct Where {
    std::string_view topic;
    int partition = 0;
    std::int64_t offset = 0;
  };
  std::optional<Where> WhereOf(std::uint64_t operation) const;

 private:
  // One sending and its answer.
  struct Try {
    const v1::Sent* sent = nullptr;
    const v1::Answered* answered = nullptr;
    std::int64_t sent_us = 0, answered_us = 0;
    // Places among the observations.
    std::size_t sent_at = 0, answered_at = 0;
  };
  // What the log holds under a command id.
  struct Entry {
    int partition = 0;
    std::int64_t offset = 0;
    Id case_id{}, stream_id{}, actor{};
    std::string method;
    bool refused = false;
    int events = 0;
    std::string reply;   // of an accepted one
    std::string reason;  // of a refused one
  };
  struct Intent {
    std::string topic;
    Id command_id{};
    std::vector<Try> tries;
    std::vector<Entry> entries;
  };
  using Key = std::pair<std::string, Id>;

  void JudgeOk(const Intent& intent, const Try& one, Findings* findings) const;
  void JudgeToken(const Intent& intent, const Try& one, const Entry& entry,
                  Findings* findings) const;
  void JudgeRefused(const Intent& intent, const Try& one, Findings* findings) const;
  void JudgeConflict(const Intent& intent, const Try& one, Findings* findings) const;
  void JudgeNotApplied(const Intent& intent, Findings* findings) const;
  void JudgeReplies(const Intent& intent, Findings* findings) const;
  void JudgeTwice(const Intent& intent, Findings* findings) const;
  void JudgeProgress(const Intent& intent, Findings* findings) const;
  // The entry that a try's answer is about, by case if the client knew it.
  const Entry* EntryOf(const Intent& intent, const Try& one) const;
  bool Erased(std::string_view case_id, std::int64_t before_us) const;
  // The run cut away records that the answer may have been about.
  bool Void(const Intent& intent, const Try& one) const;

  const Voided* voided_;
  std::vector<Intent> intents_;
  absl::flat_hash_map<Key, std::size_t> by_command_;
  absl::flat_hash_map<std::uint64_t, std::pair<std::size_t, std::size_t>> by_operation_;
  absl::flat_hash_map<std::string, std::int64_t> erased_;  // case → since
  struct CalmSpan {
    std::size_t from = 0;  // place among the observations
    std::int64_t to_us = INT64_MAX, within_us = 0;
  };
  std::vector<CalmSpan> calms_;
  bool ended_ = false;
  bool all_repeated_ = false;
};

}  // namespace rondetafel::checker
