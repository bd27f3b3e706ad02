// The desk register's first content, from the data file shipped with the suite
// (deploy/share/triage/desks.toml). Seeding is idempotent: what the register holds for a day is
// left alone.
#pragma once
#include <absl/status/statusor.h>

#include <string>
#include <vector>

#include "rondetafel/triage/v1/events.pb.h"
#include "shared/base/time.h"
#include "shared/runtime/service_runtime.h"

namespace rondetafel::triage {

// Reads the file. INVALID_ARGUMENT names the entry and what would be right; NOT_FOUND when there is
// none.
absl::StatusOr<std::vector<v1::DeskRecord>> ReadDeskFile(const std::string& path);
absl::StatusOr<std::vector<v1::DeskRecord>> ParseDesks(const std::string& toml);

// Records what the register lacks. Any replica may do it, several at once.
absl::Status SeedDesks(const std::vector<v1::DeskRecord>& records, runtime::ServiceRuntime& runtime,
                       base::Instant deadline);

}  // namespace rondetafel::triage
