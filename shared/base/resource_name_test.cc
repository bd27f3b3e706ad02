#include "shared/base/resource_name.h"

#include <gtest/gtest.h>

namespace rondetafel::base {
namespace {

TEST(ResourceNameTest, ReadsBackWhatItWrites) {
  const CaseId case_id = CaseId::Random();
  const StreamId stream = StreamId::Random();
  const auto parsed = ParseName(FormatName("requests", case_id, stream), "requests");
  ASSERT_TRUE(parsed);
  EXPECT_EQ(parsed->case_id, case_id);
  EXPECT_EQ(parsed->stream_id, stream);
}

TEST(ResourceNameTest, RefusesAnotherCollectionAndTrailingText) {
  const std::string name = FormatName("requests", CaseId::Random(), StreamId::Random());
  EXPECT_FALSE(ParseName(name, "consultations"));
  EXPECT_FALSE(ParseName(name + "/", "requests"));
  EXPECT_FALSE(ParseName("", "requests"));
}

TEST(ResourceNameTest, AStreamThatStandsForItselfIsItsOwnCase) {
  const StreamId desk = StreamId::Random();
  const auto parsed = ParseOwnName(FormatName("desks", desk), "desks");
  ASSERT_TRUE(parsed);
  EXPECT_EQ(parsed->case_id.raw(), desk.raw());
}

}  // namespace
}  // namespace rondetafel::base
