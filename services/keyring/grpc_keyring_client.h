// The keyring over gRPC, for a service in a process of its own.
//
// The connection is plaintext and therefore goes to loopback only; it will be TLS with a
// certificate on both sides, and nothing but this file and its options change then.
#pragma once
#include <absl/status/statusor.h>

#include <functional>
#include <memory>
#include <string>

#include "services/keyring/proto_keyring_client.h"
#include "shared/base/time.h"

namespace rondetafel::keyring {

struct GrpcKeyringOptions {
  std::string host = "127.0.0.1";
  int port = 0;
  // Value of the "authorization" metadata, "Bearer …", asked for at each call: tokens run out. Made
  // out to WorkloadActor(service).
  std::function<std::string()> authorization;
  const base::Clock* clock = &base::SystemClock();  // that deadlines are given by
};

// FAILED_PRECONDITION: the host is not loopback. A keyring that does not answer is no error here:
// calls say UNAVAILABLE until it does. The client is thread-safe.
absl::StatusOr<std::unique_ptr<sealing::KeyringClient>> MakeGrpcKeyringClient(
    GrpcKeyringOptions options);

}  // namespace rondetafel::keyring
