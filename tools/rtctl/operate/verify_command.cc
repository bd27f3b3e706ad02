#include "tools/rtctl/operate/verify_command.h"

#include <chrono>
#include <cstdio>
#include <fstream>
#include <optional>
#include <sstream>
#include <thread>

#include "shared/base/status.h"
#include "shared/base/text.h"
#include "shared/commit/mac_keys.h"
#include "shared/host/log_source.h"
#include "tools/rtctl/error_text.h"
#include "tools/rtctl/exit_code.h"
#include "tools/rtctl/json_text.h"
#include "tools/rtctl/operate/log_check.h"
#include "tools/rtctl/operate/log_command.h"
#include "tools/rtctl/operate/verify_text.h"
#include "tools/rtctl/progress.h"

namespace rondetafel::rtctl {
namespace {

absl::StatusOr<std::vector<heads::PublicKey>> SignersOf(const VerifyWanted& wanted) {
  if (wanted.public_key_file.empty()) {
    auto own = heads::ReadSigningKey(SigningKeyFileOf(wanted.place));
    if (absl::IsNotFound(own.status())) {
      return absl::FailedPreconditionError(
          "heads can only be checked with the public key that was kept with them: give "
          "--public-key FILE");
    }
    RT_RETURN_IF_ERROR(own.status());
    return std::vector<heads::PublicKey>{own->public_key()};
  }
  std::ifstream in(wanted.public_key_file);
  std::ostringstream text;
  text << in.rdbuf();
  if (!in) return absl::NotFoundError(base::Cat("cannot read ", wanted.public_key_file));
  auto keys = heads::ParsePublicKeys(text.str());
  if (keys.ok()) return keys;
  return absl::InvalidArgumentError(
      base::Cat(wanted.public_key_file, ": ", std::string(keys.status().message())));
}

absl::StatusOr<std::optional<KeptHeads>> HeadsAt(const std::string& path,
                                                 const VerifyWanted& wanted) {
  if (path.empty()) return std::optional<KeptHeads>();
  RT_ASSIGN_OR_RETURN(const auto signers, SignersOf(wanted));
  RT_ASSIGN_OR_RETURN(KeptHeads kept, ReadKeptHeads(path, signers));
  return std::optional<KeptHeads>(std::move(kept));
}

// A run that is to begin at heads does not quietly begin elsewhere.
absl::Status CheckAnyOf(const base::LogId& log_id, const KeptHeads& from, const std::string& path) {
  for (const auto& [source, heads] : from.by_partition) {
    if (from.Newest(source, log_id) != nullptr) return absl::OkStatus();
  }
  return absl::FailedPreconditionError(
      base::Cat("none of the heads in ", path, " can be begun at: they must be of log ",
                log_id.ToString(), " and signed by the given key",
                from.rejected.empty() ? "" : base::Cat(" (", from.rejected.front(), ")")));
}

// Heads that lie where the suite writes them are looked at without being asked for.
std::string AgainstOf(const VerifyWanted& wanted) {
  if (!wanted.against.empty()) return wanted.against;
  const std::string own = wanted.place.data_dir + "/heads";
  return heads::HoldsHeads(own) ? own : std::string();
}

int ThreadsOf(const VerifyWanted& wanted) {
  if (wanted.threads > 0) return wanted.threads;
  return std::max(1, static_cast<int>(std::thread::hardware_concurrency()));
}

absl::StatusOr<VerifyReport> Check(const VerifyWanted& wanted) {
  RT_ASSIGN_OR_RETURN(const auto log, OpenPlace(wanted.place));
  RT_ASSIGN_OR_RETURN(const auto keys, commit::ReadKeyFile(MacKeyFileOf(wanted.place)));
  VerifyReport report;
  RT_ASSIGN_OR_RETURN(report.against, HeadsAt(AgainstOf(wanted), wanted));
  RT_ASSIGN_OR_RETURN(const auto from, HeadsAt(wanted.from_head, wanted));
  if (from) {
    RT_RETURN_IF_ERROR(CheckAnyOf(log->log_id(), *from, wanted.from_head));
    report.from_rejected = from->rejected;
  }
  CheckOptions options;
  options.keys = &keys;
  options.against = report.against ? &*report.against : nullptr;
  options.from = from ? &*from : nullptr;
  options.listed_max = wanted.list_ignored;
  options.threads = ThreadsOf(wanted);
  report.log_id = log->log_id();
  report.from_heads = from.has_value();
  Progress bar("records");
  const auto began = std::chrono::steady_clock::now();
  RT_ASSIGN_OR_RETURN(report.partitions,
                      CheckLog(*log, host::SuiteTopics(), options,
                               [&bar](std::size_t done, std::size_t of) { bar.Show(done, of); }));
  bar.End();
  report.seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - began).count();
  return report;
}

}  // namespace

void VerifyLog(Session& session, VerifyWanted wanted) {
  wanted.place = WithDataDir(std::move(wanted.place), session);
  const auto report = Check(wanted);
  if (!report.ok()) return session.Fail(InItsOwnWords(report.status()));
  std::fputs((session.json ? VerifyJson(*report) : VerifyText(*report)).c_str(), stdout);
  const VerifyTotals totals = TotalsOf(*report);
  for (const PartitionFindings& findings : report->partitions)
    session.Finish(InItsOwnWords(findings.unread));
  if (totals.faults > 0) {
    session.exit_code = kExitUnequal;
  } else if (wanted.strict && totals.foreign > 0 && session.exit_code == kExitOk) {
    session.exit_code = kExitForeign;
  }
}

}  // namespace rondetafel::rtctl
