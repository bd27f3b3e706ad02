// CRC-32C (Castagnoli), the check sum of every stored record. Uses the processor's instruction
// where it has one; the answer is the same everywhere.
#pragma once
#include <cstdint>
#include <string_view>

namespace rondetafel::eventlog {

// Of `bytes`; to go on over more bytes pass what came before: Crc32c(b, Crc32c(a)) == Crc32c(a +
// b).
std::uint32_t Crc32c(std::string_view bytes, std::uint32_t before = 0);

// The same by table, for processors without the instruction and for the test that compares both.
std::uint32_t Crc32cByTable(std::string_view bytes, std::uint32_t before = 0);

}  // namespace rondetafel::eventlog
