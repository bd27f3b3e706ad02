// KeyringHandlers: what the keyring's methods do, without gRPC. Blocking: each call reads its own
// fold, and what is missing there it first puts into the log.
#pragma once
#include <absl/status/statusor.h>

#include <set>
#include <string>
#include <vector>

#include "rondetafel/keyring/v1/service.pb.h"
#include "rondetafel/keyring/v1/state.pb.h"
#include "services/keyring/identity.h"
#include "services/keyring/key_file.h"
#include "services/keyring/subject_resolver.h"
#include "shared/rpc/call.h"
#include "shared/runtime/service_runtime.h"

namespace rondetafel::keyring {

inline constexpr int kPersonsMax = 100;  // in one EnsureCase

// Thread-safe. Runtime and keys outlive it.
class KeyringHandlers {
 public:
  KeyringHandlers(runtime::ServiceRuntime* runtime, const KeyFile* keys);

  absl::StatusOr<v1::EnsureCaseResponse> EnsureCase(const rpc::Call& call,
                                                    const v1::EnsureCaseRequest& request);
  absl::StatusOr<v1::OpenKeyResponse> OpenKey(const rpc::Call& call,
                                              const v1::OpenKeyRequest& request);
  absl::StatusOr<v1::FindSubjectResponse> FindSubject(const rpc::Call& call,
                                                      const v1::FindSubjectRequest& request);

 private:
  // The case's keys once every one of `subjects`, and the case itself, has one.
  absl::StatusOr<v1::CaseKeysState> EnsureKeys(const rpc::Call& call, const base::CaseId& case_id,
                                               const std::set<std::string>& subjects);
  runtime::Command Issue(const rpc::Call& call, const base::CaseId& case_id,
                         const std::set<std::string>& subjects) const;
  absl::StatusOr<v1::DataKey> OpenedKeyOf(const base::CaseId& case_id,
                                          const v1::CaseKeysState& state,
                                          const std::string& subject_id) const;
  absl::Status Await(const rpc::Call& call, const type::v1::Position& position);

  runtime::ServiceRuntime* const runtime_;
  const KeyFile* const keys_;
  const IdentityHasher hasher_;
  const int partition_count_;
  SubjectResolver resolver_;
};

}  // namespace rondetafel::keyring
