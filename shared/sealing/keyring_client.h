// The keyring as the other services see it: subject ids and data keys, in process or over gRPC.
//
// Calls block at most until the deadline. UNAVAILABLE: the keyring cannot be reached (never taken
// for "erased"). NOT_FOUND: it says so itself, the key was erased. DATA_LOSS: it never knew such a
// key. Statistics may not hold one of these. Implementations are thread-safe.
#pragma once
#include <absl/status/statusor.h>

#include <array>
#include <memory>
#include <string>
#include <vector>

#include "shared/base/id.h"
#include "shared/base/time.h"

namespace rondetafel::sealing {

using DataKeyBytes = std::array<std::uint8_t, 32>;

struct DataKey {
  base::KeyId id;
  DataKeyBytes bytes{};
};

// What identifies a person to the keyring; it keeps only keyed hashes of it.
struct PersonIdentity {
  std::string person_id;        // within the case
  std::string national_number;  // 11 digits or empty (P-33)
  std::string name;             // with birth date: used when there is no national number
  std::string birth_date;       // ISO, or empty
};

struct SubjectKey {
  std::string person_id;
  base::SubjectId subject;
  DataKey key;  // of this subject in this case
};

struct CaseKeys {
  DataKey case_key;  // beside the subjects': fingerprints, fields about the case as a whole
  std::vector<SubjectKey> subjects;  // in the order asked for
};

class KeyringClient {
 public:
  virtual ~KeyringClient() = default;
  // Subject ids and keys for a case, created when absent; the same answer for the same persons,
  // however often and wherever it is asked. Durable in the keyring's log before it returns.
  virtual absl::StatusOr<CaseKeys> EnsureCase(const base::CaseId& case_id,
                                              const std::vector<PersonIdentity>& persons,
                                              base::Instant deadline) = 0;
  // Opened key by id; cached at most 60 s.
  virtual absl::StatusOr<DataKey> OpenKey(const base::KeyId& id, base::Instant deadline) = 0;
  // Subject of a known person, for finding cases; NOT_FOUND when nobody like that is known. When
  // several people share name and birth date: the one known longest (ask FindSubjects for all).
  virtual absl::StatusOr<base::SubjectId> FindSubject(const PersonIdentity& person,
                                                      base::Instant deadline) = 0;
  // Everybody it may be, known longest first; empty when nobody like that is known. By national
  // number at most one; by name and birth date alone several people may share them.
  virtual absl::StatusOr<std::vector<base::SubjectId>> FindSubjects(const PersonIdentity& person,
                                                                    base::Instant deadline) = 0;
};

}  // namespace rondetafel::sealing
