// The independent checker of the invariants I1–I14: what must hold of any run, whatever faults it
// had. It reads the raw log, what was observed from outside and a table of domain rules, and shares
// no code with the fold that serves commands (docs/testing.md, "The checker").
//
//   MemoryRawLog log;
//   log.Add("account", 0, &records);
//   MemoryObservations observed(&recorder.observed());
//   AccountDomain domain;                        // fresh for each run
//   Findings findings = Check({.log_id = …, .partition_count = 1, .keys = keys, .log = &log,
//                              .observed = &observed, .domain = &domain});
//   if (!findings.clean()) std::cout << findings.Text();
//
// Deterministic; one thread; memory grows with commands, queries and reactions, not with bodies:
// a few hundred bytes for each command.
#pragma once
#include <absl/status/status.h>

#include <array>
#include <cstdint>
#include <functional>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "rondetafel/log/v1/body.pb.h"
#include "tests/checker/observations.h"
#include "tests/checker/record.h"

namespace rondetafel::checker {

inline constexpr int kInvariants = 14;

// One breach. Says where, in offsets, operations and ids, never with content.
struct Finding {
  int invariant = 0;  // 1–14
  std::string what;
  std::string topic;
  int partition = -1;
  std::int64_t offset = -1;
  std::uint64_t operation = 0;
};

struct Findings {
  std::vector<Finding> all;
  // How many things each invariant was checked on; [0] counts records. Nothing was proven of an
  // invariant whose count is 0.
  std::array<std::uint64_t, kInvariants + 1> checked{};
  std::uint64_t accepted = 0, refused = 0, ignored = 0, control = 0;
  // Partitions in which a record could not be understood, "topic/partition@offset": what lies
  // behind it was not read.
  std::vector<std::string> halted;

  bool clean() const { return all.empty(); }
  std::uint64_t Count(int invariant) const;
  // A line per finding, at most `lines_max`.
  std::string Text(std::size_t lines_max = 100) const;
};

// The raw records, as they lie in the log.
class RawLog {
 public:
  using Visit = std::function<bool(std::int64_t offset, std::string_view record)>;
  virtual ~RawLog() = default;
  // Partitions by topic: topic → how many.
  virtual std::vector<std::string> topics() const = 0;
  // All records from offset 0, in order, until `visit` says false.
  virtual absl::Status Read(const std::string& topic, int partition, const Visit& visit) const = 0;
};

class MemoryRawLog : public RawLog {
 public:
  // `records` outlives the log.
  void Add(std::string topic, int partition, const std::vector<std::string>* records);
  std::vector<std::string> topics() const override;
  absl::Status Read(const std::string& topic, int partition, const Visit& visit) const override;

 private:
  std::map<std::pair<std::string, int>, const std::vector<std::string>*> partitions_;
};

// An accepted commit as the domain sees it. Valid during the call.
struct Commit {
  std::string_view topic;
  int partition = 0;
  std::int64_t offset = 0;
  const Record* record = nullptr;
  const log::v1::CommitBody* body = nullptr;
  std::int64_t effective_us = 0;
  std::int64_t known_us = 0;
  std::int64_t version = 0;  // event commits of the stream, this one included

  Id stream() const { return IdOf(record->stream_id); }
  Id case_id() const { return IdOf(record->case_id); }
};

// A reaction that a commit must have: one commit in `topic` with the derived command id.
struct ReactionDue {
  std::string_view topic;  // of the reacting service
  std::string_view name;
  int ordinal = 0;
  Id case_id{};    // of the target
  Id stream_id{};  // of the target; nil: not checked
};

// What the events of a suite mean: the part of I3, I11 and I14 that is not the log's. Fed with the
// accepted commits of each partition in order; partitions and topics come one after the other in
// any order.
class Domain {
 public:
  using Report = std::function<void(int invariant, std::string what)>;
  virtual ~Domain() = default;
  // False: written by a newer version; the partition ends here.
  virtual bool Understands(std::string_view topic, const log::v1::CommitBody& body) = 0;
  // An accepted commit that has events.
  virtual void Next(const Commit& commit, const Report& report) = 0;
  // The reactions that services must have to it.
  virtual void Reactions(const Commit& commit, std::vector<ReactionDue>* due) = 0;
  // All was read. `settled`: every reaction was given time, so cross-stream breaches must be
  // flagged.
  virtual void End(bool settled, const Report& report) = 0;
  // The number a query on the stream shows after what was fed so far (Shown.number).
  virtual std::int64_t Number(std::string_view topic, const Id& stream) = 0;
};

struct History {
  std::string log_id;  // UUID text
  int partition_count = 1;
  MacKeys keys;
  const RawLog* log = nullptr;
  const Observations* observed = nullptr;
  Domain* domain = nullptr;
};

Findings Check(const History& history);

}  // namespace rondetafel::checker
