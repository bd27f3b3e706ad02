// Scribe: writes logs by hand for the checker's own tests, honest ones by default and wrong ones by
// one changed field; and a ledger whose events are texts: "+5", "-3", "hired", "left" (of the actor
// in the rest of the text), "breach", "flagged".
#pragma once
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "tests/checker/checker.h"
#include "tests/checker/recorder.h"

namespace rondetafel::checker {

inline Id Named(std::string_view name) { return Derived("scribe", {name}); }

// One record to be: change a field, then Scribe::Write.
struct Draft {
  std::string topic = "account";
  Kind kind = Kind::kCommit;
  Id case_id = Named("case");
  Id stream_id = Named("stream");
  Id command_id = Named("command");
  Id actor = Named("teller");
  std::string method = "Move";
  std::string head;  // empty: the right one
  std::int64_t recorded_us = 0;
  log::v1::CommitBody body;
  log::v1::ControlBody control;
};

class Scribe {
 public:
  Scribe();
  // Writes the record and returns its hash. Keeps the head of its stream when it has events.
  Hash Write(const Draft& draft);
  // A commit of events, each a text.
  Hash Commit(Draft draft, const std::vector<std::string>& events);
  Hash Refuse(Draft draft, const std::string& reason);
  // A reaction of "mirror" to a deposit in "account".
  Hash React(const Hash& upstream, std::int64_t upstream_offset, Draft draft);
  void Tick(const std::string& topic, std::int64_t at_us);
  // Offset of the next record.
  std::int64_t End(const std::string& topic) const;
  Hash Running(const std::string& topic, std::int64_t below) const;

  Findings Check(bool with_domain = true) const;

  Recorder seen;
  std::map<std::string, std::vector<std::string>> logs;
  MacKeys keys;

 private:
  std::map<Id, Hash> heads_;
};

class LedgerDomain : public Domain {
 public:
  bool Understands(std::string_view, const log::v1::CommitBody& body) override;
  void Next(const Commit& commit, const Report& report) override;
  void Reactions(const Commit& commit, std::vector<ReactionDue>* due) override;
  void End(bool settled, const Report& report) override;
  std::int64_t Number(std::string_view topic, const Id& stream) override;

 private:
  std::map<std::pair<std::string, Id>, std::int64_t> balance_;
  std::map<Id, bool> left_;
  int breaches_ = 0;
};

}  // namespace rondetafel::checker
