#include "services/keyring/proto_keyring_client.h"

#include <algorithm>
#include <optional>
#include <string>

#include "shared/base/status.h"
#include "shared/base/text.h"

namespace rondetafel::keyring {
namespace {

// The codes a caller of the port can do something with; all others are an operator's business, and
// to the caller the keyring is not there.
absl::Status Settle(const absl::Status& status) {
  for (absl::StatusCode code : {absl::StatusCode::kOk, absl::StatusCode::kInvalidArgument,
                                absl::StatusCode::kPermissionDenied, absl::StatusCode::kDataLoss,
                                absl::StatusCode::kUnavailable}) {
    if (status.code() == code) return status;
  }
  return absl::UnavailableError(
      base::Cat("the keyring gave no answer: ", static_cast<int>(status.code())));
}

absl::Status Garbled() { return absl::UnavailableError("the keyring's answer cannot be read"); }

v1::PersonIdentity ToWire(const sealing::PersonIdentity& person) {
  v1::PersonIdentity out;
  out.set_person_id(person.person_id);
  out.set_national_number(person.national_number);
  out.set_name(person.name);
  out.set_birth_date(person.birth_date);
  return out;
}

std::optional<sealing::DataKey> FromWire(const v1::DataKey& key) {
  const auto id = base::KeyId::Parse(key.key_id());
  sealing::DataKey out;
  if (!id || key.key().size() != out.bytes.size()) return std::nullopt;
  out.id = *id;
  std::ranges::copy(key.key(), out.bytes.begin());
  return out;
}

absl::StatusOr<sealing::CaseKeys> FromWire(const v1::EnsureCaseResponse& response,
                                           std::size_t persons) {
  const auto case_key = FromWire(response.case_key());
  if (!case_key || static_cast<std::size_t>(response.subjects_size()) != persons) return Garbled();
  sealing::CaseKeys out{*case_key, {}};
  for (const v1::SubjectKey& subject : response.subjects()) {
    const auto id = base::SubjectId::Parse(subject.subject_id());
    const auto key = FromWire(subject.key());
    if (!id || !key) return Garbled();
    out.subjects.push_back({subject.person_id(), *id, *key});
  }
  return out;
}

}  // namespace

absl::StatusOr<sealing::CaseKeys> ProtoKeyringClient::EnsureCase(
    const base::CaseId& case_id, const std::vector<sealing::PersonIdentity>& persons,
    base::Instant deadline) {
  v1::EnsureCaseRequest request;
  request.set_case_id(case_id.ToString());
  for (const auto& person : persons) *request.add_persons() = ToWire(person);
  const absl::StatusOr<v1::EnsureCaseResponse> response = Send(request, deadline);
  RT_RETURN_IF_ERROR(Settle(response.status()));
  return FromWire(*response, persons.size());
}

absl::StatusOr<sealing::DataKey> ProtoKeyringClient::OpenKey(const base::KeyId& id,
                                                             base::Instant deadline) {
  v1::OpenKeyRequest request;
  request.set_key_id(id.ToString());
  const absl::StatusOr<v1::OpenKeyResponse> response = Send(request, deadline);
  RT_RETURN_IF_ERROR(Settle(response.status()));
  if (response->state() == v1::KEY_STATE_ERASED) return absl::NotFoundError("the key was erased");
  if (response->state() == v1::KEY_STATE_UNKNOWN) {
    return absl::DataLossError("the keyring never issued such a key");
  }
  const auto key = FromWire(response->key());
  if (response->state() != v1::KEY_STATE_LIVE || !key || key->id != id) return Garbled();
  return *key;
}

absl::StatusOr<std::vector<base::SubjectId>> ProtoKeyringClient::FindSubjects(
    const sealing::PersonIdentity& person, base::Instant deadline) {
  v1::FindSubjectRequest request;
  *request.mutable_person() = ToWire(person);
  const absl::StatusOr<v1::FindSubjectResponse> response = Send(request, deadline);
  RT_RETURN_IF_ERROR(Settle(response.status()));
  std::vector<base::SubjectId> out;
  for (const std::string& text : response->subject_ids()) {
    const auto id = base::SubjectId::Parse(text);
    if (!id) return Garbled();
    out.push_back(*id);
  }
  return out;
}

absl::StatusOr<base::SubjectId> ProtoKeyringClient::FindSubject(
    const sealing::PersonIdentity& person, base::Instant deadline) {
  RT_ASSIGN_OR_RETURN(const std::vector<base::SubjectId> found, FindSubjects(person, deadline));
  if (found.empty()) return absl::NotFoundError("nobody like that is known");
  return found.front();
}

}  // namespace rondetafel::keyring
