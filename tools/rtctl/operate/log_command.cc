#include "tools/rtctl/operate/log_command.h"

#include <cstdio>
#include <cstdlib>

#include "shared/base/status.h"
#include "shared/base/text.h"
#include "shared/commit/mac_keys.h"
#include "shared/host/log_source.h"
#include "tools/rtctl/exit_code.h"
#include "tools/rtctl/json_text.h"
#include "tools/rtctl/operate/log_check.h"
#include "tools/rtctl/progress.h"

namespace rondetafel::rtctl {
namespace {

LogPlace WithDataDir(LogPlace place, const Session& session) {
  const char* from_environment = std::getenv("RONDETAFEL_DATA_DIR");
  place.data_dir = !session.options.data_dir.empty() ? session.options.data_dir
                   : from_environment != nullptr     ? from_environment
                                                     : "data";
  return place;
}

absl::Status Show(const LogPlace& place, bool json) {
  RT_ASSIGN_OR_RETURN(const auto log, OpenPlace(place));
  if (!json) {
    std::puts(base::Cat("log ", log->log_id().ToString(), ", ", log->partition_count(),
                        " partitions a topic")
                  .c_str());
  }
  for (const std::string& topic : host::SuiteTopics()) {
    for (int p = 0; p < log->partition_count(); ++p) {
      RT_ASSIGN_OR_RETURN(const eventlog::Offset end, log->EndOffset({topic, p}));
      const std::string line =
          json ? base::Cat("{\"log\":\"", log->log_id().ToString(), "\",\"topic\":\"", topic,
                           "\",\"partition\":", p, ",\"records\":", end, "}")
               : base::Cat("  ", PadRight(base::Cat(topic, "/", p), 14),
                           PadLeft(std::to_string(end), 10), " records");
      std::puts(line.c_str());
    }
  }
  return absl::OkStatus();
}

std::string IgnoredText(const PartitionFindings& findings) {
  std::string text;
  for (const auto& [kind, count] : findings.ignored)
    text += base::Cat(", ignored ", kind, " ", count);
  return text;
}

std::string IgnoredJson(const PartitionFindings& findings) {
  std::string text;
  for (const auto& [kind, count] : findings.ignored) {
    text += base::Cat(text.empty() ? "" : ",", "\"", kind, "\":", count);
  }
  return text;
}

void Print(const PartitionFindings& findings, bool json) {
  const std::string hash = commit::HashToHex(findings.running);
  const std::string name = base::Cat(findings.source.topic, "/", findings.source.partition);
  if (json) {
    std::puts(base::Cat("{\"topic\":\"", findings.source.topic, "\",\"partition\":",
                        findings.source.partition, ",\"records\":", findings.records,
                        ",\"commits\":", findings.commits, ",\"ignored\":{", IgnoredJson(findings),
                        "},\"running_hash\":\"", hash, "\",\"fault\":\"", findings.fault, "\"}")
                  .c_str());
    return;
  }
  std::puts(base::Cat("  ", PadRight(name, 14), PadLeft(std::to_string(findings.records), 10),
                      " records ", PadLeft(std::to_string(findings.commits), 10), " commits",
                      IgnoredText(findings), "  ", hash.substr(0, 16),
                      findings.fault.empty() ? "" : "\n    FAULT: " + findings.fault)
                .c_str());
}

absl::Status Verify(const LogPlace& place, Session& session) {
  RT_ASSIGN_OR_RETURN(const auto log, OpenPlace(place));
  RT_ASSIGN_OR_RETURN(const auto keys, commit::ReadKeyFile(MacKeyFileOf(place)));
  Progress bar("records");
  RT_ASSIGN_OR_RETURN(const auto all,
                      CheckLog(*log, host::SuiteTopics(), keys,
                               [&bar](std::size_t done, std::size_t of) { bar.Show(done, of); }));
  bar.End();
  std::int64_t records = 0;
  std::uint64_t commits = 0;
  int faults = 0;
  for (const PartitionFindings& findings : all) {
    Print(findings, session.json);
    records += findings.records;
    commits += findings.commits;
    faults += findings.fault.empty() ? 0 : 1;
  }
  if (!session.json) {
    std::puts(base::Cat("log ", log->log_id().ToString(), ": ", records, " records, ", commits,
                        " commits; ",
                        faults == 0 ? "offsets dense, hashes, MACs and chains as they should be"
                                    : base::Cat(faults, " partitions with a fault"))
                  .c_str());
  }
  if (faults > 0) session.exit_code = kExitUnequal;
  return absl::OkStatus();
}

}  // namespace

void CreateLogAt(Session& session, LogPlace place) {
  const auto created = CreateLog(WithDataDir(std::move(place), session));
  if (!created.ok()) return session.Fail(created.status());
  // The id alone on standard output, so that a script can keep it.
  std::puts(session.json ? base::Cat("{\"log_id\":\"", created->ToString(), "\"}").c_str()
                         : created->ToString().c_str());
}

void ShowLog(Session& session, LogPlace place) {
  session.Finish(Show(WithDataDir(std::move(place), session), session.json));
}

void VerifyLog(Session& session, LogPlace place) {
  session.Finish(Verify(WithDataDir(std::move(place), session), session));
}

}  // namespace rondetafel::rtctl
