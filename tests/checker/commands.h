// I1, I2, I6 and I8: what clients were told against what the log says.
#pragma once
#include <absl/container/flat_hash_map.h>
#include <absl/container/inlined_vector.h>

#include <string>
#include <utility>
#include <vector>

#include "tests/checker/checker.h"
#include "tests/checker/observed.pb.h"
#include "tests/checker/reading.h"
#include "tests/checker/voided.h"

namespace rondetafel::checker {

// Holds a few hundred bytes for each command, whatever was sent and answered: bytes of any length
// are kept as digests, and what recurs as the number of its text.
class Commands {
 public:
  explicit Commands(const Voided* voided) : voided_(voided) {}

  // What was observed, in order; `at` is its place among the observations. Before everything else.
  void Observed(std::size_t at, const v1::Observed& seen);
  // An accepted commit of a partition, refusals too.
  void Accepted(const Said& said, std::string_view topic, int partition, std::int64_t offset);
  // After all partitions.
  void Judge(Findings* findings) const;
  // A command that was answered OK or refused, and the commit behind it.
  struct Acknowledged {
    std::size_t at = 0;  // place of the answer among the observations
    std::string_view topic;
    int partition = 0;
    std::int64_t offset = 0;
  };
  // In the order of the answers; those without a commit in the log are left out.
  std::vector<Acknowledged> AcknowledgedInOrder() const;

 private:
  // Number of a text, 0 for the empty one.
  using Text = int;
  using Digest = Id;  // of bytes of any length
  // A sending. Nil ids and empty texts: the client did not know.
  struct Sent {
    std::uint64_t operation = 0;
    std::int64_t us = 0;
    std::size_t at = 0;  // place among the observations
    Id case_id{}, stream_id{}, actor{};
    Digest body{};
    Text method = 0;
    bool may_give_up = false;
  };
  struct Answered {
    bool is = false;
    bool refused = false, reply_is_recorded = false;
    int code = 0;
    Text reason = 0;
    std::int64_t us = 0;
    std::size_t at = 0;
    Digest reply{};
    // Of the token: partition and offset, where the topic is the command's own.
    absl::InlinedVector<std::pair<int, std::int64_t>, 1> token;
  };
  // One sending and its answer.
  struct Try {
    Sent sent;
    Answered answered;
  };
  // What the log holds under a command id.
  struct Entry {
    int partition = 0;
    std::int64_t offset = 0;
    Id case_id{}, stream_id{}, actor{};
    Digest reply{};  // of an accepted one
    Text method = 0;
    Text reason = 0;  // of a refused one
    bool refused = false;
    bool has_events = false;
  };
  struct Intent {
    Text topic = 0;
    Id command_id{};
    std::vector<Try> tries;
    std::vector<Entry> entries;
  };
  using Key = std::pair<Text, Id>;

  void TakeSent(std::size_t at, std::int64_t at_us, const v1::Sent& sent);
  void TakeAnswered(std::size_t at, std::int64_t at_us, const v1::Answered& answered);
  Text NumberOf(std::string_view text);
  const std::string& TopicOf(const Intent& intent) const;
  Finding Breach(int invariant, std::string what, const Intent& intent,
                 std::uint64_t operation) const;

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
  static const Entry* EntryOf(const Intent& intent, const Try& one);
  // The second is no repeat of the first: body, actor, method or stream is another.
  static bool OtherCall(const Sent& a, const Sent& b);
  bool Erased(const Id& case_id, std::int64_t before_us) const;
  // The run cut away records that the answer may have been about.
  bool Void(const Intent& intent, const Try& one) const;

  const Voided* voided_;
  std::vector<std::string> texts_ = {""};
  absl::flat_hash_map<std::string, Text> numbers_ = {{"", 0}};
  std::vector<Intent> intents_;
  absl::flat_hash_map<Key, std::size_t> by_command_;
  // Intent and try of an operation.
  absl::flat_hash_map<std::uint64_t, std::pair<std::uint32_t, std::uint32_t>> by_operation_;
  absl::flat_hash_map<Id, std::int64_t> erased_;  // case → since
  struct CalmSpan {
    std::size_t from = 0;  // place among the observations
    std::int64_t to_us = INT64_MAX, within_us = 0;
  };
  std::vector<CalmSpan> calms_;
  bool ended_ = false;
  bool all_repeated_ = false;
};

}  // namespace rondetafel::checker
