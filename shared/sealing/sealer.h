// Sealing and opening single fields (XChaCha20-Poly1305), and the fingerprint of a request.
//
//   Sealed s = Seal(key, {stream_id, "person.name", subject}, "Jan Voorbeeld");
//   StatusOr<std::string> name = Open(key, s, "person.name");
#pragma once
#include <absl/status/statusor.h>
#include <google/protobuf/message.h>

#include <string>
#include <string_view>

#include "rondetafel/type/v1/type.pb.h"
#include "shared/sealing/keyring_client.h"

namespace rondetafel::sealing {

struct FieldPlace {
  base::StreamId stream;
  std::string field;
  base::SubjectId subject;  // nil: about the case as a whole
};

// Ciphertext length is rounded up to a multiple of 16 bytes, so a name's length does not show.
type::v1::Sealed Seal(const DataKey& key, const FieldPlace& place, std::string_view plain);
// INVALID_ARGUMENT: not a field called `field`. DATA_LOSS: altered, or sealed elsewhere.
absl::StatusOr<std::string> Open(const DataKey& key, const type::v1::Sealed& sealed,
                                 std::string_view field);
// Opens through the keyring; an erased key gives an empty text, an unreachable keyring UNAVAILABLE,
// an unset field an empty text.
absl::StatusOr<std::string> OpenVia(KeyringClient& keyring, const type::v1::Sealed& sealed,
                                    std::string_view field, base::Instant deadline);

// Keyed hash of a request, for telling an exact repeat from a changed one: BLAKE2b under the case
// key, over method, actor and the deterministic serialisation of the request without command id and
// token. 32 bytes.
std::string Fingerprint(const DataKey& case_key, std::string_view method, std::string_view actor_id,
                        const google::protobuf::Message& request);

}  // namespace rondetafel::sealing
