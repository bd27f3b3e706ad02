#include "services/keyring/keyring_errors.h"

namespace rondetafel::keyring {
namespace {

std::string NameOf(v1::KeyringReason reason) { return v1::KeyringReason_Name(reason); }

}  // namespace

const rpc::ErrorTable& Errors() {
  static const rpc::ErrorTable table({
      {NameOf(v1::KEYRING_REASON_WORKLOAD_NOT_ALLOWED), absl::StatusCode::kPermissionDenied,
       "this service may not ask for keys; only services that hold personal data may",
       "Deze dienst mag geen sleutels opvragen. Alleen diensten die persoonsgegevens bewaren, "
       "mogen dat."},
      {NameOf(v1::KEYRING_REASON_MASTER_KEY_NOT_HELD), absl::StatusCode::kUnavailable,
       "the keyring's key file lacks a master key; an operator must restore it",
       "In het sleutelbestand ontbreekt een hoofdsleutel. Een beheerder moet het herstellen."},
      {NameOf(v1::KEYRING_REASON_KEY_DAMAGED), absl::StatusCode::kDataLoss,
       "a stored key does not open; an operator must compare log and key file with their backups",
       "Een bewaarde sleutel gaat niet open. Een beheerder moet log en sleutelbestand nakijken."},
  });
  return table;
}

absl::Status KeyringError(v1::KeyringReason reason) {
  log::v1::Refusal refusal;
  refusal.set_reason(NameOf(reason));
  return Errors().ToStatus(refusal);
}

}  // namespace rondetafel::keyring
