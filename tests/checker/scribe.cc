#include "tests/checker/scribe.h"

#include <sodium.h>

namespace rondetafel::checker {
namespace {

const Id kKey = Named("key");
const std::string kLog = ToText(Named("log"));

std::string EightBytes(std::int64_t value) {
  std::string bytes;
  for (int shift = 56; shift >= 0; shift -= 8) {
    bytes += static_cast<char>(static_cast<std::uint64_t>(value) >> shift);
  }
  return bytes;
}

std::string Padded(std::string text, std::size_t size) {
  text.resize(size, '\0');
  return text;
}

}  // namespace

Scribe::Scribe() {
  keys[kKey] = Blake2b256("a test key");
  for (const std::string topic : {"account", "mirror"}) {
    Draft identity;
    identity.topic = topic;
    identity.kind = Kind::kIdentity;
    identity.case_id = identity.stream_id = identity.command_id = identity.actor = Id{};
    identity.method = "";
    identity.control.set_log_id(kLog);
    identity.control.set_partition_count(1);
    identity.control.set_introduced_mac_key_id(ToText(kKey));
    Write(identity);
  }
}

Hash Scribe::Write(const Draft& draft) {
  const bool commit = draft.kind == Kind::kCommit;
  const std::string body =
      commit ? draft.body.SerializeAsString() : draft.control.SerializeAsString();
  const auto head = heads_.find(draft.stream_id);
  std::string bytes("RTF1\x01", 5);
  bytes += static_cast<char>(draft.kind);
  bytes += std::string(2, '\0');
  bytes += Padded(draft.topic, 16);
  for (const Id& id : {draft.case_id, draft.stream_id, draft.command_id, draft.actor}) {
    bytes += View(id);
  }
  bytes += Padded(draft.method, 40);
  bytes += !draft.head.empty() ? draft.head
                               : std::string(View(head == heads_.end() ? Hash{} : head->second));
  bytes += EightBytes(draft.recorded_us);
  bytes += View(Blake2b256(body));
  bytes += View(kKey);
  Hash mac{};
  crypto_generichash(mac.data(), mac.size(), reinterpret_cast<const unsigned char*>(bytes.data()),
                     bytes.size(), keys[kKey].data(), keys[kKey].size());
  bytes += View(mac);
  const Hash hash = Blake2b256(bytes);
  logs[draft.topic].push_back(bytes + body);
  if (commit && draft.body.events().event_size() > 0) heads_[draft.stream_id] = hash;
  return hash;
}

Hash Scribe::Commit(Draft draft, const std::vector<std::string>& events) {
  draft.body.mutable_events();
  for (const std::string& event : events) draft.body.mutable_events()->add_event(event);
  if (draft.body.reply().empty()) draft.body.set_reply("reply");
  return Write(draft);
}

Hash Scribe::Refuse(Draft draft, const std::string& reason) {
  draft.body.mutable_refusal()->set_reason(reason);
  return Write(draft);
}

Hash Scribe::React(const Hash& upstream, std::int64_t upstream_offset, Draft draft) {
  draft.topic = "mirror";
  draft.stream_id = Named("mirror stream");
  draft.method = "Mirror";
  draft.body.mutable_actor()->set_role(type::v1::ROLE_SERVICE);
  log::v1::Cause* cause = draft.body.mutable_cause();
  cause->set_commit_hash(std::string(View(upstream)));
  cause->set_topic("account");
  cause->set_offset(upstream_offset);
  cause->set_name("mirror-deposit");
  if (draft.command_id == Named("command")) {
    draft.command_id = Derived("reaction", {View(upstream), "mirror-deposit", "0"});
  }
  return Commit(draft, {"+5"});
}

void Scribe::Tick(const std::string& topic, std::int64_t at_us) {
  Draft tick;
  tick.topic = topic;
  tick.kind = Kind::kTick;
  tick.case_id = tick.stream_id = tick.command_id = tick.actor = Id{};
  tick.method = "";
  tick.recorded_us = at_us;
  Write(tick);
}

std::int64_t Scribe::End(const std::string& topic) const {
  return static_cast<std::int64_t>(logs.at(topic).size());
}

Hash Scribe::Running(const std::string& topic, std::int64_t below) const {
  Hash running{};
  for (std::int64_t i = 0; i < below; ++i) {
    const std::string& bytes = logs.at(topic)[static_cast<std::size_t>(i)];
    Record record;
    const Shape shape = ReadRecord(bytes, &record);
    running = RunningAfter(running, bytes, shape, record);
  }
  return running;
}

Findings Scribe::Check(bool with_domain) const {
  MemoryRawLog log;
  for (const auto& [topic, records] : logs) log.Add(topic, 0, &records);
  LedgerDomain domain;
  const MemoryObservations observed(&seen.observed());
  History history;
  history.log_id = kLog;
  history.keys = keys;
  history.log = &log;
  history.observed = &observed;
  history.domain = with_domain ? &domain : nullptr;
  return checker::Check(history);
}

bool LedgerDomain::Understands(std::string_view, const log::v1::CommitBody& body) {
  return body.schema_version() <= 1;
}

void LedgerDomain::Next(const Commit& commit, const Report& report) {
  const Id actor = IdOf(commit.record->actor);
  std::int64_t& balance = balance_[{std::string(commit.topic), commit.stream()}];
  if (left_[actor]) report(14, "a commit of somebody who had left");
  for (const std::string& event : commit.body->events().event()) {
    if (event == "left") left_[actor] = true;
    if (event == "breach") ++breaches_;
    if (event == "flagged") --breaches_;
    if (event.front() == '+' || event.front() == '-') balance += std::stoi(event);
    if (balance < 0) report(3, "a negative balance");
  }
}

void LedgerDomain::Reactions(const Commit& commit, std::vector<ReactionDue>* due) {
  if (commit.topic != "account") return;
  int ordinal = 0;
  for (const std::string& event : commit.body->events().event()) {
    if (event.front() != '+') continue;
    due->push_back(
        {"mirror", "mirror-deposit", ordinal++, commit.case_id(), Named("mirror stream")});
  }
}

void LedgerDomain::End(bool settled, const Report& report) {
  if (settled && breaches_ > 0) report(3, "a breach across streams that nobody flagged");
}

std::int64_t LedgerDomain::Number(std::string_view topic, const Id& stream) {
  return balance_[{std::string(topic), stream}];
}

}  // namespace rondetafel::checker
