// MAC keys from a file: what tells our records from somebody else's bytes in the same topic.
//
// The file has one key a line, "<uuid> <64 hex digits>"; empty lines and lines beginning with # do
// not count; the last key is the current one: what a new log begins with. A rotation appends a key
// to the file of every replica and then introduces it in every partition under the preceding one
// (genesis.h); only then records are made with it. Keys never die: a key taken out of the file
// halts every reader that meets its records.
#pragma once
#include <absl/status/status.h>
#include <absl/status/statusor.h>

#include <string>
#include <utility>
#include <vector>

#include "shared/commit/envelope.h"

namespace rondetafel::commit {

// A handful of keys in memory. Wiped when destroyed.
class MacKeySet : public MacKeyring {
 public:
  MacKeySet() = default;
  MacKeySet(MacKeySet&&) = default;
  MacKeySet& operator=(MacKeySet&&) = default;
  ~MacKeySet() override;

  // The key added last is the current one.
  void Add(const base::KeyId& id, const MacKey& key);
  const MacKey* Find(const base::KeyId& id) const override;
  base::KeyId current() const override;
  bool empty() const { return keys_.empty(); }

 private:
  std::vector<std::pair<base::KeyId, MacKey>> keys_;
};

// FAILED_PRECONDITION when others than the owner may read the file, INVALID_ARGUMENT with the line
// number when a line is wrong, NOT_FOUND when there is no file. Never says what a line holds.
absl::StatusOr<MacKeySet> ReadKeyFile(const std::string& path);
// Creates the file (mode 0600) with one random key. ALREADY_EXISTS leaves it as it is.
absl::Status CreateKeyFile(const std::string& path);
// Appends a random key: the next current one. Returns its id. Refuses what ReadKeyFile refuses.
absl::StatusOr<base::KeyId> AppendKey(const std::string& path);

}  // namespace rondetafel::commit
