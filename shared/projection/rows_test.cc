#include "shared/projection/rows.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <tuple>

#include "shared/projection/row_cache.h"
#include "shared/projection/row_hash.h"

namespace rondetafel::projection {
namespace {

using Parts = std::tuple<std::string, std::int64_t, std::string>;

Key KeyOf(const Parts& parts) {
  Key key("table");
  key.Add(std::get<0>(parts)).Add(std::get<1>(parts)).Add(std::get<2>(parts));
  return key;
}

// Short texts over few letters, the awkward bytes among them, so that prefixes and ties are common.
rc::Gen<std::string> AwkwardText() {
  return rc::gen::container<std::string>(rc::gen::element('\0', '\x01', 'a', '\xfe', '\xff'));
}
rc::Gen<Parts> AnyParts() {
  return rc::gen::tuple(AwkwardText(), rc::gen::arbitrary<std::int64_t>(), AwkwardText());
}

// Texts compare as unsigned bytes.
RC_GTEST_PROP(KeyProperty, SortsByPartAndReadsBack, ()) {
  const Parts a = *AnyParts();
  Parts b = *AnyParts();
  if (*rc::gen::arbitrary<bool>()) std::get<0>(b) = std::get<0>(a);
  if (*rc::gen::arbitrary<bool>()) std::get<1>(b) = std::get<1>(a);
  RC_ASSERT((KeyOf(a).bytes() < KeyOf(b).bytes()) == (a < b));

  const Key key = KeyOf(a);
  Key::Reader reader(key.bytes());
  RC_ASSERT(reader.table() == "table");
  RC_ASSERT(reader.Text() == std::get<0>(a));
  RC_ASSERT(reader.Number() == std::get<1>(a));
  RC_ASSERT(reader.Text() == std::get<2>(a));
}

RC_GTEST_PROP(KeyProperty, PartsArePrefixesOfTheirOwnRowsOnly, ()) {
  const Parts parts = *AnyParts();
  const std::string other = *AwkwardText();
  const bool is_prefix =
      KeyOf(parts).bytes().starts_with(std::move(Key("table").Add(other)).bytes());
  RC_ASSERT(is_prefix == (other == std::get<0>(parts)));
}

// The encoding is in stores that a rolled-back binary may open.
TEST(KeyTest, GoldenBytes) {
  EXPECT_EQ(std::move(Key("t").Add(std::string_view("a\0", 2)).Add(-1)).bytes(),
            std::string("t\0a\0\xff\0\x01\x7f\xff\xff\xff\xff\xff\xff\xff", 15));
}

using KeyDeathTest = testing::Test;
TEST(KeyDeathTest, RefusesATableNameThatCouldEndEarly) {
  EXPECT_DEATH(Key(""), "invariant broken");
  EXPECT_DEATH(Key(std::string_view("a\0b", 3)), "invariant broken");
}
TEST(KeyDeathTest, RefusesToReadWhatIsNotThere) {
  const Key key = std::move(Key("t").Add("a"));
  Key::Reader reader(key.bytes());
  reader.Text();
  EXPECT_DEATH(reader.Text(), "invariant broken");
  EXPECT_DEATH(reader.Number(), "invariant broken");
}

RC_GTEST_PROP(RowHashProperty, AddingAndTakingAwayInAnyOrderIsExact, ()) {
  const auto values =
      *rc::gen::container<std::vector<std::string>>(rc::gen::arbitrary<std::string>());
  RowHash forward;
  RowHash backward;
  for (std::size_t i = 0; i < values.size(); ++i) {
    forward += HashRow("key", values[i]);
    backward += HashRow("key", values[values.size() - 1 - i]);
  }
  RC_ASSERT(forward == backward);
  for (const std::string& value : values) forward -= HashRow("key", value);
  RC_ASSERT(forward == RowHash{});
}

TEST(RowHashTest, CarriesBetweenItsHalves) {
  RowHash hash{1, ~std::uint64_t{0}};
  hash += RowHash{0, 1};
  EXPECT_EQ(hash, (RowHash{2, 0}));
  hash -= RowHash{0, 1};
  EXPECT_EQ(hash, (RowHash{1, ~std::uint64_t{0}}));
  EXPECT_EQ(hash.ToHex(), "0000000000000001ffffffffffffffff");
  EXPECT_EQ(RowHash::Decode(hash.Encode()), hash);
  EXPECT_FALSE(RowHash::Decode("short"));
}

TEST(RowHashTest, NoByteMovesBetweenKeyAndValueUnseen) {
  EXPECT_NE(HashRow("ab", "c"), HashRow("a", "bc"));
  EXPECT_NE(HashRow("a", ""), HashRow("", "a"));
}

// Keeps nothing, as a store whose disk is full.
class FullSource : public RowSource {
 public:
  bool Load(std::string_view, std::string*) override { return false; }
};

TEST(RowCacheTest, WhatWasHandedOutAndIsNotStoredYetIsStillSeen) {
  FullSource source;
  RowCache rows(&source, 0);
  const Key key = std::move(Key("t").Add(1));
  rows.PutRaw(key, "value");
  RowHash hash;
  rows.Drain(&hash, [](std::string_view, const std::string*) {});
  std::string value;
  ASSERT_TRUE(rows.GetRaw(key, &value));
  EXPECT_EQ(value, "value");
  rows.Trim();
  EXPECT_EQ(rows.rows(), 0u);
}

}  // namespace
}  // namespace rondetafel::projection
