#include "tests/checker/places.h"

#include <absl/container/flat_hash_map.h>

#include <algorithm>

namespace rondetafel::checker {
namespace {

Finding At(int invariant, std::string what, const v1::Place& place, std::uint64_t operation = 0) {
  Finding found;
  found.invariant = invariant;
  found.what = std::move(what);
  found.topic = place.topic();
  found.partition = place.partition();
  found.offset = place.offset();
  found.operation = operation;
  return found;
}

const v1::Place* Find(const google::protobuf::RepeatedPtrField<v1::Place>& places,
                      const std::string& topic, int partition) {
  for (const v1::Place& place : places) {
    if (place.topic() == topic && place.partition() == partition) return &place;
  }
  return nullptr;
}

// Places as text that is equal for equal places.
std::string KeyOf(const google::protobuf::RepeatedPtrField<v1::Place>& places) {
  std::vector<std::string> parts;
  for (const v1::Place& place : places) {
    parts.push_back(place.topic() + "/" + std::to_string(place.partition()) + "@" +
                    std::to_string(place.offset()));
  }
  std::sort(parts.begin(), parts.end());
  std::string key;
  for (const std::string& part : parts) key += part + " ";
  return key;
}

}  // namespace

Places::Places(const std::vector<Seen>* all, const Voided* voided, int partition_count)
    : seen_(all), voided_(voided), partition_count_(partition_count) {
  absl::flat_hash_map<std::uint64_t, std::size_t> asked;
  for (std::size_t i = 0; i < all->size(); ++i) {
    const v1::Observed& seen = What(i);
    if (seen.has_asked()) {
      asked[seen.asked().operation()] = i;
    } else if (seen.has_shown() && seen.shown().code() == 0) {
      const auto found = asked.find(seen.shown().operation());
      if (found != asked.end()) ExpectShown(found->second, i);
    } else if (seen.has_dump()) {
      for (const v1::Place& place : seen.dump().positions()) Expect(place, Watch::kRunning, i);
    } else if (seen.has_passed()) {
      Expect(seen.passed().place(), Watch::kRunning, i);
    } else if (seen.has_head_kept()) {
      Expect(seen.head_kept().place(), Watch::kHead, i);
    } else if (seen.has_report() && !seen.report().frozen()) {
      for (const v1::Place& place : seen.report().positions()) Expect(place, Watch::kReport, i);
    }
  }
  for (auto& [place, line] : lines_) {
    std::stable_sort(line.watches.begin(), line.watches.end(),
                     [](const Watch& a, const Watch& b) { return a.offset < b.offset; });
  }
}

void Places::Expect(const v1::Place& place, Watch::Kind kind, std::size_t seen, std::size_t asked) {
  const bool gone =
      voided_->Below(place.topic(), place.partition(), place.offset(), (*seen_)[seen].at);
  if (gone && kind != Watch::kHead) return;
  lines_[{place.topic(), place.partition()}].watches.push_back(
      {place.offset(), kind, &place, seen, asked});
}

void Places::ExpectShown(std::size_t asked, std::size_t seen) {
  queries_.emplace_back(asked, seen);
  const v1::Asked& question = What(asked).asked();
  const v1::Shown& shown = What(seen).shown();
  if (question.stream_id().empty() || question.case_id().empty()) return;
  if (!shown.has_version() && !shown.has_number()) return;
  const v1::Place* own = Find(shown.positions(), question.topic(),
                              PartitionOfCase(question.case_id(), partition_count_));
  if (own != nullptr) Expect(*own, Watch::kContent, seen, asked);
}

void Places::At(const PartitionReading& reading, const std::string& topic, int partition,
                Domain* domain, Findings* findings) {
  const auto found = lines_.find({topic, partition});
  if (found == lines_.end()) return;
  Line& line = found->second;
  while (line.next < line.watches.size() && line.watches[line.next].offset <= reading.next()) {
    Compare(line.watches[line.next++], reading, domain, findings);
  }
}

void Places::Compare(const Watch& watch, const PartitionReading& reading, Domain* domain,
                     Findings* findings) {
  if (watch.offset < 0) {
    findings->all.push_back(checker::At(7, "no such place", *watch.place));
    return;
  }
  switch (watch.kind) {
    case Watch::kRunning:
      if (watch.place->running_hash().empty()) return;
      ++findings->checked[7];
      if (watch.place->running_hash() == View(reading.running())) return;
      findings->all.push_back(
          checker::At(7,
                      "a reader's running hash is not that of the log: it skipped or saw "
                      "something else",
                      *watch.place));
      return;
    case Watch::kHead:
      if (watch.place->running_hash() != View(reading.running())) {
        heads_differ_.push_back(watch.seen);
      }
      return;
    case Watch::kContent:
      return CompareContent(watch, reading, domain, findings);
    case Watch::kReport: {
      const v1::Report& report = What(watch.seen).report();
      ++findings->checked[12];
      if (reading.effective_us() > report.known_on_us()) return;
      findings->all.push_back(
          checker::At(12, "a report as known on a moment was given before that moment had passed",
                      *watch.place));
      return;
    }
  }
}

void Places::CompareContent(const Watch& watch, const PartitionReading& reading, Domain* domain,
                            Findings* findings) {
  const v1::Asked& asked = What(watch.asked).asked();
  const v1::Shown& shown = What(watch.seen).shown();
  const Id stream = IdOf(asked.stream_id());
  ++findings->checked[5];
  if (shown.has_version() && shown.version() != reading.VersionOf(stream)) {
    findings->all.push_back(checker::At(5, "shows another version than the log has at its position",
                                        *watch.place, shown.operation()));
  }
  if (shown.has_number() && domain != nullptr &&
      shown.number() != domain->Number(asked.topic(), stream)) {
    findings->all.push_back(checker::At(5, "shows another content than the log has at its position",
                                        *watch.place, shown.operation()));
  }
}

void Places::End(const std::string& topic, int partition, std::int64_t end, Findings* findings) {
  const auto found = lines_.find({topic, partition});
  if (found == lines_.end()) return;
  Line& line = found->second;
  for (; line.next < line.watches.size(); ++line.next) {
    const Watch& watch = line.watches[line.next];
    if (watch.kind == Watch::kHead) {
      heads_differ_.push_back(watch.seen);
      continue;
    }
    findings->all.push_back(
        checker::At(7, "a reader was beyond the end of the log, which is at " + std::to_string(end),
                    *watch.place));
  }
}

void Places::Judge(const Commands& commands, const Causes& causes, Findings* findings) {
  JudgeTokens(causes, findings);
  JudgeStrong(commands, findings);
  JudgeDumps(findings);
  JudgeReports(findings);
  JudgeReaders(findings);
  JudgeHeads(findings);
}

void Places::JudgeTokens(const Causes& causes, Findings* findings) const {
  for (const auto& [asked_at, shown_at] : queries_) {
    const v1::Asked& asked = What(asked_at).asked();
    const v1::Shown& shown = What(shown_at).shown();
    for (const v1::Place& token : asked.token()) {
      const v1::Place* place = Find(shown.positions(), token.topic(), token.partition());
      if (place == nullptr) continue;  // a topic that service does not fold
      ++findings->checked[5];
      if (place->offset() < token.offset()) {
        findings->all.push_back(
            checker::At(5, "shows less than the token given", token, shown.operation()));
      }
      const v1::Place* own = Find(shown.positions(), asked.topic(), token.partition());
      if (!asked.after_reactions() || own == nullptr ||
          voided_->Below(token.topic(), token.partition(), token.offset(), (*seen_)[shown_at].at)) {
        continue;
      }
      if (causes.HighestEffect(asked.topic(), token) >= own->offset()) {
        findings->all.push_back(checker::At(5, "shows less than the reactions to the token given",
                                            token, shown.operation()));
      }
    }
  }
}

// A strong read shows whatever was acknowledged before it was asked.
void Places::JudgeStrong(const Commands& commands, Findings* findings) const {
  std::map<std::pair<std::string, int>, std::int64_t> acknowledged;
  auto queries = queries_;
  std::erase_if(queries, [this](const auto& query) { return !What(query.first).asked().strong(); });
  if (queries.empty()) return;
  std::sort(queries.begin(), queries.end());
  const std::vector<Commands::Acknowledged> told = commands.AcknowledgedInOrder();
  std::size_t next = 0;
  for (const auto& [asked_at, shown_at] : queries) {
    const v1::Asked& asked = What(asked_at).asked();
    for (; next < told.size() && told[next].at < (*seen_)[asked_at].at; ++next) {
      const std::string topic(told[next].topic);
      if (voided_->Any(topic, told[next].at)) continue;
      auto& highest = acknowledged[{topic, told[next].partition}];
      highest = std::max(highest, told[next].offset + 1);
    }
    const v1::Shown& shown = What(shown_at).shown();
    for (const v1::Place& place : shown.positions()) {
      if (place.topic() != asked.topic()) continue;
      if (!asked.case_id().empty() &&
          place.partition() != PartitionOfCase(asked.case_id(), partition_count_)) {
        continue;
      }
      ++findings->checked[5];
      if (place.offset() >= acknowledged[{place.topic(), place.partition()}]) continue;
      findings->all.push_back(
          checker::At(5, "a strong read does not show what was acknowledged before it", place,
                      shown.operation()));
    }
  }
}

void Places::JudgeDumps(Findings* findings) const {
  std::map<std::string, const v1::Dump*> first;
  for (const Seen& seen : *seen_) {
    if (!seen.what.has_dump()) continue;
    const v1::Dump& dump = seen.what.dump();
    const bool gone =
        std::any_of(dump.positions().begin(), dump.positions().end(), [&](const v1::Place& place) {
          return voided_->Below(place.topic(), place.partition(), place.offset(), seen.at);
        });
    if (gone) continue;
    const auto [found, is_new] = first.try_emplace(
        dump.service() + " " + dump.projection_version() + " " + KeyOf(dump.positions()), &dump);
    if (is_new) continue;
    const bool reordered = dump.origin() == v1::Dump::ORIGIN_REORDERED ||
                           found->second->origin() == v1::Dump::ORIGIN_REORDERED;
    const int invariant = reordered ? 9 : 4;
    ++findings->checked[static_cast<std::size_t>(invariant)];
    if (dump.hash() == found->second->hash()) continue;
    Finding breach;
    breach.invariant = invariant;
    breach.what = "projections of " + dump.service() +
                  " differ at equal positions: " + dump.replica() + " and " +
                  found->second->replica();
    findings->all.push_back(std::move(breach));
  }
}

void Places::JudgeReports(Findings* findings) const {
  std::map<std::pair<std::string, std::int64_t>, const v1::Report*> first;
  for (const Seen& seen : *seen_) {
    if (!seen.what.has_report()) continue;
    const v1::Report& report = seen.what.report();
    if (!report.migration_closed() && !report.frozen()) continue;
    // Told of what the log has lost since.
    if (std::ranges::any_of(report.positions(), [&](const v1::Place& place) {
          return voided_->Below(place.topic(), place.partition(), place.offset(), seen.at);
        })) {
      continue;
    }
    const auto [found, is_new] = first.try_emplace(
        {report.name(), report.frozen() ? INT64_MIN : report.known_on_us()}, &report);
    if (is_new) continue;
    ++findings->checked[12];
    if (report.digest() == found->second->digest()) continue;
    Finding breach;
    breach.invariant = 12;
    breach.what = "the report " + report.name() + " changed after it was final";
    findings->all.push_back(std::move(breach));
  }
}

void Places::JudgeReaders(Findings* findings) const {
  struct Last {
    std::uint64_t life = 0;
    std::int64_t offset = 0;
  };
  std::map<std::string, Last> last;
  for (const Seen& seen : *seen_) {
    if (!seen.what.has_passed()) continue;
    const v1::Passed& passed = seen.what.passed();
    const v1::Place& place = passed.place();
    const auto [found, is_new] = last.try_emplace(
        passed.reader() + " " + place.topic() + "/" + std::to_string(place.partition()),
        Last{passed.life(), place.offset()});
    if (is_new) continue;
    ++findings->checked[7];
    if (found->second.life == passed.life() && place.offset() < found->second.offset) {
      findings->all.push_back(
          checker::At(7, "the reader " + passed.reader() + " went backwards", place));
    }
    found->second = {passed.life(), place.offset()};
  }
}

void Places::JudgeHeads(Findings* findings) const {
  std::vector<std::size_t> heads;
  const auto differs = [this](std::size_t head) {
    return std::find(heads_differ_.begin(), heads_differ_.end(), head) != heads_differ_.end();
  };
  for (std::size_t i = 0; i < seen_->size(); ++i) {
    const v1::Observed& seen = What(i);
    const std::size_t at = (*seen_)[i].at;
    if (seen.has_head_kept()) {
      heads.push_back(i);
      ++findings->checked[10];
      const v1::Place& place = seen.head_kept().place();
      if (differs(i) && !voided_->Below(place.topic(), place.partition(), place.offset(), at)) {
        findings->all.push_back(
            checker::At(10, "the log is not what the head kept of it says", place));
      }
      continue;
    }
    if (!seen.has_verified()) continue;
    ++findings->checked[10];
    // The log as it was then is not here: only what the run says it did to it, and how it ended.
    bool altered = seen.verified().altered_copy();
    for (std::size_t head : heads) {
      const v1::Place& place = What(head).head_kept().place();
      const bool later = voided_->Below(place.topic(), place.partition(), place.offset(), at);
      altered = altered || (differs(head) && !later);
    }
    if (seen.verified().ok() != altered) continue;
    Finding breach;
    breach.invariant = 10;
    breach.what = altered ? "an altered history verified against a kept head"
                          : "an unaltered history did not verify";
    findings->all.push_back(std::move(breach));
  }
}

}  // namespace rondetafel::checker
