// Two stores in one directory, and the moment one takes the other's place.
#include <gtest/gtest.h>

#include "shared/projection/bulk_builder.h"
#include "shared/projection/difference.h"
#include "shared/projection/fold_into_test_rows.h"
#include "shared/projection/memory_store.h"
#include "shared/projection/temp_dir.h"

namespace rondetafel::projection {
namespace {

constexpr int kRecords = 900;

class BlueGreenTest : public testing::Test {
 protected:
  BlueGreenTest() {
    options_.dir = temp_.path("intake");
    options_.topic = "intake";
    options_.log_id = kit_.log_id;
    live_ = Open();
    EXPECT_TRUE(FoldInto(*live_, kit_, records_, 500, 10).ok());
  }
  std::unique_ptr<RocksDbProjectionStore> Open() {
    auto store = RocksDbProjectionStore::Open(options_);
    EXPECT_TRUE(store.ok()) << store.status();
    return store.ok() ? *std::move(store) : nullptr;
  }
  std::unique_ptr<RocksDbProjectionStore> Build(std::size_t until) {
    const Generation next = live_->directory().NextOf(1);
    BulkBuilder builder({.scratch = live_->directory().BuildPathOf(next)});
    EXPECT_TRUE(FoldInto(builder, kit_, records_, until, 100).ok());
    EXPECT_TRUE(builder.Build(live_->directory(), next, options_).ok());
    auto beside = live_->OpenBeside(next);
    EXPECT_TRUE(beside.ok()) << beside.status();
    return *std::move(beside);
  }
  eventlog::Offset PositionOf(ProjectionStore& store) const {
    return store.GetCursor({kit_.stamp.topic, kit_.stamp.partition}).next;
  }

  TempDir temp_;
  commit::RecordKit kit_;
  std::vector<std::string> records_ = TestRecords(kit_, kRecords);
  StoreOptions options_;
  std::unique_ptr<RocksDbProjectionStore> live_;
};

TEST_F(BlueGreenTest, TakesThePlaceAndGoesOnFolding) {
  auto beside = Build(400);
  ASSERT_TRUE(FoldInto(*beside, kit_, records_, 500, 10).ok());
  auto before = live_->TakeSnapshot();
  const std::string hash = live_->Hash();
  ASSERT_TRUE(live_->SwitchWith(*beside).ok());
  EXPECT_EQ(live_->generation(), (Generation{1, 2}));
  EXPECT_EQ(live_->Hash(), hash);
  auto old_rows = before->Walk();
  auto after = live_->TakeSnapshot();
  auto new_rows = after->Walk();
  EXPECT_TRUE(Compare(*old_rows, *new_rows).empty());
  beside.reset();
  ASSERT_TRUE(FoldInto(*live_, kit_, records_, kRecords, 10).ok());
  EXPECT_TRUE(live_->VerifyHash().ok());

  old_rows.reset();
  new_rows.reset();
  // Reads on in the files of the old store, which nobody has removed.
  EXPECT_TRUE(before->Get<type::v1::TopicPosition>(Key("none")) == std::nullopt);
  const std::string end = live_->Hash();
  live_.reset();
  before.reset();
  after.reset();
  live_ = Open();
  EXPECT_EQ(live_->generation(), (Generation{1, 2}));
  EXPECT_EQ(PositionOf(*live_), kRecords);
  EXPECT_EQ(live_->Hash(), end);
  EXPECT_EQ((*live_->directory().Pointer())->previous, (Generation{1, 1}));
}

TEST_F(BlueGreenTest, RefusesAStoreThatStandsElsewhere) {
  const auto beside = Build(499);
  EXPECT_EQ(live_->SwitchWith(*beside).code(), absl::StatusCode::kFailedPrecondition);
  EXPECT_EQ(live_->generation(), (Generation{1, 1}));
  EXPECT_EQ((*live_->directory().Pointer())->current, (Generation{1, 1}));
}

// Planted: the same positions, other rows.
TEST_F(BlueGreenTest, RefusesAStoreWithOtherRows) {
  const auto beside = Build(500);
  beside->rows().PutRaw(Key("parity").Add("planted"), "x");
  ASSERT_TRUE(beside->Commit().ok());
  EXPECT_EQ(live_->SwitchWith(*beside).code(), absl::StatusCode::kFailedPrecondition);
  EXPECT_EQ(live_->generation(), (Generation{1, 1}));
}

TEST_F(BlueGreenTest, WhatWasBuiltAndNotSwitchedToIsGoneAfterARestart) {
  Build(500).reset();
  EXPECT_EQ(live_->directory().All().size(), 2U);
  live_.reset();
  live_ = Open();
  EXPECT_EQ(live_->directory().All(), (std::vector<Generation>{{1, 1}}));
  EXPECT_EQ(PositionOf(*live_), 500);
}

TEST_F(BlueGreenTest, AGenerationThatIsStillReadCannotBeOpenedTwice) {
  EXPECT_EQ(live_->OpenBeside(live_->generation()).status().code(), absl::StatusCode::kUnavailable);
}

TEST(CompareTest, CountsByTableAndTellsNoValues) {
  MemoryProjectionStore first, second;
  for (MemoryProjectionStore* store : {&first, &second}) {
    store->rows().PutRaw(Key("same").Add("a"), "1");
    store->rows().PutRaw(Key("state").Add("a"), store == &first ? "secret" : "2");
  }
  first.rows().PutRaw(Key("extra").Add("\x01\xff"), "");
  second.rows().PutRaw(Key("history").Add("b"), "");
  second.rows().PutRaw(Key("history").Add("c"), "");
  ASSERT_TRUE(first.Commit().ok() && second.Commit().ok());
  const auto a = first.TakeSnapshot(), b = second.TakeSnapshot();
  const auto differences = Compare(*a->Walk(), *b->Walk());
  ASSERT_EQ(differences.size(), 3U);
  EXPECT_EQ(ToString(differences[0]), "extra: 1 too many, from key 01ff0001");
  EXPECT_EQ(ToString(differences[1]), "history: 2 missing, from key 620001");
  EXPECT_EQ(ToString(differences[2]), "state: 1 unequal, from key 610001");
}

}  // namespace
}  // namespace rondetafel::projection
