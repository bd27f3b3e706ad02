// The keyring as a process hosts it.
//
//   RT_ASSIGN_OR_RETURN(KeyFile keys, KeyFile::Load(path));
//   LocalDoor door;                                    // nullptr in a process of its own
//   auto service = MakeKeyring(std::move(keys), &door);
#pragma once
#include <memory>

#include "services/keyring/key_file.h"
#include "services/keyring/local_keyring_client.h"
#include "shared/host/service.h"

namespace rondetafel::keyring {

// `door`, if any, is opened once the service is mounted and closed when it goes; it outlives the
// service. Ready says FAILED_PRECONDITION when the log was written with keys that the file lacks.
std::unique_ptr<host::Service> MakeKeyring(KeyFile keys, LocalDoor* door);

}  // namespace rondetafel::keyring
