#include "shared/sealing/fake_keyring.h"

#include <sodium.h>

#include <algorithm>
#include <cstring>

#include "shared/base/status.h"
#include "shared/base/text.h"

namespace rondetafel::sealing {
namespace {

std::string NumberIdentity(const PersonIdentity& person) {
  return person.national_number.empty() ? "" : base::Cat("number|", person.national_number);
}

std::string NameIdentity(const PersonIdentity& person) {
  if (person.name.empty() || person.birth_date.empty()) return "";
  return base::Cat("name|", person.birth_date, '|', person.name);
}

}  // namespace

absl::Status FakeKeyring::Arrive() {
  ++calls_;
  return reachable_ ? absl::OkStatus() : absl::UnavailableError("the keyring cannot be reached");
}

base::IdBytes FakeKeyring::NewId(std::string_view purpose, std::string_view place) const {
  return options_.deterministic ? base::DeriveUuid(purpose, {place}) : base::RandomUuid();
}

DataKey FakeKeyring::KeyOf(std::string_view place) {
  if (auto found = keys_.find(place); found != keys_.end()) return found->second;
  DataKey key;
  key.id = base::KeyId(NewId("fake key id", place));
  for (std::size_t half : {std::size_t{0}, std::size_t{1}}) {
    const base::IdBytes bytes = NewId(half == 0 ? "fake key, 1" : "fake key, 2", place);
    std::memcpy(key.bytes.data() + half * bytes.size(), bytes.data(), bytes.size());
  }
  by_id_[key.id] = key;
  keys_.emplace(place, key);
  return key;
}

absl::StatusOr<CaseKeys> FakeKeyring::EnsureCase(const base::CaseId& case_id,
                                                 const std::vector<PersonIdentity>& persons,
                                                 base::Instant) {
  const std::lock_guard lock(mutex_);
  RT_RETURN_IF_ERROR(Arrive());
  CaseKeys out;
  const std::string case_place = base::Cat("case|", case_id.ToString());
  out.case_key = KeyOf(case_place);
  for (const PersonIdentity& person : persons) {
    std::string identity = NumberIdentity(person);
    if (identity.empty()) identity = NameIdentity(person);
    if (identity.empty()) identity = base::Cat("person|", case_place, '|', person.person_id);
    const auto [subject, added] =
        subjects_.try_emplace(identity, base::SubjectId(NewId("fake subject", identity)));
    // A numbered person is found by name and birth date too.
    if (const std::string name = NameIdentity(person); !name.empty()) {
      subjects_.try_emplace(name, subject->second);
    }
    const base::SubjectId id = subject->second;
    out.subjects.push_back(
        {person.person_id, id, KeyOf(base::Cat(case_place, "|subject|", id.ToString()))});
  }
  return out;
}

absl::StatusOr<DataKey> FakeKeyring::OpenKey(const base::KeyId& id, base::Instant) {
  const std::lock_guard lock(mutex_);
  RT_RETURN_IF_ERROR(Arrive());
  if (erased_.contains(id)) return absl::NotFoundError("the key was erased");
  const auto found = by_id_.find(id);
  if (found == by_id_.end()) return absl::DataLossError("the keyring never knew this key");
  return found->second;
}

absl::StatusOr<std::vector<base::SubjectId>> FakeKeyring::FindSubjects(const PersonIdentity& person,
                                                                       base::Instant) {
  const std::lock_guard lock(mutex_);
  RT_RETURN_IF_ERROR(Arrive());
  for (const std::string& identity : {NumberIdentity(person), NameIdentity(person)}) {
    const auto found = subjects_.find(identity);
    if (found != subjects_.end()) return std::vector<base::SubjectId>{found->second};
  }
  return std::vector<base::SubjectId>{};
}

absl::StatusOr<base::SubjectId> FakeKeyring::FindSubject(const PersonIdentity& person,
                                                         base::Instant deadline) {
  RT_ASSIGN_OR_RETURN(const std::vector<base::SubjectId> found, FindSubjects(person, deadline));
  if (found.empty()) return absl::NotFoundError("nobody like that is known");
  return found.front();
}

void FakeKeyring::set_reachable(bool reachable) {
  const std::lock_guard lock(mutex_);
  reachable_ = reachable;
}

void FakeKeyring::Erase(const base::KeyId& id) {
  const std::lock_guard lock(mutex_);
  erased_.insert(id);
}

int FakeKeyring::calls() const {
  const std::lock_guard lock(mutex_);
  return calls_;
}

}  // namespace rondetafel::sealing
