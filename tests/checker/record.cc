#include "tests/checker/record.h"

#include <sodium.h>

namespace rondetafel::checker {
namespace {

// Picks the fastest BLAKE2b of the machine.
[[maybe_unused]] const int kChosen = sodium_init();

const unsigned char* Raw(std::string_view bytes) {
  return reinterpret_cast<const unsigned char*>(bytes.data());
}

bool IsZero(std::string_view bytes) {
  return bytes.find_first_not_of('\0') == std::string_view::npos;
}

// A text field: visible ASCII, filled up with zeros. False when it is not.
bool ReadText(std::string_view field, std::string_view* text) {
  std::size_t size = 0;
  while (size < field.size() && field[size] >= '!' && field[size] <= '~') ++size;
  *text = field.substr(0, size);
  return IsZero(field.substr(size));
}

std::uint64_t BigEndian(std::string_view eight) {
  std::uint64_t value = 0;
  for (char c : eight) value = value * 256 + static_cast<unsigned char>(c);
  return value;
}

int Nibble(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  if (c >= 'a' && c <= 'f') return c - 'a' + 10;
  return c >= 'A' && c <= 'F' ? c - 'A' + 10 : -1;
}

}  // namespace

Id IdOf(std::string_view raw) {
  Id id{};
  if (raw.size() == id.size()) std::memcpy(id.data(), raw.data(), id.size());
  return id;
}

Hash HashOf(std::string_view raw) {
  Hash hash{};
  if (raw.size() == hash.size()) std::memcpy(hash.data(), raw.data(), hash.size());
  return hash;
}

std::string ToText(const Id& id) {
  constexpr char kDigits[] = "0123456789abcdef";
  std::string text;
  for (std::size_t i = 0; i < id.size(); ++i) {
    if (i == 4 || i == 6 || i == 8 || i == 10) text += '-';
    text += kDigits[id[i] / 16];
    text += kDigits[id[i] % 16];
  }
  return text;
}

Id IdFromText(std::string_view text) {
  Id id{};
  if (text.size() != 36) return id;
  std::size_t digits = 0;
  for (char c : text) {
    if (c == '-') continue;
    const int value = Nibble(c);
    if (value < 0 || digits == 32) return Id{};
    id[digits / 2] = static_cast<std::uint8_t>(id[digits / 2] * 16 + value);
    ++digits;
  }
  return digits == 32 ? id : Id{};
}

Hash Blake2b256(std::string_view bytes) {
  Hash hash{};
  crypto_generichash(hash.data(), hash.size(), Raw(bytes), bytes.size(), nullptr, 0);
  return hash;
}

Id Derived(std::string_view purpose, std::initializer_list<std::string_view> parts) {
  std::string input;
  const auto add = [&input](std::string_view part) {
    for (std::size_t i = 0; i < 8; ++i) input += static_cast<char>(part.size() >> (8 * i) & 255);
    input += part;
  };
  add(purpose);
  for (std::string_view part : parts) add(part);
  Id id{};
  crypto_generichash(id.data(), id.size(), Raw(input), input.size(), nullptr, 0);
  id[6] = static_cast<std::uint8_t>(id[6] % 16 + 0x80);
  id[8] = static_cast<std::uint8_t>(id[8] % 64 + 0x80);
  return id;
}

Shape ReadRecord(std::string_view bytes, Record* record) {
  if (bytes.size() < kEnvelope || bytes.substr(0, 4) != "RTF1") return Shape::kGarbage;
  record->body = bytes.substr(kEnvelope);
  if (View(Blake2b256(record->body)) != bytes.substr(168, 32)) return Shape::kGarbage;
  const int kind = static_cast<unsigned char>(bytes[5]);
  if (bytes[4] != 1 || kind < 1 || kind > 5 || !IsZero(bytes.substr(6, 2))) {
    return Shape::kNewerShape;
  }
  if (!ReadText(bytes.substr(8, 16), &record->topic) ||
      !ReadText(bytes.substr(88, 40), &record->method)) {
    return Shape::kGarbage;
  }
  record->kind = static_cast<Kind>(kind);
  record->case_id = bytes.substr(24, 16);
  record->stream_id = bytes.substr(40, 16);
  record->command_id = bytes.substr(56, 16);
  record->actor = bytes.substr(72, 16);
  record->head = bytes.substr(128, 32);
  record->recorded_us = static_cast<std::int64_t>(BigEndian(bytes.substr(160, 8)));
  record->hash = Blake2b256(bytes.substr(0, kEnvelope));
  return Shape::kGood;
}

bool MacHolds(std::string_view bytes, const Hash& key) {
  Hash mac{};
  crypto_generichash(mac.data(), mac.size(), Raw(bytes), 216, key.data(), key.size());
  return View(mac) == bytes.substr(216, 32);
}

Id MacKeyOf(std::string_view bytes) { return IdOf(bytes.substr(200, 16)); }

Hash RunningAfter(const Hash& running, std::string_view bytes, Shape shape, const Record& record) {
  std::array<char, 65> input{};
  std::memcpy(input.data(), running.data(), 32);
  input[32] = shape == Shape::kGood ? 1 : 0;
  const Hash hash = shape == Shape::kGood ? record.hash : Blake2b256(bytes);
  std::memcpy(input.data() + 33, hash.data(), 32);
  return Blake2b256({input.data(), input.size()});
}

int PartitionOfCase(std::string_view case_id, int partition_count) {
  const Hash hash = Blake2b256(case_id);
  return static_cast<int>(BigEndian(View(hash).substr(0, 8)) %
                          static_cast<std::uint64_t>(partition_count));
}

}  // namespace rondetafel::checker
