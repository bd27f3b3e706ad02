#include "shared/rpc/page_token.h"

#include <gtest/gtest.h>

namespace rondetafel::rpc {
namespace {

const std::string kQuery = PageQuery("ListRequests", {"REGION_LIMBURG", "open"});

TEST(PageTokenTest, GivesTheKeyBack) {
  const std::string key("by_region\0\x01\xFF", 12);
  const auto page = ReadPage(20, MakePageToken(key, kQuery), kQuery);
  ASSERT_TRUE(page.ok()) << page.status();
  EXPECT_EQ(page->from, key);
  EXPECT_EQ(page->size, 20);
}

TEST(PageTokenTest, RefusesEveryAlteration) {
  const std::string token = MakePageToken("some key", kQuery);
  for (std::size_t i = 0; i < token.size(); ++i) {
    for (int byte = 0; byte < 256; ++byte) {
      std::string altered = token;
      altered[i] = static_cast<char>(byte);
      if (altered == token) continue;
      EXPECT_TRUE(absl::IsInvalidArgument(ReadPage(1, altered, kQuery).status()))
          << i << ' ' << byte;
    }
    if (i > 0) {
      EXPECT_TRUE(absl::IsInvalidArgument(ReadPage(1, token.substr(0, i), kQuery).status())) << i;
    }
  }
}

TEST(PageTokenTest, RefusesTheTokenOfAnotherQuery) {
  const std::string token = MakePageToken("key", kQuery);
  for (const std::string& other :
       {PageQuery("ListRequests", {"REGION_LIMBURG", "closed"}), PageQuery("ListRequests", {}),
        PageQuery("ListRequests", {"REGION_LIMBURGopen", ""})}) {
    EXPECT_TRUE(absl::IsInvalidArgument(ReadPage(1, token, other).status()));
  }
}

TEST(PageTokenTest, BoundsTheSize) {
  EXPECT_EQ(ReadPage(0, "", kQuery)->size, kPageSizeDefault);
  EXPECT_EQ(ReadPage(1'000'000, "", kQuery)->size, kPageSizeMax);
  EXPECT_TRUE(absl::IsInvalidArgument(ReadPage(-1, "", kQuery).status()));
  EXPECT_TRUE(absl::IsInvalidArgument(ReadPage(1, std::string(10'000, 'A'), kQuery).status()));
}

}  // namespace
}  // namespace rondetafel::rpc
