#include "tools/rtctl/operate/verify_text.h"

#include <cmath>
#include <set>

#include "shared/base/text.h"
#include "tools/rtctl/json_text.h"

namespace rondetafel::rtctl {
namespace {

std::string NameOf(const eventlog::TopicPartition& of) {
  return base::Cat(of.topic, "/", of.partition);
}

std::string JsonQuoted(std::string_view text) {
  std::string out = "\"";
  for (const char c : text) {
    if (c == '"' || c == '\\') out += '\\';
    out += static_cast<unsigned char>(c) < ' ' ? ' ' : c;
  }
  return out + "\"";
}

// Heads were given, and not one of them is of this log.
bool NoHeadBelongs(const VerifyReport& report) {
  if (report.from_heads) return false;  // those below where it began were not compared
  if (!report.against || report.against->files == 0) return report.against.has_value();
  for (const PartitionFindings& findings : report.partitions) {
    if (findings.heads_fit > 0 || !findings.fault.empty()) return false;
  }
  return true;
}

// Each once: the same folder may be given for both.
std::set<std::string> RejectedHeads(const VerifyReport& report) {
  std::set<std::string> rejected(report.from_rejected.begin(), report.from_rejected.end());
  if (report.against) {
    rejected.insert(report.against->rejected.begin(), report.against->rejected.end());
  }
  return rejected;
}

std::string IgnoredText(const std::map<std::string, std::int64_t>& ignored) {
  std::string text;
  for (const auto& [kind, count] : ignored) {
    text += base::Cat(text.empty() ? "" : ", ", kind, " ", count);
  }
  return text;
}

// "  intake           1234 records       1200 commits         30 control   ignored: stale_head 4"
std::string TopicLine(const std::string& topic, const std::vector<PartitionFindings>& all) {
  std::int64_t records = 0, commits = 0, controls = 0;
  std::map<std::string, std::int64_t> ignored;
  for (const PartitionFindings& findings : all) {
    if (findings.source.topic != topic) continue;
    records += findings.records;
    commits += findings.commits;
    controls += findings.controls;
    for (const auto& [kind, count] : findings.ignored) ignored[kind] += count;
  }
  return base::Cat("  ", PadRight(topic, 12), PadLeft(std::to_string(records), 10), " records ",
                   PadLeft(std::to_string(commits), 10), " commits ",
                   PadLeft(std::to_string(controls), 9), " control",
                   ignored.empty() ? "" : "   ignored: " + IgnoredText(ignored), "\n");
}

std::string TopicLines(const VerifyReport& report) {
  std::string text, last;
  for (const PartitionFindings& findings : report.partitions) {
    if (findings.source.topic == last) continue;
    last = findings.source.topic;
    text += TopicLine(last, report.partitions);
  }
  return text;
}

std::string FaultLines(const VerifyReport& report) {
  std::string text;
  for (const PartitionFindings& findings : report.partitions) {
    for (const IgnoredRecord& ignored : findings.listed) {
      text += base::Cat("  ", PadRight(NameOf(findings.source), 14), "offset ", ignored.offset,
                        " ignored: ", commit::ToString(ignored.why), "\n");
    }
    if (!findings.fault.empty()) {
      text += base::Cat("  FAULT ", NameOf(findings.source), ": ", findings.fault, "\n");
    }
    if (!findings.unread.ok()) {
      text += base::Cat("  UNREAD ", NameOf(findings.source), " from offset ",
                        findings.begin + findings.records, " on\n");
    }
  }
  for (const std::string& rejected : RejectedHeads(report)) {
    text += base::Cat("  FAULT heads ", rejected, "\n");
  }
  if (NoHeadBelongs(report)) text += "  FAULT none of the heads given is of this log\n";
  return text;
}

// What a run from heads on leaves unchecked.
std::string TrustText(const VerifyReport& report) {
  std::int64_t before = 0;
  for (const PartitionFindings& findings : report.partitions) before += findings.begin;
  return base::Cat("Taken on trust: the ", before,
                   " records below the heads it began at; and of streams and cases begun there, "
                   "the first commit\nread of each stream (was it on the head?) and whether a "
                   "command was known before. Counts are of what was read.\n");
}

std::string VerdictText(const VerifyTotals& totals) {
  if (totals.faults == 0 && totals.unread == 0) {
    return "offsets dense, hashes, MACs and chains as they should be";
  }
  return base::Cat(totals.faults, " faults",
                   totals.unread == 0
                       ? ""
                       : base::Cat(", ", totals.unread, " partitions not read to their end"));
}

std::string HeadsText(const VerifyReport& report, const VerifyTotals& totals) {
  if (!report.against) {
    return "No heads were given: somebody who holds the MAC keys can have written all of this "
           "anew (--against).\n";
  }
  return base::Cat(totals.heads_fit, " kept heads out of ", report.against->files,
                   " files say what the log says",
                   report.from_heads ? "; those at or below where it began were not compared" : "",
                   ".\n");
}

}  // namespace

VerifyTotals TotalsOf(const VerifyReport& report) {
  VerifyTotals totals;
  for (const PartitionFindings& findings : report.partitions) {
    totals.records += findings.records;
    totals.commits += findings.commits;
    totals.controls += findings.controls;
    for (const auto& [kind, count] : findings.ignored) totals.ignored += count;
    totals.foreign += findings.foreign;
    totals.heads_fit += findings.heads_fit;
    totals.faults += findings.fault.empty() ? 0 : 1;
    totals.unread += findings.unread.ok() ? 0 : 1;
  }
  totals.heads_rejected = static_cast<std::int64_t>(RejectedHeads(report).size());
  totals.faults += totals.heads_rejected + (NoHeadBelongs(report) ? 1 : 0);
  return totals;
}

std::string VerifyText(const VerifyReport& report) {
  const VerifyTotals totals = TotalsOf(report);
  std::string text = TopicLines(report) + FaultLines(report);
  const auto rate = std::llround(static_cast<double>(totals.records) / report.seconds);
  text += base::Cat("log ", report.log_id.ToString(), ": ", totals.records, " records, ",
                    totals.commits, " commits, ", totals.ignored, " ignored, at ", rate,
                    " records/s; ", VerdictText(totals), "\n");
  if (!report.partitions.empty() && report.partitions.front().origin) {
    text += base::Cat("A copy of log ", report.partitions.front().origin->ToString(), "\n");
  }
  if (totals.foreign > 0) {
    text += base::Cat(totals.foreign,
                      " records are not the suite's: damaged or written by somebody else. No "
                      "reader counts them; --list-ignored shows where, --strict makes them an "
                      "error.\n");
  }
  text += HeadsText(report, totals);
  if (report.from_heads) text += TrustText(report);
  return text;
}

std::string VerifyJson(const VerifyReport& report) {
  std::string text;
  for (const PartitionFindings& findings : report.partitions) {
    std::string ignored, listed;
    for (const auto& [kind, count] : findings.ignored) {
      ignored += base::Cat(ignored.empty() ? "" : ",", "\"", kind, "\":", count);
    }
    for (const IgnoredRecord& one : findings.listed) {
      listed += base::Cat(listed.empty() ? "" : ",", "{\"offset\":", one.offset, ",\"why\":\"",
                          commit::ToString(one.why), "\"}");
    }
    text +=
        base::Cat("{\"topic\":\"", findings.source.topic,
                  "\",\"partition\":", findings.source.partition, ",\"begin\":", findings.begin,
                  ",\"records\":", findings.records, ",\"commits\":", findings.commits,
                  ",\"control\":", findings.controls, ",\"ignored\":{", ignored, "},\"listed\":[",
                  listed, "],\"heads_fit\":", findings.heads_fit, ",\"running_hash\":\"",
                  commit::HashToHex(findings.running), "\",\"fault\":", JsonQuoted(findings.fault),
                  ",\"unread\":", findings.unread.ok() ? "false" : "true", "}\n");
  }
  const VerifyTotals totals = TotalsOf(report);
  std::string rejected;
  for (const std::string& one : RejectedHeads(report)) {
    rejected += base::Cat(rejected.empty() ? "" : ",", JsonQuoted(one));
  }
  return text +
         base::Cat("{\"log\":\"", report.log_id.ToString(), "\",\"records\":", totals.records,
                   ",\"commits\":", totals.commits, ",\"ignored\":", totals.ignored,
                   ",\"foreign\":", totals.foreign, ",\"heads_fit\":", totals.heads_fit,
                   ",\"heads_rejected\":", totals.heads_rejected, ",\"rejected\":[", rejected,
                   "],\"unread\":", totals.unread, ",\"faults\":", totals.faults, "}\n");
}

}  // namespace rondetafel::rtctl
