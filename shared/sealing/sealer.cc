#include "shared/sealing/sealer.h"

#include <google/protobuf/io/coded_stream.h>
#include <google/protobuf/io/zero_copy_stream_impl_lite.h>
#include <sodium.h>

#include <array>
#include <memory>
#include <optional>

#include "shared/base/check.h"
#include "shared/base/status.h"

namespace rondetafel::sealing {
namespace {

// Length of the plain text is hidden up to a multiple of this.
constexpr std::size_t kPaddingBytes = 16;
constexpr std::size_t kNonceBytes = crypto_aead_xchacha20poly1305_ietf_NPUBBYTES;
constexpr std::size_t kTagBytes = crypto_aead_xchacha20poly1305_ietf_ABYTES;
// Stored for ever: both texts separate this use of a key from every other.
constexpr std::string_view kSealedLabel = "rondetafel.sealed.1";
constexpr std::string_view kFingerprintLabel = "rondetafel.fingerprint.1";

// Picks the fastest implementation for this machine, before any thread seals.
[[maybe_unused]] const int kSodiumChosen = sodium_init();

static_assert(sizeof(DataKeyBytes) == crypto_aead_xchacha20poly1305_ietf_KEYBYTES);

unsigned char* Bytes(std::string& text) { return reinterpret_cast<unsigned char*>(text.data()); }
const unsigned char* Bytes(std::string_view text) {
  return reinterpret_cast<const unsigned char*>(text.data());
}

// Eight bytes of length before each part, so that no two lists of parts read the same.
std::string LengthPrefixed(std::initializer_list<std::string_view> parts) {
  std::string out;
  for (std::string_view part : parts) {
    for (int shift = 56; shift >= 0; shift -= 8) {
      out += static_cast<char>(static_cast<std::uint64_t>(part.size()) >> shift & 0xff);
    }
    out += part;
  }
  return out;
}

std::string AssociatedData(const FieldPlace& place) {
  return LengthPrefixed({kSealedLabel, place.stream.raw(), place.field, place.subject.raw()});
}

bool IsUnset(const type::v1::Sealed& sealed) {
  return sealed.key_id().empty() && sealed.ciphertext().empty();
}

// Where the message says it was sealed; nullopt when its ids are not ids.
std::optional<FieldPlace> PlaceOf(const type::v1::Sealed& sealed) {
  FieldPlace place;
  const auto stream = base::StreamId::Parse(sealed.origin_stream_id());
  if (!stream) return std::nullopt;
  place.stream = *stream;
  place.field = sealed.field();
  if (!sealed.subject_id().empty()) {
    const auto subject = base::SubjectId::Parse(sealed.subject_id());
    if (!subject) return std::nullopt;
    place.subject = *subject;
  }
  return place;
}

absl::Status Altered() {
  return absl::DataLossError("a sealed field does not open: altered, or sealed elsewhere");
}

std::string DeterministicBytes(const google::protobuf::Message& message) {
  std::string out;
  google::protobuf::io::StringOutputStream stream(&out);
  google::protobuf::io::CodedOutputStream coded(&stream);
  coded.SetSerializationDeterministic(true);
  RT_CHECK(message.SerializeToCodedStream(&coded));
  coded.Trim();
  return out;
}

}  // namespace

type::v1::Sealed Seal(const DataKey& key, const FieldPlace& place, std::string_view plain) {
  RT_CHECK(!place.stream.is_nil() && !place.field.empty());
  std::string padded(plain);
  padded.resize(plain.size() + kPaddingBytes);
  std::size_t padded_size = 0;
  RT_CHECK(sodium_pad(&padded_size, Bytes(padded), plain.size(), kPaddingBytes, padded.size()) ==
           0);
  std::string nonce(kNonceBytes, '\0');
  randombytes_buf(nonce.data(), nonce.size());
  const std::string associated = AssociatedData(place);
  std::string ciphertext(padded_size + kTagBytes, '\0');
  crypto_aead_xchacha20poly1305_ietf_encrypt(Bytes(ciphertext), nullptr, Bytes(padded), padded_size,
                                             Bytes(std::string_view(associated)), associated.size(),
                                             nullptr, Bytes(nonce), key.bytes.data());
  sodium_memzero(padded.data(), padded.size());

  type::v1::Sealed sealed;
  sealed.set_key_id(key.id.ToString());
  sealed.set_nonce(std::move(nonce));
  sealed.set_ciphertext(std::move(ciphertext));
  sealed.set_origin_stream_id(place.stream.ToString());
  sealed.set_field(place.field);
  if (!place.subject.is_nil()) sealed.set_subject_id(place.subject.ToString());
  return sealed;
}

absl::StatusOr<std::string> Open(const DataKey& key, const type::v1::Sealed& sealed,
                                 std::string_view field) {
  if (sealed.field() != field) {
    return absl::InvalidArgumentError("a sealed field holds another field than the one asked for");
  }
  const std::optional<FieldPlace> place = PlaceOf(sealed);
  const std::string& ciphertext = sealed.ciphertext();
  if (!place || sealed.key_id() != key.id.ToString() || sealed.nonce().size() != kNonceBytes ||
      ciphertext.size() < kTagBytes + kPaddingBytes) {
    return Altered();
  }
  const std::string associated = AssociatedData(*place);
  std::string padded(ciphertext.size() - kTagBytes, '\0');
  if (crypto_aead_xchacha20poly1305_ietf_decrypt(
          Bytes(padded), nullptr, nullptr, Bytes(std::string_view(ciphertext)), ciphertext.size(),
          Bytes(std::string_view(associated)), associated.size(),
          Bytes(std::string_view(sealed.nonce())), key.bytes.data()) != 0) {
    return Altered();
  }
  std::size_t size = 0;
  if (sodium_unpad(&size, Bytes(padded), padded.size(), kPaddingBytes) != 0) return Altered();
  padded.resize(size);
  return padded;
}

absl::StatusOr<std::string> OpenVia(KeyringClient& keyring, const type::v1::Sealed& sealed,
                                    std::string_view field, base::Instant deadline) {
  if (IsUnset(sealed)) return std::string();
  const auto key_id = base::KeyId::Parse(sealed.key_id());
  if (!key_id) return Altered();
  absl::StatusOr<DataKey> key = keyring.OpenKey(*key_id, deadline);
  if (absl::IsNotFound(key.status())) return std::string();
  RT_RETURN_IF_ERROR(key.status());
  return Open(*key, sealed, field);
}

std::string Fingerprint(const DataKey& case_key, std::string_view method, std::string_view actor_id,
                        const google::protobuf::Message& request) {
  // What may differ between a command and its exact repeat is left out.
  const std::unique_ptr<google::protobuf::Message> content(request.New());
  content->CopyFrom(request);
  for (const char* name : {"command_id", "position"}) {
    const auto* field = content->GetDescriptor()->FindFieldByName(name);
    if (field != nullptr) content->GetReflection()->ClearField(content.get(), field);
  }
  std::string bytes =
      LengthPrefixed({kFingerprintLabel, method, actor_id, content->GetDescriptor()->full_name(),
                      DeterministicBytes(*content)});
  std::string hash(32, '\0');
  RT_CHECK(crypto_generichash(Bytes(hash), hash.size(), Bytes(std::string_view(bytes)),
                              bytes.size(), case_key.bytes.data(), case_key.bytes.size()) == 0);
  sodium_memzero(bytes.data(), bytes.size());
  return hash;
}

}  // namespace rondetafel::sealing
