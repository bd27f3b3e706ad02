#include "shared/base/id.h"

#include <gtest/gtest.h>

namespace rondetafel::base {
namespace {

TEST(UuidTest, ReadsBackWhatItWrites) {
  const IdBytes id = RandomUuid();
  EXPECT_EQ(UuidVersion(id), 4);
  EXPECT_EQ(ParseUuid(FormatUuid(id)), id);
}

TEST(UuidTest, RefusesNilAndMalformed) {
  EXPECT_FALSE(ParseUuid("00000000-0000-0000-0000-000000000000"));
  EXPECT_FALSE(ParseUuid("0f8fad5b-d9cb-469f-a165-7086772895"));
  EXPECT_FALSE(ParseUuid("0f8fad5bxd9cb-469f-a165-708677289501"));
  EXPECT_TRUE(ParseUuid("0F8FAD5B-d9cb-469f-a165-708677289501"));
}

TEST(DeriveUuidTest, IsVersion8AndKeepsPartsApart) {
  EXPECT_EQ(UuidVersion(DeriveUuid("case", {"a", "b"})), 8);
  EXPECT_EQ(DeriveUuid("case", {"a", "b"}), DeriveUuid("case", {"a", "b"}));
  EXPECT_NE(DeriveUuid("case", {"ab", ""}), DeriveUuid("case", {"a", "b"}));
  EXPECT_NE(DeriveUuid("case", {"a", "b"}), DeriveUuid("stream", {"a", "b"}));
}

TEST(ReferenceTest, ReadsBackInAnyCaseAndSpacing) {
  const std::string reference = DeriveReference(StreamId::Random());
  ASSERT_EQ(reference.size(), 14U);
  EXPECT_EQ(NormaliseReference(reference), reference);
  std::string typed;
  for (char c : reference.substr(3)) typed += c == '-' ? ' ' : static_cast<char>(std::tolower(c));
  EXPECT_EQ(NormaliseReference(typed), reference);
}

TEST(ReferenceTest, FindsEverySingleWrongCharacter) {
  const std::string reference = DeriveReference(StreamId(DeriveUuid("test", {"1"})));
  for (std::size_t i = 3; i < reference.size(); ++i) {
    if (reference[i] == '-') continue;
    for (char c : std::string_view("0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ")) {
      if (c == reference[i]) continue;
      std::string wrong = reference;
      wrong[i] = c;
      EXPECT_FALSE(NormaliseReference(wrong)) << "position " << i;
    }
  }
}

}  // namespace
}  // namespace rondetafel::base
