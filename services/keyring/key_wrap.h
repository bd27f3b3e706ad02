// Data keys under a master key: XChaCha20-Poly1305, associated data = key id, case, subject. A
// wrapped key that is moved to another case, subject or id does not open.
#pragma once
#include <absl/status/statusor.h>

#include "rondetafel/keyring/v1/events.pb.h"
#include "services/keyring/key_file.h"
#include "shared/base/id.h"
#include "shared/sealing/keyring_client.h"

namespace rondetafel::keyring {

// A new random data key, wrapped; `subject` nil: the case's own key.
v1::WrappedKey WrapNewKey(const MasterKey& master, const base::KeyId& id,
                          const base::CaseId& case_id, const base::SubjectId& subject);
// UNAVAILABLE: the key file lacks the master key. DATA_LOSS: it does not open.
absl::StatusOr<sealing::DataKey> Unwrap(const KeyFile& keys, const base::CaseId& case_id,
                                        const v1::WrappedKey& wrapped);

// A new key id that falls into the partition of its case, so that whoever knows the key id alone
// knows how far which partition must be read to say that a key does not exist.
base::KeyId NewKeyId(const base::CaseId& case_id, int partition_count);

}  // namespace rondetafel::keyring
