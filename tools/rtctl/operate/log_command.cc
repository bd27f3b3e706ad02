#include "tools/rtctl/operate/log_command.h"

#include <cstdio>
#include <cstdlib>

#include "shared/base/status.h"
#include "shared/base/text.h"
#include "shared/host/log_source.h"
#include "tools/rtctl/error_text.h"
#include "tools/rtctl/json_text.h"

namespace rondetafel::rtctl {
namespace {

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

}  // namespace

LogPlace WithDataDir(LogPlace place, const Session& session) {
  const char* from_environment = std::getenv("RONDETAFEL_DATA_DIR");
  place.data_dir = !session.options.data_dir.empty() ? session.options.data_dir
                   : from_environment != nullptr     ? from_environment
                                                     : "data";
  return place;
}

void CreateLogAt(Session& session, LogPlace place) {
  const auto created = CreateLog(WithDataDir(std::move(place), session));
  if (!created.ok()) return session.Fail(InItsOwnWords(created.status()));
  // The id alone on standard output, so that a script can keep it.
  std::puts(session.json ? base::Cat("{\"log_id\":\"", created->ToString(), "\"}").c_str()
                         : created->ToString().c_str());
}

void ShowLog(Session& session, LogPlace place) {
  session.Finish(InItsOwnWords(Show(WithDataDir(std::move(place), session), session.json)));
}

}  // namespace rondetafel::rtctl
