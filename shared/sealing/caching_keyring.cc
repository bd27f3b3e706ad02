#include "shared/sealing/caching_keyring.h"

#include <sodium.h>

#include "shared/base/check.h"
#include "shared/base/status.h"

namespace rondetafel::sealing {

CachingKeyring::CachingKeyring(KeyringClient* inner, const base::Clock* clock,
                               CachingKeyringOptions options)
    : inner_(inner), clock_(clock), options_(options) {
  RT_CHECK(options_.keys_max > 0);
}

CachingKeyring::~CachingKeyring() {
  while (!order_.empty()) DropOldest();
}

absl::StatusOr<CaseKeys> CachingKeyring::EnsureCase(const base::CaseId& case_id,
                                                    const std::vector<PersonIdentity>& persons,
                                                    base::Instant deadline) {
  // A key counts from before the question: an erasure while the answer travels is covered.
  const std::int64_t asked_us = clock_->MonotonicUs();
  if (persons.empty()) {
    const std::lock_guard lock(mutex_);
    DropEnded(asked_us);
    if (const auto found = case_keys_.find(case_id); found != case_keys_.end()) {
      return CaseKeys{by_id_.at(found->second)->key, {}};
    }
  }
  RT_ASSIGN_OR_RETURN(CaseKeys keys, inner_->EnsureCase(case_id, persons, deadline));
  const std::lock_guard lock(mutex_);
  Keep(keys.case_key, case_id, asked_us);
  for (const SubjectKey& subject : keys.subjects) Keep(subject.key, {}, asked_us);
  return keys;
}

absl::StatusOr<DataKey> CachingKeyring::OpenKey(const base::KeyId& id, base::Instant deadline) {
  const std::int64_t asked_us = clock_->MonotonicUs();
  {
    const std::lock_guard lock(mutex_);
    DropEnded(asked_us);
    if (const auto found = by_id_.find(id); found != by_id_.end()) return found->second->key;
  }
  RT_ASSIGN_OR_RETURN(DataKey key, inner_->OpenKey(id, deadline));
  const std::lock_guard lock(mutex_);
  Keep(key, {}, asked_us);
  return key;
}

absl::StatusOr<base::SubjectId> CachingKeyring::FindSubject(const PersonIdentity& person,
                                                            base::Instant deadline) {
  return inner_->FindSubject(person, deadline);
}

absl::StatusOr<std::vector<base::SubjectId>> CachingKeyring::FindSubjects(
    const PersonIdentity& person, base::Instant deadline) {
  return inner_->FindSubjects(person, deadline);
}

std::size_t CachingKeyring::keys_kept() const {
  const std::lock_guard lock(mutex_);
  return order_.size();
}

// A key that is kept already keeps its end: asking again never lengthens it. An answer that others
// overtook is not kept, so the list stays in order of ending.
void CachingKeyring::Keep(const DataKey& key, const base::CaseId& case_id, std::int64_t asked_us) {
  if (by_id_.contains(key.id)) return;
  const std::int64_t until_us = asked_us + options_.keep_us_max;
  if (!order_.empty() && order_.back().until_us > until_us) return;
  if (order_.size() >= options_.keys_max) DropOldest();
  by_id_[key.id] = order_.insert(order_.end(), {key, case_id, until_us});
  if (!case_id.is_nil()) case_keys_[case_id] = key.id;
}

void CachingKeyring::DropEnded(std::int64_t now_us) {
  while (!order_.empty() && order_.front().until_us <= now_us) DropOldest();
}

void CachingKeyring::DropOldest() {
  Kept& oldest = order_.front();
  if (!oldest.case_id.is_nil()) case_keys_.erase(oldest.case_id);
  by_id_.erase(oldest.key.id);
  sodium_memzero(oldest.key.bytes.data(), oldest.key.bytes.size());
  order_.pop_front();
}

}  // namespace rondetafel::sealing
