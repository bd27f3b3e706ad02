#include "services/keyring/local_keyring_client.h"

#include <mutex>

#include "services/keyring/keyring_policy.h"
#include "shared/base/status.h"

namespace rondetafel::keyring {

void LocalDoor::Open(KeyringHandlers* handlers) {
  const std::unique_lock lock(mutex_);
  handlers_ = handlers;
}

void LocalDoor::Close() {
  const std::unique_lock lock(mutex_);
  handlers_ = nullptr;
}

LocalKeyringClient::LocalKeyringClient(LocalDoor* door, std::string_view service,
                                       const base::Clock* clock)
    : door_(door), actor_(WorkloadActor(service)), clock_(clock) {}

template <class Request, class Response>
absl::StatusOr<Response> LocalKeyringClient::Enter(
    std::string_view method,
    absl::StatusOr<Response> (KeyringHandlers::*handler)(const rpc::Call&, const Request&),
    const Request& request, base::Instant deadline) {
  static const access::PolicyTable policy = Policy();
  RT_RETURN_IF_ERROR(policy.Check(method, actor_));
  rpc::Call call;
  call.method = method;
  call.actor = actor_;
  call.now = clock_->Now();
  call.deadline = deadline;
  const std::shared_lock inside(door_->mutex_);
  if (door_->handlers_ == nullptr) {
    return absl::UnavailableError("the keyring of this process is not running");
  }
  return (door_->handlers_->*handler)(call, request);
}

absl::StatusOr<v1::EnsureCaseResponse> LocalKeyringClient::Send(
    const v1::EnsureCaseRequest& request, base::Instant deadline) {
  return Enter("EnsureCase", &KeyringHandlers::EnsureCase, request, deadline);
}

absl::StatusOr<v1::OpenKeyResponse> LocalKeyringClient::Send(const v1::OpenKeyRequest& request,
                                                             base::Instant deadline) {
  return Enter("OpenKey", &KeyringHandlers::OpenKey, request, deadline);
}

absl::StatusOr<v1::FindSubjectResponse> LocalKeyringClient::Send(
    const v1::FindSubjectRequest& request, base::Instant deadline) {
  return Enter("FindSubject", &KeyringHandlers::FindSubject, request, deadline);
}

}  // namespace rondetafel::keyring
