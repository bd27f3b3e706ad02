// What the keyring answers when it cannot: one row per KeyringReason.
#pragma once
#include <absl/status/status.h>

#include "rondetafel/keyring/v1/service.pb.h"
#include "shared/rpc/errors.h"

namespace rondetafel::keyring {

const rpc::ErrorTable& Errors();
absl::Status KeyringError(v1::KeyringReason reason);

}  // namespace rondetafel::keyring
