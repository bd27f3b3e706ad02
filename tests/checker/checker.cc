#include "tests/checker/checker.h"

#include <optional>

#include "tests/checker/causes.h"
#include "tests/checker/commands.h"
#include "tests/checker/places.h"
#include "tests/checker/reading.h"
#include "tests/checker/voided.h"

namespace rondetafel::checker {
namespace {

class WholeCheck {
 public:
  explicit WholeCheck(const History& history)
      : history_(history), commands_(&voided_), causes_(history.domain) {
    rules_.log_id = history.log_id;
    rules_.partition_count = history.partition_count;
    rules_.keys = &history.keys;
    if (history.domain != nullptr) {
      rules_.understands = [domain = history.domain](std::string_view topic,
                                                     const log::v1::CommitBody& body) {
        return domain->Understands(topic, body);
      };
    }
  }

  Findings Run() {
    Gather();
    places_.emplace(&seen_, &voided_, history_.partition_count);
    for (const std::string& topic : history_.log->topics()) {
      for (int partition = 0; partition < history_.partition_count; ++partition) {
        ReadPartition(topic, partition);
      }
    }
    bool settled = false;
    for (const Seen& seen : seen_) {
      if (seen.what.has_ended()) settled = seen.what.ended().reactions_done();
    }
    const bool whole = findings_.halted.empty();
    commands_.Judge(&findings_);
    causes_.Judge(settled && whole, whole && voided_.empty(), &findings_);
    places_->Judge(commands_, causes_, &findings_);
    if (history_.domain != nullptr) {
      history_.domain->End(settled && whole, [this](int invariant, std::string what) {
        Finding found;
        found.invariant = invariant;
        found.what = std::move(what);
        findings_.all.push_back(std::move(found));
      });
    }
    return std::move(findings_);
  }

 private:
  void Gather() {
    std::size_t at = 0;
    history_.observed->Visit([&](const v1::Observed& seen) {
      if (seen.has_log_altered()) voided_.Add(at, seen.log_altered());
      commands_.Observed(at, seen);
      if (!seen.has_sent() && !seen.has_answered()) seen_.push_back({at, seen});
      ++at;
    });
  }

  void ReadPartition(const std::string& topic, int partition) {
    PartitionReading reading(&rules_, topic, partition);
    const absl::Status read =
        history_.log->Read(topic, partition, [&](std::int64_t offset, std::string_view bytes) {
          ++findings_.checked[0];
          if (offset != reading.next()) {
            Report(7, "the log itself has a gap", topic, partition, offset);
            return false;
          }
          places_->At(reading, topic, partition, history_.domain, &findings_);
          reading.Next(bytes, &said_);
          Take(topic, partition, offset);
          return said_.fate != Fate::kHalt;
        });
    if (!read.ok()) {
      Report(1, "the log cannot be read: " + std::string(read.message()), topic, partition,
             reading.next());
    }
    places_->At(reading, topic, partition, history_.domain, &findings_);
    if (reading.halted()) {
      findings_.halted.push_back(topic + "/" + std::to_string(partition) + "@" +
                                 std::to_string(reading.next()));
    } else if (read.ok()) {
      places_->End(topic, partition, reading.next(), &findings_);
    }
  }

  void Take(const std::string& topic, int partition, std::int64_t offset) {
    switch (said_.fate) {
      case Fate::kControl:
        ++findings_.control;
        return;
      case Fate::kIgnored:
        ++findings_.ignored;
        return;
      case Fate::kHalt:
        return;
      case Fate::kAccepted:
        break;
    }
    ++(said_.body.has_refusal() ? findings_.refused : findings_.accepted);
    commands_.Accepted(said_, topic, partition, offset);
    const Commit commit{topic,       partition,          offset,         &said_.record,
                        &said_.body, said_.effective_us, said_.known_us, said_.version};
    causes_.Accepted(commit);
    if (history_.domain == nullptr || said_.body.events().event_size() == 0) return;
    ++findings_.checked[3];
    ++findings_.checked[14];
    history_.domain->Next(commit, [&](int invariant, std::string what) {
      Report(invariant, std::move(what), topic, partition, offset);
    });
  }

  void Report(int invariant, std::string what, const std::string& topic, int partition,
              std::int64_t offset) {
    findings_.all.push_back({invariant, std::move(what), topic, partition, offset, 0});
  }

  const History& history_;
  ReadingRules rules_;
  Voided voided_;
  std::vector<Seen> seen_;  // all that was neither sent nor answered
  Commands commands_;
  std::optional<Places> places_;
  Causes causes_;
  Said said_;
  Findings findings_;
};

}  // namespace

Findings Check(const History& history) { return WholeCheck(history).Run(); }

}  // namespace rondetafel::checker
