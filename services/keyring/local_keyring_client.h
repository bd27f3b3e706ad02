// The keyring in process: the same handlers, policy and messages as over gRPC, without a socket.
//
//   LocalDoor door;                                        // one per process
//   LocalKeyringClient for_intake(&door, "intake", clock); // one per service that may ask
//   …                                                      // until the keyring is mounted:
//   UNAVAILABLE
#pragma once
#include <shared_mutex>
#include <string>
#include <string_view>

#include "services/keyring/keyring_handlers.h"
#include "services/keyring/proto_keyring_client.h"
#include "shared/base/time.h"

namespace rondetafel::keyring {

// Where clients of the same process find the handlers. Clients exist before the keyring has
// started, for the other services are given theirs at once. Thread-safe.
class LocalDoor {
 public:
  void Open(KeyringHandlers* handlers);
  // Waits for calls inside; afterwards the handlers may go.
  void Close();

 private:
  friend class LocalKeyringClient;
  std::shared_mutex mutex_;  // shared while a call is inside
  KeyringHandlers* handlers_ = nullptr;
};

// Thread-safe. Door and clock outlive it.
class LocalKeyringClient : public ProtoKeyringClient {
 public:
  // Calls as the workload of `service`; see CheckWorkload for who is let in.
  LocalKeyringClient(LocalDoor* door, std::string_view service, const base::Clock* clock);

 protected:
  absl::StatusOr<v1::EnsureCaseResponse> Send(const v1::EnsureCaseRequest& request,
                                              base::Instant deadline) override;
  absl::StatusOr<v1::OpenKeyResponse> Send(const v1::OpenKeyRequest& request,
                                           base::Instant deadline) override;
  absl::StatusOr<v1::FindSubjectResponse> Send(const v1::FindSubjectRequest& request,
                                               base::Instant deadline) override;

 private:
  template <class Request, class Response>
  absl::StatusOr<Response> Enter(
      std::string_view method,
      absl::StatusOr<Response> (KeyringHandlers::*handler)(const rpc::Call&, const Request&),
      const Request& request, base::Instant deadline);

  LocalDoor* const door_;
  const type::v1::Actor actor_;
  const base::Clock* const clock_;
};

}  // namespace rondetafel::keyring
