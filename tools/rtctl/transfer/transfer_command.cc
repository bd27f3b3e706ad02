#include "tools/rtctl/transfer/transfer_command.h"

#include <algorithm>
#include <cstdio>
#include <filesystem>
#include <thread>

#include "shared/base/status.h"
#include "shared/base/text.h"
#include "shared/commit/mac_keys.h"
#include "shared/host/log_source.h"
#include "tools/rtctl/error_text.h"
#include "tools/rtctl/exit_code.h"
#include "tools/rtctl/operate/log_check.h"
#include "tools/rtctl/operate/log_command.h"
#include "tools/rtctl/operate/verify_text.h"
#include "tools/rtctl/progress.h"
#include "tools/rtctl/transfer/key_files.h"
#include "tools/rtctl/transfer/log_export.h"
#include "tools/rtctl/transfer/log_import.h"

namespace rondetafel::rtctl {
namespace {

std::string ExportText(const TransferWanted& wanted, const base::LogId& log_id,
                       const ExportDone& done, bool json) {
  std::int64_t records = 0;
  for (const auto& [source, partition] : done.partitions) records += partition.records;
  std::string keys;
  for (const base::KeyId& key : done.mac_keys) {
    keys += base::Cat(keys.empty() ? "" : ", ", json ? "\"" : "", key.ToString(), json ? "\"" : "");
  }
  if (json) {
    return base::Cat(
        "{\"log\":\"", log_id.ToString(), "\",\"records\":", records, ",\"bytes\":", done.bytes,
        ",\"with_keys\":", wanted.with_keys ? "true" : "false", ",\"mac_keys\":[", keys, "]}\n");
  }
  std::string text = base::Cat("log ", log_id.ToString(), ": ", records, " records of ",
                               done.partitions.size(), " partitions in ", done.bytes, " bytes\n");
  if (wanted.with_keys) {
    return text + "The key files are in it: whoever has this file can read every sealed field.\n";
  }
  return text + base::Cat("Not in it, and needed with it: mac.keys (keys ", keys,
                          ") and keyring.toml of ", KeysDirOf(wanted.place),
                          ".\nLet them travel apart from the file.\n");
}

absl::Status Export(const TransferWanted& wanted, bool json) {
  RT_ASSIGN_OR_RETURN(const auto log, OpenPlace(wanted.place));
  std::vector<KeyFileCopy> keys;
  if (wanted.with_keys) {
    RT_ASSIGN_OR_RETURN(keys, ReadKeyFilesOf(wanted.place));
  }
  Progress bar("records");
  const auto done =
      ExportLog(*log, host::SuiteTopics(), wanted.file, keys,
                [&bar](std::size_t so_far, std::size_t all) { bar.Show(so_far, all); });
  bar.End();
  RT_RETURN_IF_ERROR(done.status());
  std::fputs(ExportText(wanted, log->log_id(), *done, json).c_str(), stdout);
  return absl::OkStatus();
}

absl::StatusOr<ExportContent> ReadWhole(const TransferWanted& wanted) {
  Progress bar("bytes of the file");
  const auto content =
      ReadExport(wanted.file, [&bar](std::size_t done, std::size_t all) { bar.Show(done, all); });
  bar.End();
  RT_RETURN_IF_ERROR(content.status());
  if (content->topics != host::SuiteTopics()) {
    return absl::FailedPreconditionError(
        base::Cat(wanted.file, " holds other topics than this suite has"));
  }
  if (wanted.partitions != 0 && wanted.partitions != content->origin.partition_count) {
    return absl::FailedPreconditionError(
        base::Cat(wanted.file, " holds a log of ", content->origin.partition_count,
                  " partitions a topic, not of ", wanted.partitions,
                  "; the number is fixed for the life of a log and of its copies"));
  }
  return content;
}

// Reads the copy back through the fold rule; that it has the origin's running hash is part of it.
absl::StatusOr<VerifyReport> ReadBack(eventlog::EventLog& log, const commit::MacKeyring& keys) {
  CheckOptions options;
  options.keys = &keys;
  options.threads = std::max(1, static_cast<int>(std::thread::hardware_concurrency()));
  VerifyReport report;
  report.log_id = log.log_id();
  Progress bar("records read back");
  RT_ASSIGN_OR_RETURN(report.partitions,
                      CheckLog(log, host::SuiteTopics(), options,
                               [&bar](std::size_t done, std::size_t of) { bar.Show(done, of); }));
  bar.End();
  for (const PartitionFindings& findings : report.partitions) RT_RETURN_IF_ERROR(findings.unread);
  return report;
}

// DATA_LOSS: a partition of the copy is not what the file has.
absl::Status CompareWithFile(const VerifyReport& report, const ExportContent& content) {
  for (const PartitionFindings& findings : report.partitions) {
    const auto wanted = content.partitions.at(findings.source).records;
    if (findings.fault.empty() && findings.records == wanted) continue;
    return absl::DataLossError(
        base::Cat("the copy of ", findings.source.topic, "/", findings.source.partition, " has ",
                  findings.records, " of ", wanted, " records, ",
                  findings.fault.empty() ? "no fault" : findings.fault, "; throw the copy away"));
  }
  return absl::OkStatus();
}

std::string ImportText(const TransferWanted& wanted, const ExportContent& content,
                       const base::LogId& copy, bool json) {
  if (json) {
    return base::Cat("{\"log_id\":\"", copy.ToString(), "\",\"origin\":\"",
                     content.origin.log_id.ToString(), "\",\"records\":", content.records, "}\n");
  }
  std::string text =
      base::Cat("log ", copy.ToString(), ", a copy of log ", content.origin.log_id.ToString(), ": ",
                content.records, " records, read back with the same running hashes\n");
  if (!std::filesystem::exists(KeysDirOf(wanted.place) + "/keyring.toml")) {
    text += base::Cat("Put the origin's keyring.toml into ", KeysDirOf(wanted.place),
                      " before the suite starts: without it no sealed field opens.\n");
  }
  if (!wanted.place.kafka.empty()) {
    text += base::Cat("Start the services with --log-id ", copy.ToString(), " --log-partitions ",
                      content.origin.partition_count, "\n");
  }
  return text + "The origin must not be written to any more: two logs would go on from one past.\n";
}

absl::Status Import(const TransferWanted& wanted, bool json) {
  RT_ASSIGN_OR_RETURN(const ExportContent content, ReadWhole(wanted));
  RT_RETURN_IF_ERROR(PutKeyFiles(wanted.place, content.key_files));
  RT_ASSIGN_OR_RETURN(const auto keys, commit::ReadKeyFile(MacKeyFileOf(wanted.place)));
  RT_RETURN_IF_ERROR(MakeOwnKeys(wanted.place));
  const base::LogId copy = base::LogId::Random();
  RT_ASSIGN_OR_RETURN(const auto record0, CopyIdentity(content, keys, copy));
  RT_ASSIGN_OR_RETURN(const auto made,
                      NewLog::Begin(wanted.place, {copy, content.origin.partition_count}, record0));
  Progress bar("records");
  const absl::Status filled =
      FillCopy(wanted.file, content, made->log(),
               [&bar](std::size_t done, std::size_t all) { bar.Show(done, all); });
  bar.End();
  RT_RETURN_IF_ERROR(filled);
  RT_ASSIGN_OR_RETURN(const VerifyReport report, ReadBack(made->log(), keys));
  RT_RETURN_IF_ERROR(CompareWithFile(report, content));
  RT_RETURN_IF_ERROR(made->Finish());
  std::fputs(ImportText(wanted, content, copy, json).c_str(), stdout);
  return absl::OkStatus();
}

}  // namespace

void ExportLogTo(Session& session, TransferWanted wanted) {
  wanted.place = WithDataDir(std::move(wanted.place), session);
  session.Finish(InItsOwnWords(Export(wanted, session.json)));
}

void ImportLogFrom(Session& session, TransferWanted wanted) {
  wanted.place = WithDataDir(std::move(wanted.place), session);
  session.Finish(InItsOwnWords(Import(wanted, session.json)));
}

}  // namespace rondetafel::rtctl
