// How the processes of the suite reach and make the keyring.
#pragma once
#include <memory>
#include <string>

#include "services/keyring/local_keyring_client.h"
#include "shared/host/program.h"

namespace rondetafel::suite {

// The keyring's own key file in the folder of keys; backed up apart from the logs.
std::string KeyringFileIn(const std::string& keys_dir);
// The keyring as a hosted service; `door` is for clients of the same process, nullptr when there
// are none.
host::HostedService HostedKeyring(std::shared_ptr<keyring::LocalDoor> door);
// To the keyring of another process; opened keys are kept for a short while.
host::KeyringConnect ConnectOverGrpc();
// To the keyring of this process.
host::KeyringConnect ConnectThrough(std::shared_ptr<keyring::LocalDoor> door);
// First start on an embedded log.
absl::Status CreateKeyringFile(const std::string& keys_dir);

}  // namespace rondetafel::suite
