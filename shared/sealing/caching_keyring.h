// CachingKeyring: keeps opened keys for a while, so that a list of names does not ask the keyring
// per name.
//
// A key is kept at most 60 s (architecture 6): so long after an erasure no service can open the
// field any more. "Erased" and errors are never kept. Nothing about a person is kept: EnsureCase is
// answered from here only when it asks for the case's own key alone.
#pragma once
#include <list>
#include <map>
#include <mutex>
#include <vector>

#include "shared/base/time.h"
#include "shared/sealing/keyring_client.h"

namespace rondetafel::sealing {

struct CachingKeyringOptions {
  std::int64_t keep_us_max = 60'000'000;
  std::size_t keys_max = 10'000;  // above: the oldest goes
};

// Thread-safe. `inner` and `clock` outlive it; only the clock's monotonic side is read.
class CachingKeyring : public KeyringClient {
 public:
  CachingKeyring(KeyringClient* inner, const base::Clock* clock,
                 CachingKeyringOptions options = {});
  ~CachingKeyring() override;

  absl::StatusOr<CaseKeys> EnsureCase(const base::CaseId& case_id,
                                      const std::vector<PersonIdentity>& persons,
                                      base::Instant deadline) override;
  absl::StatusOr<DataKey> OpenKey(const base::KeyId& id, base::Instant deadline) override;
  absl::StatusOr<base::SubjectId> FindSubject(const PersonIdentity& person,
                                              base::Instant deadline) override;
  absl::StatusOr<std::vector<base::SubjectId>> FindSubjects(const PersonIdentity& person,
                                                            base::Instant deadline) override;
  std::size_t keys_kept() const;

 private:
  struct Kept {
    DataKey key;
    base::CaseId case_id;  // of a case's own key, else nil
    std::int64_t until_us;
  };
  using Order = std::list<Kept>;  // oldest first, so soonest to end first

  void Keep(const DataKey& key, const base::CaseId& case_id, std::int64_t asked_us);
  void DropEnded(std::int64_t now_us);
  void DropOldest();

  KeyringClient* const inner_;
  const base::Clock* const clock_;
  const CachingKeyringOptions options_;
  mutable std::mutex mutex_;
  Order order_;
  std::map<base::KeyId, Order::iterator> by_id_;
  std::map<base::CaseId, base::KeyId> case_keys_;
};

}  // namespace rondetafel::sealing
