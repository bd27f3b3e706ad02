#include "tools/rtctl/operate/checkpoint_restore.h"

#include <cstdio>
#include <cstdlib>

#include "services/rondetafel/definitions.h"
#include "shared/base/status.h"
#include "shared/base/text.h"
#include "shared/host/data_layout.h"
#include "shared/projection/checkpoint.h"
#include "shared/runtime/rebuild.h"
#include "tools/rtctl/error_text.h"
#include "tools/rtctl/operate/service_name.h"

namespace rondetafel::rtctl {
namespace {

absl::Status CheckNotNewer(eventlog::EventLog& log, const std::string& directory,
                           const projection::CheckpointManifest& manifest) {
  for (const projection::CheckpointPosition& position : manifest.positions) {
    RT_ASSIGN_OR_RETURN(const eventlog::Offset end, log.EndOffset(position.source));
    if (position.next > end) {
      return absl::FailedPreconditionError(base::Cat(
          "checkpoint ", directory, " is newer than the log: it stands at offset ", position.next,
          " of ", position.source.topic, "/", position.source.partition, ", which ends at ", end));
    }
  }
  return absl::OkStatus();
}

absl::StatusOr<projection::CheckpointManifest> Restore(const LogPlace& place,
                                                       const std::string& service,
                                                       const std::string& directory) {
  const auto definition = suite::DefinitionOf(service);
  if (!definition) return absl::InvalidArgumentError("name the service");
  RT_ASSIGN_OR_RETURN(auto manifest, projection::ReadManifest(directory));
  const host::DataLayout layout{place.data_dir};
  RT_ASSIGN_OR_RETURN(const auto log, OpenPlace(place));
  RT_ASSIGN_OR_RETURN(const auto lock, host::LockDataDir(layout));
  const auto into =
      runtime::StoreOptionsFor(*definition, log->log_id(), layout.service_dir(service));
  RT_RETURN_IF_ERROR(projection::CheckWhose(directory, manifest, into));
  RT_RETURN_IF_ERROR(CheckNotNewer(*log, directory, manifest));
  RT_RETURN_IF_ERROR(host::ClaimDataDir(layout, {log->log_id(), log->partition_count()}));
  RT_RETURN_IF_ERROR(projection::RestoreCheckpoint(directory, into));
  return manifest;
}

std::string DataDirOf(const Session& session) {
  const char* from_environment = std::getenv("RONDETAFEL_DATA_DIR");
  if (!session.options.data_dir.empty()) return session.options.data_dir;
  return from_environment != nullptr ? from_environment : "data";
}

}  // namespace

void RestoreCheckpointInto(Session& session, LogPlace place, const std::string& service,
                           const std::string& directory) {
  if (!CheckServiceName(session, service)) return;
  place.data_dir = DataDirOf(session);
  const auto restored = Restore(place, service, directory);
  if (!restored.ok()) return session.Fail(InItsOwnWords(restored.status()));
  std::puts(
      session.json
          ? base::Cat("{\"service\":\"", service, "\",\"hash\":\"", restored->hash, "\"}").c_str()
          : base::Cat(service, ": restored, hash ", restored->hash,
                      "; the next start folds on from there")
                .c_str());
}

}  // namespace rondetafel::rtctl
