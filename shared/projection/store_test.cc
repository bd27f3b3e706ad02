#include "shared/projection/store.h"

#include <gtest/gtest.h>

#include "rondetafel/type/v1/type.pb.h"
#include "shared/projection/memory_store.h"
#include "shared/projection/temp_dir.h"

namespace rondetafel::projection {
namespace {

using Row = type::v1::TopicPosition;
const eventlog::TopicPartition kSource{"intake", 3};

Key RowKey(int number) { return std::move(Key("things").Add(number)); }

commit::FoldCursor CursorAt(eventlog::Offset next) {
  commit::FoldCursor cursor;
  cursor.next = next;
  cursor.effective = {-5};
  cursor.running.fill(7);
  cursor.introduced_mac_keys = {base::KeyId(base::DeriveUuid("key", {"1"})),
                                base::KeyId(base::DeriveUuid("key", {"2"}))};
  cursor.migration_closed = true;
  cursor.accepted = 11;
  cursor.ignored = 13;
  return cursor;
}

// The promises of the port, kept by both implementations.
class ProjectionStoreTest : public testing::TestWithParam<bool> {
 protected:
  ProjectionStoreTest() {
    options_.dir = temp_.path("intake");
    options_.topic = "intake";
    options_.log_id = base::LogId::Random();
    // Small, so that rows are forgotten and read again.
    options_.cache_bytes_max = 1000;
    if (GetParam()) {
      auto opened = RocksDbProjectionStore::Open(options_);
      EXPECT_TRUE(opened.ok()) << opened.status();
      store_ = *std::move(opened);
    } else {
      store_ = std::make_unique<MemoryProjectionStore>();
    }
  }

  TempDir temp_;
  StoreOptions options_;
  std::unique_ptr<ProjectionStore> store_;
};
INSTANTIATE_TEST_SUITE_P(MemoryAndRocksDb, ProjectionStoreTest, testing::Bool());

TEST_P(ProjectionStoreTest, ShowsChangesToTheFoldAtOnceAndToSnapshotsAfterCommit) {
  Rows& rows = store_->rows();
  EXPECT_EQ(rows.Find<Row>(RowKey(1)), nullptr);
  rows.Mutable<Row>(RowKey(1))->set_offset(41);
  rows.PutRaw(Key("index").Add("a"), "");
  ASSERT_NE(rows.Find<Row>(RowKey(1)), nullptr);
  EXPECT_EQ(rows.Find<Row>(RowKey(1))->offset(), 41);
  EXPECT_FALSE(store_->TakeSnapshot()->Get<Row>(RowKey(1)));

  ASSERT_TRUE(store_->Commit().ok());
  const auto before = store_->TakeSnapshot();
  rows.Mutable<Row>(RowKey(1))->set_offset(42);
  rows.Erase(Key("index").Add("a"));
  ASSERT_TRUE(store_->Commit().ok());

  std::string value;
  EXPECT_EQ(before->Get<Row>(RowKey(1))->offset(), 41);
  EXPECT_TRUE(before->GetBytes(Key("index").Add("a"), &value));
  EXPECT_EQ(store_->TakeSnapshot()->Get<Row>(RowKey(1))->offset(), 42);
  EXPECT_FALSE(store_->TakeSnapshot()->GetBytes(Key("index").Add("a"), &value));
}

TEST_P(ProjectionStoreTest, ScansAPrefixInOrderFromAKeyOn) {
  for (int number : {5, -2, 300, 0}) store_->rows().Mutable<Row>(RowKey(number));
  store_->rows().PutRaw(Key("thingsmore").Add(1), "not of the table");
  ASSERT_TRUE(store_->Commit().ok());
  std::vector<std::int64_t> seen;
  auto visit = [&seen](std::string_view key, std::string_view) {
    seen.push_back(Key::Reader(key).Number());
    return seen.size() < 3;
  };
  store_->TakeSnapshot()->Scan(Key("things"), "", visit);
  EXPECT_EQ(seen, (std::vector<std::int64_t>{-2, 0, 5}));
  seen.clear();
  store_->TakeSnapshot()->Scan(Key("things"), RowKey(1).bytes(), visit);
  EXPECT_EQ(seen, (std::vector<std::int64_t>{5, 300}));
}

TEST_P(ProjectionStoreTest, KeepsRowsThatTheCacheForgot) {
  for (int i = 0; i < 200; ++i) store_->rows().Mutable<Row>(RowKey(i))->set_offset(i);
  ASSERT_TRUE(store_->Commit().ok());
  for (int i = 0; i < 200; ++i) {
    ASSERT_NE(store_->rows().Find<Row>(RowKey(i)), nullptr);
    EXPECT_EQ(store_->rows().Find<Row>(RowKey(i))->offset(), i);
  }
}

TEST_P(ProjectionStoreTest, HashDependsOnTheRowsAndNotOnHowTheyCameToBe) {
  const std::string empty = store_->Hash();
  EXPECT_EQ(empty, std::string(32, '0'));
  store_->rows().Mutable<Row>(RowKey(1))->set_offset(1);
  store_->rows().PutRaw(RowKey(2), "two");
  ASSERT_TRUE(store_->Commit().ok());
  const std::string both = store_->Hash();
  EXPECT_NE(both, empty);

  store_->rows().Mutable<Row>(RowKey(1))->set_offset(9);
  store_->rows().Erase(RowKey(2));
  store_->rows().PutRaw(RowKey(3), "three");
  ASSERT_TRUE(store_->Commit().ok());
  EXPECT_NE(store_->Hash(), both);
  store_->rows().PutRaw(RowKey(2), "two");
  store_->rows().Mutable<Row>(RowKey(1))->set_offset(1);
  store_->rows().Erase(RowKey(3));
  ASSERT_TRUE(store_->Commit().ok());
  EXPECT_EQ(store_->Hash(), both);
}

TEST_P(ProjectionStoreTest, CursorsAreNotPartOfTheHash) {
  EXPECT_EQ(store_->GetCursor(kSource).next, 0);
  store_->PutCursor(kSource, CursorAt(17));
  ASSERT_TRUE(store_->Commit().ok());
  EXPECT_EQ(store_->Hash(), std::string(32, '0'));
  EXPECT_EQ(store_->GetCursor(kSource).Encode(), CursorAt(17).Encode());
  EXPECT_EQ(store_->GetCursor({"intake", 4}).next, 0);
}

TEST_P(ProjectionStoreTest, IndexKeepsTopicsApart) {
  const auto stream = base::StreamId::Random();
  const auto case_id = base::CaseId::Random();
  const auto command = base::CommandId::Random();
  commit::KnownCommand known;
  known.actor = base::ActorId::Random();
  known.stream_id = stream;
  known.method = "SubmitRequest";
  known.fingerprint = std::string("\0f", 2);
  known.fingerprint_key_id = "k";
  known.refused = true;
  known.outcome = "outcome";
  known.commit_hash.fill(3);
  known.offset = 12;
  store_->index("intake").PutHead(stream, {known.commit_hash, 4, {99}});
  store_->index("intake").PutCommand(case_id, command, known);
  ASSERT_TRUE(store_->Commit().ok());

  const auto head = store_->index("intake").FindHead(stream);
  ASSERT_TRUE(head);
  EXPECT_EQ(head->hash, known.commit_hash);
  EXPECT_EQ(head->version, 4);
  EXPECT_EQ(head->registered_at.us, 99);
  const auto found = store_->index("intake").FindCommand(case_id, command);
  ASSERT_TRUE(found);
  EXPECT_EQ(found->actor, known.actor);
  EXPECT_EQ(found->stream_id, stream);
  EXPECT_EQ(found->method, known.method);
  EXPECT_EQ(found->fingerprint, known.fingerprint);
  EXPECT_EQ(found->fingerprint_key_id, "k");
  EXPECT_TRUE(found->refused);
  EXPECT_EQ(found->outcome, "outcome");
  EXPECT_EQ(found->commit_hash, known.commit_hash);
  EXPECT_EQ(found->offset, 12);
  EXPECT_FALSE(store_->index("triage").FindHead(stream));
  EXPECT_FALSE(store_->index("triage").FindCommand(case_id, command));
}

TEST(MemoryProjectionStoreTest, CrashGoesBackToTheLastFlush) {
  MemoryProjectionStore store;
  store.rows().PutRaw(RowKey(1), "flushed");
  store.PutCursor(kSource, CursorAt(1));
  ASSERT_TRUE(store.Commit().ok());
  ASSERT_TRUE(store.Flush().ok());
  const std::string hash = store.Hash();
  store.rows().PutRaw(RowKey(1), "not flushed");
  store.PutCursor(kSource, CursorAt(2));
  ASSERT_TRUE(store.Commit().ok());

  const auto after = store.Crash();
  std::string value;
  ASSERT_TRUE(after->rows().GetRaw(RowKey(1), &value));
  EXPECT_EQ(value, "flushed");
  EXPECT_EQ(after->GetCursor(kSource).next, 1);
  EXPECT_EQ(after->Hash(), hash);
}

TEST(MemoryProjectionStoreTest, AJournalGivesEveryBatchBack) {
  auto store = std::make_unique<MemoryProjectionStore>(true);
  std::vector<std::string> hashes{store->Hash()};
  for (int batch = 1; batch <= 3; ++batch) {
    store->rows().PutRaw(RowKey(1), std::to_string(batch));
    if (batch == 2) store->rows().PutRaw(RowKey(2), "there for one batch");
    if (batch == 3) store->rows().Erase(RowKey(2));
    store->PutCursor(kSource, CursorAt(batch));
    ASSERT_TRUE(store->Commit().ok());
    hashes.push_back(store->Hash());
    if (batch == 1) {
      ASSERT_TRUE(store->Flush().ok());
    }
  }
  EXPECT_EQ(store->batches_flushed(), 1U);

  for (int batch = 2; batch >= 0; --batch) {
    store = store->CrashAt(static_cast<std::size_t>(batch));
    std::string value;
    EXPECT_EQ(store->rows().GetRaw(RowKey(1), &value), batch > 0);
    if (batch > 0) {
      EXPECT_EQ(value, std::to_string(batch));
    }
    EXPECT_EQ(store->rows().GetRaw(RowKey(2), &value), batch == 2);
    EXPECT_EQ(store->GetCursor(kSource).next, batch);
    EXPECT_EQ(store->Hash(), hashes[static_cast<std::size_t>(batch)]);
  }
  EXPECT_EQ(store->batches_flushed(), 0U);
}

}  // namespace
}  // namespace rondetafel::projection
