// CRC-32C (Castagnoli), the check sum of every stored record. Uses the processor's instruction
// where it has one; the answer is the same everywhere.
#pragma once
#include <cstdint>
#include <string_view>

namespace rondetafel::eventlog {

// Of `bytes`. To go on over more of them pass the sum of those before: the sum of "ab" is
// Crc32c("b", Crc32c("a")).
std::uint32_t Crc32c(std::string_view bytes, std::uint32_t before = 0);

// The same by table, for processors without the instruction and for the test that compares both.
std::uint32_t Crc32cByTable(std::string_view bytes, std::uint32_t before = 0);

}  // namespace rondetafel::eventlog
