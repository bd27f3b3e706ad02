// ProtoKeyringClient: the KeyringClient port over the messages of KeyringService, whichever way
// they travel.
//
// "Erased" is only ever read from a response that says so. Whatever goes wrong on the way becomes
// UNAVAILABLE: NOT_FOUND of some proxy is not the keyring's word.
#pragma once
#include <absl/status/statusor.h>

#include <vector>

#include "rondetafel/keyring/v1/service.pb.h"
#include "shared/sealing/keyring_client.h"

namespace rondetafel::keyring {

class ProtoKeyringClient : public sealing::KeyringClient {
 public:
  absl::StatusOr<sealing::CaseKeys> EnsureCase(const base::CaseId& case_id,
                                               const std::vector<sealing::PersonIdentity>& persons,
                                               base::Instant deadline) final;
  absl::StatusOr<sealing::DataKey> OpenKey(const base::KeyId& id, base::Instant deadline) final;
  absl::StatusOr<base::SubjectId> FindSubject(const sealing::PersonIdentity& person,
                                              base::Instant deadline) final;
  absl::StatusOr<std::vector<base::SubjectId>> FindSubjects(const sealing::PersonIdentity& person,
                                                            base::Instant deadline) final;

 protected:
  virtual absl::StatusOr<v1::EnsureCaseResponse> Send(const v1::EnsureCaseRequest& request,
                                                      base::Instant deadline) = 0;
  virtual absl::StatusOr<v1::OpenKeyResponse> Send(const v1::OpenKeyRequest& request,
                                                   base::Instant deadline) = 0;
  virtual absl::StatusOr<v1::FindSubjectResponse> Send(const v1::FindSubjectRequest& request,
                                                       base::Instant deadline) = 0;
};

}  // namespace rondetafel::keyring
