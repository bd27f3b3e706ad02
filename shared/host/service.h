// What a process hosts: a service's wiring fills in one Service; the host gives it a runtime, a
// gRPC server and an admin port. The all-in-one binary hosts six of them, a production process one.
#pragma once
#include <grpcpp/grpcpp.h>

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "shared/access/access.h"
#include "shared/base/time.h"
#include "shared/rpc/serve.h"
#include "shared/runtime/definition.h"
#include "shared/runtime/service_runtime.h"
#include "shared/sealing/keyring_client.h"
#include "shared/telemetry/metrics.h"

namespace rondetafel::host {

// What a service's wiring is given. Everything outlives the service.
struct Environment {
  const base::Clock* clock = nullptr;
  telemetry::Metrics* metrics = nullptr;
  // nullptr for statistics, which may not hold one (architecture 6).
  sealing::KeyringClient* keyring = nullptr;
  // Folder of the data files shipped with the suite, for example the desk register's seed.
  std::string share_dir;
  // Folder of the key files: MAC keys, master keys, the key of development tokens. For the keyring.
  std::string keys_dir;
};

// One service, before and after its runtime exists.
class Service {
 public:
  virtual ~Service() = default;
  virtual std::string_view name() const = 0;
  // Called once, before Mount.
  virtual runtime::ServiceDefinition Definition() = 0;
  virtual access::PolicyTable Policy() const = 0;
  // The gRPC services of this service; owned by it. Runtime and shell outlive them.
  virtual std::vector<grpc::Service*> Mount(runtime::ServiceRuntime& runtime,
                                            rpc::Shell& shell) = 0;
  // Once the runtime serves; for example to seed the desk register. May block. Idempotent.
  virtual absl::Status Ready(runtime::ServiceRuntime&) { return absl::OkStatus(); }
};

}  // namespace rondetafel::host
