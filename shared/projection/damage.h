// A store that cannot be read any more is no disaster: the log makes it anew. What matters is that
// nobody is answered from it meanwhile, and that the next start does not open it again.
#pragma once
#include <absl/status/statusor.h>

#include <string>
#include <string_view>

namespace rocksdb {
class Status;
}

namespace rondetafel::projection {

// Notes in the store's folder that it is damaged, and why: from then on it opens with DATA_LOSS.
void NoteDamage(const std::string& path, std::string_view why);
// What was noted; empty when nothing was.
std::string NotedDamage(const std::string& path);

// Ends the process with one sentence, the note made: deciding or answering as if a row that cannot
// be read were absent would be worse.
[[noreturn]] void EndForDamage(const std::string& path, const rocksdb::Status& status);

// Moves every store of a service's folder to a new folder in it, and what was set aside before
// away: a later Open starts an empty one. Not while a store is open. Returns the new folder.
absl::StatusOr<std::string> SetAside(const std::string& dir);

}  // namespace rondetafel::projection
