#include "tools/rtctl/operate/partition_check.h"

#include <limits>
#include <memory>

#include "shared/base/status.h"
#include "shared/base/text.h"
#include "tools/rtctl/operate/check_index.h"
#include "tools/rtctl/operate/origin_chain.h"

namespace rondetafel::rtctl {
namespace {

using commit::Verdict;

constexpr std::size_t kBatchRecords = 4096;
constexpr std::chrono::milliseconds kWait{500};
// Empty answers in a row before a log that should have more is given up.
constexpr int kEmptyMax = 60;

std::string EndsBefore(eventlog::Offset end, const KeptHead& head) {
  return base::Cat("ends at ", end, ", before ", DescribeHead(head),
                   ": records are missing at its end");
}

// Kept heads held against the walk, lowest position first.
class HeadMatch {
 public:
  // `trusted`: where the walk begins when it begins at a head, else 0. The running hash there is
  // that head's own word.
  HeadMatch(const CheckOptions& options, const eventlog::TopicPartition& of,
            eventlog::Offset trusted)
      : trusted_(trusted) {
    if (options.against == nullptr) return;
    const auto found = options.against->by_partition.find(of);
    if (found != options.against->by_partition.end()) heads_ = &found->second;
  }

  // At every position, before the first record too. `own` is the log's running hash there.
  void At(eventlog::Offset position, const base::LogId& log_id, const commit::Hash& own,
          const OriginChain& origins) {
    if (heads_ == nullptr) return;
    for (; next_ < heads_->size() && (*heads_)[next_].cursor.next <= position; ++next_) {
      const KeptHead& head = (*heads_)[next_];
      if (head.cursor.next < position) continue;  // before where the walk began
      if (head.log_id == log_id) {
        Compare(head, own);
        continue;
      }
      for (const OriginChain::Link& link : origins.links()) {
        if (link.log_id == head.log_id && position <= link.records) Compare(head, link.running);
      }
    }
  }

  // What the heads say once the walk has come to its end.
  std::string Fault(const base::LogId& log_id, eventlog::Offset end,
                    const OriginChain& origins) const {
    if (differs_ != nullptr) {
      return base::Cat("does not fit ", DescribeHead(*differs_), ": a record at ",
                       fits_ == nullptr ? 0 : fits_->cursor.next, " to ", differs_->cursor.next - 1,
                       " is not what it was; ",
                       fits_ == nullptr ? "no earlier head was given"
                                        : base::Cat(DescribeHead(*fits_), " fits"));
    }
    for (std::size_t i = next_; heads_ != nullptr && i < heads_->size(); ++i) {
      const KeptHead& head = (*heads_)[i];
      if (head.log_id != log_id) continue;
      return EndsBefore(end, head);
    }
    return BeyondCopy(origins);
  }
  std::int64_t fit() const { return fit_; }

 private:
  // A head of an origin above what was copied: the copy does not have what the origin had.
  std::string BeyondCopy(const OriginChain& origins) const {
    for (const OriginChain::Link& link : origins.links()) {
      for (std::size_t i = 0; heads_ != nullptr && i < heads_->size(); ++i) {
        const KeptHead& head = (*heads_)[i];
        if (head.log_id != link.log_id || head.cursor.next <= link.records) continue;
        return base::Cat("was copied from log ", link.log_id.ToString(), " up to ", link.records,
                         ", before ", DescribeHead(head),
                         ": records of the origin are missing in the copy");
      }
    }
    return {};
  }

  void Compare(const KeptHead& head, const commit::Hash& running) {
    if (differs_ != nullptr) return;  // one altered record changes every hash after it
    if (head.cursor.running == running) {
      fits_ = &head;
      if (head.cursor.next > trusted_) ++fit_;
    } else {
      differs_ = &head;
    }
  }

  const eventlog::Offset trusted_;
  const std::vector<KeptHead>* heads_ = nullptr;
  std::size_t next_ = 0;
  const KeptHead* fits_ = nullptr;     // the last one that does
  const KeptHead* differs_ = nullptr;  // the first one that does not
  std::int64_t fit_ = 0;
};

class PartitionWalk {
 public:
  PartitionWalk(eventlog::EventLog* log, const eventlog::TopicPartition& source,
                eventlog::Offset end, const CheckOptions& options)
      : log_(*log),
        options_(options),
        end_(end),
        from_(options.from == nullptr ? nullptr : options.from->Newest(source, log_.log_id())),
        heads_(options, source, from_ == nullptr ? 0 : from_->cursor.next) {
    findings_.source = source;
    commit::FoldCursor start;
    if (from_ != nullptr) start = from_->cursor;
    findings_.begin = start.next;
    trusting_ = start.next > 0;
    commit::FoldOptions fold;
    fold.topic = source.topic;
    fold.partition = source.partition;
    fold.partition_count = log_.partition_count();
    fold.log_id = log_.log_id();
    fold.keys = options.keys;
    // What events mean is the services' business: every version will do here.
    fold.schema_version = std::numeric_limits<int>::max();
    fold_ = std::make_unique<commit::PartitionFold>(fold, &index_, std::move(start));
  }

  PartitionFindings Run(std::atomic<std::size_t>* done) {
    if (findings_.begin > end_) {
      findings_.fault = EndsBefore(end_, *from_);
      return std::move(findings_);
    }
    CompareHeads();
    absl::Status read = ReadAll(done);
    if (absl::IsDataLoss(read) || absl::IsOutOfRange(read)) {
      findings_.fault = std::string(read.message());
    } else {
      findings_.unread = std::move(read);
    }
    if (findings_.fault.empty() && findings_.unread.ok()) findings_.fault = UnfinishedCopy();
    if (findings_.fault.empty() && findings_.unread.ok()) {
      findings_.fault = heads_.Fault(log_.log_id(), fold_->cursor().next, origins_);
    }
    findings_.running = fold_->cursor().running;
    findings_.heads_fit = heads_.fit();
    if (!origins_.links().empty()) findings_.origin = origins_.links().front().log_id;
    return std::move(findings_);
  }

 private:
  absl::Status ReadAll(std::atomic<std::size_t>* done) {
    RT_ASSIGN_OR_RETURN(const auto reader, log_.OpenReader({{findings_.source, findings_.begin}}));
    int empty = 0;
    while (fold_->cursor().next < end_ && findings_.fault.empty()) {
      const auto left = static_cast<std::size_t>(end_ - fold_->cursor().next);
      RT_ASSIGN_OR_RETURN(const auto batch, reader->Next(std::min(kBatchRecords, left), kWait));
      if (batch.empty() && ++empty >= kEmptyMax) {
        return absl::UnavailableError(
            base::Cat(findings_.source.topic, "/", findings_.source.partition,
                      ": the log does not hand over offset ", fold_->cursor().next, " in time"));
      }
      if (!batch.empty()) empty = 0;
      for (const eventlog::LogRecord& record : batch) {
        Take(record);
        if (!findings_.fault.empty()) break;
      }
      *done += batch.size();
    }
    return absl::OkStatus();
  }

  std::string UnfinishedCopy() const {
    if (origins_.links().empty() || fold_->cursor().next >= origins_.links().front().records) {
      return {};
    }
    return base::Cat("ends at ", fold_->cursor().next, " of the ", origins_.links().front().records,
                     " records that were copied: the import was not finished");
  }

  void Take(const eventlog::LogRecord& record) {
    const eventlog::Offset expected = fold_->cursor().next;
    if (record.offset != expected) {
      findings_.fault =
          base::Cat("offset ", record.offset, " follows ", expected - 1, ": records are missing");
      return;
    }
    if (trusting_) index_.TrustHeadOf(record.bytes);
    fold_->NextInto(record.offset, record.bytes, &verdict_);
    if (verdict_.kind == Verdict::kHalt) {
      findings_.fault = base::Cat("offset ", record.offset, ": ", commit::ToString(verdict_.why));
      return;
    }
    ++findings_.records;
    if (verdict_.kind == Verdict::kAccepted) ++findings_.commits;
    if (verdict_.kind == Verdict::kControl) ++findings_.controls;
    if (verdict_.kind == Verdict::kIgnored) CountIgnored(record.offset);
    FollowOrigin(record);
    CompareHeads();
  }

  void CountIgnored(eventlog::Offset offset) {
    ++findings_.ignored[std::string(commit::ToString(verdict_.why))];
    if (IsForeign(verdict_.why)) ++findings_.foreign;
    if (findings_.listed.size() < options_.listed_max) {
      findings_.listed.push_back({offset, verdict_.why});
    }
  }

  void FollowOrigin(const eventlog::LogRecord& record) {
    if (record.offset == 0) {
      if (!origins_.Begin(record.bytes)) findings_.fault = "record 0 names an origin that is none";
      return;
    }
    if (origins_.links().empty()) return;
    const bool well_formed = verdict_.record.commit_hash != commit::Hash{};
    origins_.Step(record.bytes, well_formed ? &verdict_.record : nullptr);
    for (const OriginChain::Link& link : origins_.links()) {
      if (link.records == record.offset + 1 && link.running != link.promised) {
        findings_.fault = base::Cat("below offset ", link.records,
                                    " it is not what was copied from log ", link.log_id.ToString());
      }
    }
  }

  void CompareHeads() {
    heads_.At(fold_->cursor().next, log_.log_id(), fold_->cursor().running, origins_);
  }

  eventlog::EventLog& log_;
  const CheckOptions& options_;
  const eventlog::Offset end_;
  const KeptHead* const from_;  // where it begins; nullptr: at the first record
  CheckIndex index_;
  bool trusting_ = false;
  std::unique_ptr<commit::PartitionFold> fold_;
  OriginChain origins_;
  HeadMatch heads_;
  Verdict verdict_;
  PartitionFindings findings_;
};

}  // namespace

bool IsForeign(Verdict::Why why) {
  switch (why) {
    case Verdict::Why::kMalformed:
    case Verdict::Why::kBadBodyHash:
    case Verdict::Why::kBadMac:
    case Verdict::Why::kMacKeyNotIntroduced:
    case Verdict::Why::kWrongTopic:
    case Verdict::Why::kWrongPartition:
    case Verdict::Why::kMisplacedControl:
      return true;
    case Verdict::Why::kNone:
    case Verdict::Why::kStaleHead:
    case Verdict::Why::kDuplicateCommand:
    case Verdict::Why::kNotUnderstood:
    case Verdict::Why::kMacKeyNotHeld:
    case Verdict::Why::kWrongLog:
      break;
  }
  return false;
}

PartitionFindings CheckPartition(eventlog::EventLog& log, const eventlog::TopicPartition& source,
                                 eventlog::Offset end, const CheckOptions& options,
                                 std::atomic<std::size_t>* done) {
  return PartitionWalk(&log, source, end, options).Run(done);
}

}  // namespace rondetafel::rtctl
