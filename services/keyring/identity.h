// From what a person gave to the streams that know the person: keyed hashes and nothing else.
//
// The rules here are for ever: another normalisation would lead the same person to another stream,
// and so to another subject id.
#pragma once
#include <optional>
#include <string>
#include <string_view>

#include "rondetafel/keyring/v1/service.pb.h"
#include "services/keyring/key_file.h"
#include "shared/base/id.h"

namespace rondetafel::keyring {

// Letters and digits only, without case and accents, words in alphabetical order: "Voorbeeld, José"
// and "jose voorbeeld" are the same. Letters of every script are kept. May be empty.
std::string NormaliseName(std::string_view name);

// Which streams know a person. At least one is set.
struct IdentityStreams {
  std::optional<base::StreamId> number;       // `subject`, by national number
  std::optional<base::StreamId> name;         // `namesake`, by name and birth date
  std::optional<base::StreamId> case_person;  // `subject`, when neither of the others is known
};

class IdentityHasher {
 public:
  // The key outlives the hasher.
  explicit IdentityHasher(const IdentityKey* key) : key_(key) {}
  // The person's fields must have been checked: a number that is none counts as not given.
  // `case_id` nil: no stream for the person within a case.
  IdentityStreams StreamsOf(const v1::PersonIdentity& person, const base::CaseId& case_id) const;

 private:
  base::StreamId Hash(std::string_view basis, std::initializer_list<std::string_view> parts) const;

  const IdentityKey* key_;
};

// An identity's stream stands for itself in place of a case.
inline base::CaseId OwnCase(const base::StreamId& stream) { return base::CaseId(stream.bytes()); }
// The stream of a case's keys.
base::StreamId CaseKeysStream(const base::CaseId& case_id);

}  // namespace rondetafel::keyring
