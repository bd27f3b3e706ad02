#include "shared/eventlog_rocksdb/crc32c.h"

#include <gtest/gtest.h>

#include <string>

namespace rondetafel::eventlog {
namespace {

// Check value of CRC-32C and the all-zero, all-one and ascending vectors of RFC 3720, appendix B.4.
TEST(Crc32cTest, GivesThePublishedValues) {
  EXPECT_EQ(Crc32c("123456789"), 0xe3069283u);
  EXPECT_EQ(Crc32c(std::string(32, '\0')), 0x8a9136aau);
  EXPECT_EQ(Crc32c(std::string(32, '\xff')), 0x62a8ab43u);
  std::string ascending;
  for (char c = 0; c < 32; ++c) ascending += c;
  EXPECT_EQ(Crc32c(ascending), 0x46dd794eu);
}

TEST(Crc32cTest, TableAndInstructionAgreeAtEveryLengthAndCut) {
  std::string bytes;
  for (int i = 0; i < 64; ++i) {
    bytes += static_cast<char>(i * 37 + 11);
    EXPECT_EQ(Crc32c(bytes), Crc32cByTable(bytes)) << bytes.size();
    const std::string_view all = bytes;
    const std::size_t cut = all.size() / 3;
    EXPECT_EQ(Crc32c(all.substr(cut), Crc32c(all.substr(0, cut))), Crc32c(all));
  }
}

}  // namespace
}  // namespace rondetafel::eventlog
