#include "services/keyring/identity.h"

#include <sodium.h>
#include <unicode/normalizer2.h>
#include <unicode/uchar.h>
#include <unicode/unistr.h>

#include <algorithm>
#include <array>
#include <vector>

#include "shared/base/check.h"
#include "shared/sealing/national_number.h"

namespace rondetafel::keyring {
namespace {

// Letters that Unicode does not take apart into a letter and an accent, but people write without.
struct Plain {
  UChar32 letter;
  const char* plain;
};
constexpr std::array<Plain, 8> kPlain = {{{0x00e6, "ae"},
                                          {0x00f0, "d"},
                                          {0x00f8, "o"},
                                          {0x00fe, "th"},
                                          {0x0111, "d"},
                                          {0x0131, "i"},
                                          {0x0142, "l"},
                                          {0x0153, "oe"}}};

icu::UnicodeString FoldedAndDecomposed(std::string_view name) {
  UErrorCode error = U_ZERO_ERROR;
  const auto* fold = icu::Normalizer2::getNFKCCasefoldInstance(error);
  const auto* decompose = icu::Normalizer2::getNFDInstance(error);
  RT_CHECK(U_SUCCESS(error));
  const auto text = icu::UnicodeString::fromUTF8(
      icu::StringPiece(name.data(), static_cast<std::int32_t>(name.size())));
  icu::UnicodeString out = decompose->normalize(fold->normalize(text, error), error);
  RT_CHECK(U_SUCCESS(error));
  return out;
}

void AppendLetter(UChar32 letter, std::string& word) {
  const auto plain = std::ranges::find(kPlain, letter, &Plain::letter);
  if (plain != kPlain.end()) {
    word += plain->plain;
  } else {
    icu::UnicodeString(letter).toUTF8String(word);
  }
}

}  // namespace

std::string NormaliseName(std::string_view name) {
  const icu::UnicodeString folded = FoldedAndDecomposed(name);
  std::vector<std::string> words(1);
  for (std::int32_t i = 0; i < folded.length(); i = folded.moveIndex32(i, 1)) {
    const UChar32 letter = folded.char32At(i);
    if (u_charType(letter) == U_NON_SPACING_MARK) continue;
    if (u_isalnum(letter)) {
      AppendLetter(letter, words.back());
    } else if (!words.back().empty()) {
      words.emplace_back();
    }
  }
  std::ranges::sort(words);
  std::string out;
  for (const std::string& word : words) {
    if (!out.empty()) out += ' ';
    out += word;
  }
  return out;
}

base::StreamId IdentityHasher::Hash(std::string_view basis,
                                    std::initializer_list<std::string_view> parts) const {
  std::string text(basis);
  for (std::string_view part : parts) {
    text += '\0';  // in none of the parts
    text += part;
  }
  std::array<unsigned char, 32> hash{};
  RT_CHECK(crypto_generichash(hash.data(), hash.size(),
                              reinterpret_cast<const unsigned char*>(text.data()), text.size(),
                              key_->bytes.data(), key_->bytes.size()) == 0);
  sodium_memzero(text.data(), text.size());
  const std::string_view bytes(reinterpret_cast<const char*>(hash.data()), hash.size());
  return base::StreamId(base::DeriveUuid("keyring identity", {bytes}));
}

IdentityStreams IdentityHasher::StreamsOf(const v1::PersonIdentity& person,
                                          const base::CaseId& case_id) const {
  IdentityStreams streams;
  if (const auto number = sealing::NationalNumber::Parse(person.national_number())) {
    streams.number = Hash("number", {number->digits()});
  }
  const std::string name = NormaliseName(person.name());
  if (!name.empty() && !person.birth_date().empty()) {
    streams.name = Hash("name", {name, person.birth_date()});
  }
  if (!streams.number && !streams.name && !case_id.is_nil()) {
    streams.case_person = Hash("person", {case_id.ToString(), person.person_id()});
  }
  return streams;
}

base::StreamId CaseKeysStream(const base::CaseId& case_id) {
  return base::StreamId(base::DeriveUuid("keyring case keys", {case_id.raw()}));
}

}  // namespace rondetafel::keyring
