#include "services/keyring/wiring.h"

#include <optional>
#include <utility>

#include "services/keyring/definition.h"
#include "services/keyring/keyring_handlers.h"
#include "services/keyring/keyring_policy.h"
#include "services/keyring/keyring_service.h"
#include "services/keyring/views/keys_in_use.h"

namespace rondetafel::keyring {
namespace {

class Keyring : public host::Service {
 public:
  Keyring(KeyFile keys, LocalDoor* door) : keys_(std::move(keys)), door_(door) {}
  ~Keyring() override {
    if (door_ != nullptr) door_->Close();
  }

  std::string_view name() const override { return kTopic; }
  runtime::ServiceDefinition Definition() override { return MakeDefinition(); }
  access::PolicyTable Policy() const override { return keyring::Policy(); }

  std::vector<grpc::Service*> Mount(runtime::ServiceRuntime& runtime, rpc::Shell& shell) override {
    handlers_.emplace(&runtime, &keys_);
    grpc_.emplace(&shell, &*handlers_);
    if (door_ != nullptr) door_->Open(&*handlers_);
    return {&*grpc_};
  }

  absl::Status Ready(runtime::ServiceRuntime& runtime) override {
    return KeysInUse::CheckHeld(*runtime.ReadNow().snapshot, keys_);
  }

 private:
  const KeyFile keys_;
  LocalDoor* const door_;
  std::optional<KeyringHandlers> handlers_;
  std::optional<KeyringGrpcService> grpc_;
};

}  // namespace

std::unique_ptr<host::Service> MakeKeyring(KeyFile keys, LocalDoor* door) {
  return std::make_unique<Keyring>(std::move(keys), door);
}

}  // namespace rondetafel::keyring
