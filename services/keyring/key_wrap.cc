#include "services/keyring/key_wrap.h"

#include <sodium.h>

#include <optional>
#include <string>

#include "services/keyring/keyring_errors.h"
#include "shared/base/text.h"
#include "shared/commit/envelope.h"

namespace rondetafel::keyring {
namespace {

constexpr std::size_t kNonceBytes = crypto_aead_xchacha20poly1305_ietf_NPUBBYTES;
constexpr std::size_t kTagBytes = crypto_aead_xchacha20poly1305_ietf_ABYTES;
constexpr std::size_t kWrappedBytes = sizeof(sealing::DataKeyBytes) + kTagBytes;

const unsigned char* Bytes(std::string_view text) {
  return reinterpret_cast<const unsigned char*>(text.data());
}

// Fixed widths after a fixed label: no length is needed to keep the parts apart.
std::string AssociatedData(const base::KeyId& id, const base::CaseId& case_id,
                           const base::SubjectId& subject) {
  return base::Cat("rondetafel.wrapped.1", id.raw(), case_id.raw(), subject.raw());
}

}  // namespace

v1::WrappedKey WrapNewKey(const MasterKey& master, const base::KeyId& id,
                          const base::CaseId& case_id, const base::SubjectId& subject) {
  sealing::DataKeyBytes key{};
  randombytes_buf(key.data(), key.size());
  std::string nonce(kNonceBytes, '\0');
  randombytes_buf(nonce.data(), nonce.size());
  const std::string associated = AssociatedData(id, case_id, subject);
  std::string wrapped(kWrappedBytes, '\0');
  crypto_aead_xchacha20poly1305_ietf_encrypt(
      reinterpret_cast<unsigned char*>(wrapped.data()), nullptr, key.data(), key.size(),
      Bytes(associated), associated.size(), nullptr, Bytes(nonce), master.bytes.data());
  sodium_memzero(key.data(), key.size());

  v1::WrappedKey out;
  out.set_key_id(id.ToString());
  if (!subject.is_nil()) out.set_subject_id(subject.ToString());
  out.set_epoch(master.epoch);
  out.set_master_key_id(master.id.ToString());
  out.set_nonce(std::move(nonce));
  out.set_wrapped(std::move(wrapped));
  return out;
}

absl::StatusOr<sealing::DataKey> Unwrap(const KeyFile& keys, const base::CaseId& case_id,
                                        const v1::WrappedKey& wrapped) {
  const auto master_id = base::KeyId::Parse(wrapped.master_key_id());
  const MasterKey* master = master_id ? keys.FindMaster(*master_id) : nullptr;
  if (master == nullptr) return KeyringError(v1::KEYRING_REASON_MASTER_KEY_NOT_HELD);
  const auto id = base::KeyId::Parse(wrapped.key_id());
  const auto subject = wrapped.subject_id().empty() ? base::SubjectId()
                                                    : base::SubjectId::Parse(wrapped.subject_id());
  if (!id || !subject || wrapped.nonce().size() != kNonceBytes ||
      wrapped.wrapped().size() != kWrappedBytes) {
    return KeyringError(v1::KEYRING_REASON_KEY_DAMAGED);
  }
  sealing::DataKey key{*id, {}};
  const std::string associated = AssociatedData(*id, case_id, *subject);
  if (crypto_aead_xchacha20poly1305_ietf_decrypt(
          key.bytes.data(), nullptr, nullptr, Bytes(wrapped.wrapped()), kWrappedBytes,
          Bytes(associated), associated.size(), Bytes(wrapped.nonce()),
          master->bytes.data()) != 0) {
    return KeyringError(v1::KEYRING_REASON_KEY_DAMAGED);
  }
  return key;
}

base::KeyId NewKeyId(const base::CaseId& case_id, int partition_count) {
  const int wanted = commit::PartitionOf(case_id, partition_count);
  for (;;) {
    // On average as many tries as there are partitions.
    const base::KeyId id = base::KeyId::Random();
    if (commit::PartitionOf(base::CaseId(id.bytes()), partition_count) == wanted) return id;
  }
}

}  // namespace rondetafel::keyring
