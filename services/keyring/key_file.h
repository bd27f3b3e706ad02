// KeyFile: the keys the keyring lives by, kept outside every log.
//
//   RT_RETURN_IF_ERROR(CreateKeyFile(path));            // once; mode 0600
//   RT_ASSIGN_OR_RETURN(KeyFile keys, KeyFile::Load(path));
//
// Master keys wrap data keys, one per epoch: destroying one destroys every key it wraps. The
// identity key hashes national numbers and names; it survives epochs, so that who is known stays
// known. Losing the file loses every sealed field for ever: back it up apart from the logs.
//
// The file is TOML and lives as long as the logs:
//
//   format = 1
//   [identity]
//   id = "…"            # UUID
//   key = "…"           # 32 bytes, hexadecimal
//   [[master]]
//   epoch = 1
//   id = "…"
//   key = "…"
#pragma once
#include <absl/status/statusor.h>

#include <string>
#include <vector>

#include "shared/base/id.h"
#include "shared/sealing/keyring_client.h"

namespace rondetafel::keyring {

struct IdentityKey {
  base::KeyId id;
  sealing::DataKeyBytes bytes{};
};

struct MasterKey {
  int epoch = 0;  // from 1
  base::KeyId id;
  sealing::DataKeyBytes bytes{};
};

class KeyFile {
 public:
  // NOT_FOUND: no such file. FAILED_PRECONDITION: others than its owner may read it, or it is not a
  // key file. No error repeats anything of the content.
  static absl::StatusOr<KeyFile> Load(const std::string& path);
  // New random keys for epoch 1, in memory only.
  static KeyFile Generate();

  const IdentityKey& identity() const { return identity_; }
  // Of the newest epoch: what new keys are wrapped under.
  const MasterKey& current_master() const { return masters_.back(); }
  // nullptr when the file does not hold it.
  const MasterKey* FindMaster(const base::KeyId& id) const;
  // The file's text. Holds keys: for CreateKeyFile and tests only.
  std::string ToToml() const;

 private:
  KeyFile() = default;
  static absl::StatusOr<KeyFile> Parse(const std::string& text);

  IdentityKey identity_;
  std::vector<MasterKey> masters_;  // by epoch, never empty
};

// Writes a new key file that its owner alone may read, durably. ALREADY_EXISTS: there is one; it is
// left alone, for it can never be replaced.
absl::Status CreateKeyFile(const std::string& path);

}  // namespace rondetafel::keyring
