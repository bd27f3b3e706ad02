#include "services/rondetafel/keyring_route.h"

#include "services/keyring/grpc_keyring_client.h"
#include "services/keyring/key_file.h"
#include "services/keyring/keyring_policy.h"
#include "services/keyring/wiring.h"
#include "services/rondetafel/ports.h"
#include "shared/base/status.h"
#include "shared/sealing/caching_keyring.h"

namespace rondetafel::suite {

namespace {

// A cache together with the client behind it.
struct Behind {
  std::unique_ptr<sealing::KeyringClient> client;
};
class CachedClient final : private Behind, public sealing::CachingKeyring {
 public:
  CachedClient(std::unique_ptr<sealing::KeyringClient> behind, const base::Clock* clock)
      : Behind{std::move(behind)}, CachingKeyring(client.get(), clock) {}
};

}  // namespace

using ClientOr = absl::StatusOr<std::unique_ptr<sealing::KeyringClient>>;

std::string KeyringFileIn(const std::string& keys_dir) { return keys_dir + "/keyring.toml"; }

absl::Status CreateKeyringFile(const std::string& keys_dir) {
  return keyring::CreateKeyFile(KeyringFileIn(keys_dir));
}

host::HostedService HostedKeyring(std::shared_ptr<keyring::LocalDoor> door) {
  host::HostedService hosted;
  hosted.name = std::string(kKeyringPorts.service);
  hosted.port = kKeyringPorts.grpc;
  hosted.holds_keyring = false;
  hosted.make =
      [door](
          const host::Environment& environment) -> absl::StatusOr<std::unique_ptr<host::Service>> {
    RT_ASSIGN_OR_RETURN(keyring::KeyFile keys,
                        keyring::KeyFile::Load(KeyringFileIn(environment.keys_dir)));
    return keyring::MakeKeyring(std::move(keys), door.get());
  };
  return hosted;
}

host::KeyringConnect ConnectOverGrpc() {
  return [](const host::KeyringRoute& route) -> ClientOr {
    keyring::GrpcKeyringOptions options;
    options.host = route.address;
    options.port = route.port;
    options.authorization = [bearer_for = route.bearer_for,
                             actor = keyring::WorkloadActor(route.service)] {
      return bearer_for(actor);
    };
    options.clock = route.clock;
    RT_ASSIGN_OR_RETURN(auto client, keyring::MakeGrpcKeyringClient(std::move(options)));
    return std::make_unique<CachedClient>(std::move(client), route.clock);
  };
}

host::KeyringConnect ConnectThrough(std::shared_ptr<keyring::LocalDoor> door) {
  return [door](const host::KeyringRoute& route) -> ClientOr {
    auto client =
        std::make_unique<keyring::LocalKeyringClient>(door.get(), route.service, route.clock);
    return std::make_unique<CachedClient>(std::move(client), route.clock);
  };
}

}  // namespace rondetafel::suite
