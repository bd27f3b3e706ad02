// FakeKeyring: a keyring in memory, for tests of the services that ask one.
//
//   FakeKeyring keyring;                        // or FakeKeyring({.deterministic = true})
//   auto keys = keyring.EnsureCase(case_id, {{"p1", "", "Youth One", "2008-02-01"}}, deadline);
//   keyring.set_reachable(false);               // every call: UNAVAILABLE
//   keyring.Erase(keys->subjects[0].key.id);    // OpenKey: NOT_FOUND
//
// Knows a person again by national number, else by name and birth date, else within the case by
// person id. Thread-safe.
#pragma once
#include <map>
#include <mutex>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "shared/sealing/keyring_client.h"

namespace rondetafel::sealing {

struct FakeKeyringOptions {
  // Ids and keys are a function of what was asked, so that test output and golden files are stable.
  bool deterministic = false;
};

class FakeKeyring : public KeyringClient {
 public:
  explicit FakeKeyring(FakeKeyringOptions options = {}) : options_(options) {}

  absl::StatusOr<CaseKeys> EnsureCase(const base::CaseId& case_id,
                                      const std::vector<PersonIdentity>& persons,
                                      base::Instant deadline) override;
  absl::StatusOr<DataKey> OpenKey(const base::KeyId& id, base::Instant deadline) override;
  absl::StatusOr<base::SubjectId> FindSubject(const PersonIdentity& person,
                                              base::Instant deadline) override;
  absl::StatusOr<std::vector<base::SubjectId>> FindSubjects(const PersonIdentity& person,
                                                            base::Instant deadline) override;

  void set_reachable(bool reachable);
  void Erase(const base::KeyId& id);
  // Calls that arrived, of all methods: for tests of caching.
  int calls() const;

 private:
  DataKey KeyOf(std::string_view place);
  base::IdBytes NewId(std::string_view purpose, std::string_view place) const;
  absl::Status Arrive();

  const FakeKeyringOptions options_;
  mutable std::mutex mutex_;
  bool reachable_ = true;
  int calls_ = 0;
  std::map<std::string, base::SubjectId, std::less<>> subjects_;  // by identity
  std::map<std::string, DataKey, std::less<>> keys_;              // by case, or case and subject
  std::map<base::KeyId, DataKey> by_id_;
  std::set<base::KeyId> erased_;
};

}  // namespace rondetafel::sealing
