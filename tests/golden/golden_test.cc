// Every golden history, folded by this binary.
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>

#include "services/rondetafel/definitions.h"
#include "shared/base/text.h"
#include "shared/runtime/rebuild.h"
#include "tests/golden/history.h"

namespace rondetafel::golden {
namespace {

namespace fs = std::filesystem;

const fs::path kHistories = "tests/golden/histories";

struct Golden {
  std::unique_ptr<eventlog::SimEventLog> log;
  commit::MacKeySet keys;
  Hashes hashes;
};

// Key files must be their owner's alone, which a checkout does not know.
absl::StatusOr<commit::MacKeySet> ReadKeys(const fs::path& file) {
  const fs::path own = fs::path(testing::TempDir()) / base::Cat("golden-keys-", getpid());
  fs::copy_file(file, own, fs::copy_options::overwrite_existing);
  fs::permissions(own, fs::perms::owner_read | fs::perms::owner_write);
  auto keys = commit::ReadKeyFile(own.string());
  fs::remove(own);
  return keys;
}

Golden Load(const fs::path& dir) {
  Golden golden;
  auto records = Read((dir / kHistoryFile).string());
  EXPECT_TRUE(records.ok()) << records.status();
  auto log = InMemory(*records);
  auto keys = ReadKeys(dir / kKeyFile);
  auto hashes = ReadHashes((dir / kHashFile).string());
  EXPECT_TRUE(log.ok() && keys.ok() && hashes.ok())
      << log.status() << keys.status() << hashes.status();
  golden.log = *std::move(log);
  golden.keys = *std::move(keys);
  golden.hashes = *std::move(hashes);
  return golden;
}

std::vector<fs::path> Histories() {
  std::vector<fs::path> all;
  for (const auto& each : fs::directory_iterator(kHistories)) all.push_back(each.path());
  return all;
}

TEST(GoldenTest, EveryServiceReadsEveryHistoryToTheSameRows) {
  ASSERT_FALSE(Histories().empty());
  for (const fs::path& dir : Histories()) {
    Golden golden = Load(dir);
    for (const std::string_view service : kServices) {
      SCOPED_TRACE(base::Cat(dir.string(), " ", service));
      const auto definition = suite::DefinitionOf(service);
      ASSERT_TRUE(definition.has_value());
      const auto hash = Fold(*golden.log, golden.keys, *definition);
      ASSERT_TRUE(hash.ok()) << hash.status();
      const auto expected =
          golden.hashes.find({std::string(service), definition->projection_version});
      ASSERT_NE(expected, golden.hashes.end())
          << "a new projection version: look at the rows, then add to hashes.txt:\n"
          << service << ' ' << definition->projection_version << ' ' << *hash;
      EXPECT_EQ(*hash, expected->second)
          << "old history gives other rows than before under the same projection version";
    }
  }
}

TEST(GoldenTest, AChangedByteIsNoticed) {
  auto records = Read((Histories().front() / kHistoryFile).string());
  ASSERT_TRUE(records.ok()) << records.status();
  Golden golden = Load(Histories().front());
  // Given: one commit of intake with its last byte changed, so that every reader ignores it.
  const auto commit = std::find_if(records->rbegin(), records->rend(), [](const auto& record) {
    return record.source.topic == "intake" && record.offset > 0 && record.bytes[5] == 1;
  });
  ASSERT_NE(commit, records->rend());
  commit->bytes.back() = static_cast<char>(commit->bytes.back() ^ 1);
  auto log = InMemory(*records);
  ASSERT_TRUE(log.ok()) << log.status();
  const auto definition = suite::DefinitionOf("intake");
  const auto hash = Fold(**log, golden.keys, *definition);
  ASSERT_TRUE(hash.ok()) << hash.status();
  EXPECT_NE(*hash, (golden.hashes[{"intake", definition->projection_version}]));
}

// What the events of a service may say: every field and enum value that can be reached from them.
class SchemaText {
 public:
  void Add(const google::protobuf::Descriptor& message) {
    std::string& text = types_[message.full_name()];
    if (!text.empty()) return;
    text = "message";
    for (int i = 0; i < message.field_count(); ++i) {
      const google::protobuf::FieldDescriptor& field = *message.field(i);
      text +=
          base::Cat(' ', field.number(), ':', field.type_name(), field.is_repeated() ? "[]" : "");
      if (field.enum_type() != nullptr) Add(*field.enum_type());
      if (field.message_type() != nullptr) Add(*field.message_type());
    }
  }
  std::string Digest() const {
    std::string all;
    for (const auto& [name, text] : types_) all += base::Cat(name, ' ', text, '\n');
    return commit::HashToHex(commit::Blake2b(all)).substr(0, kDigits);
  }

 private:
  static constexpr std::size_t kDigits = 16;
  void Add(const google::protobuf::EnumDescriptor& type) {
    std::string& text = types_[type.full_name()];
    text = "enum";
    for (int i = 0; i < type.value_count(); ++i) text += base::Cat(' ', type.value(i)->number());
  }

  // A node of a map stays where it is while others are added.
  std::map<std::string, std::string> types_;
};

// An older binary halts before what it does not know by the schema version alone: a new enum value
// or field under the old version would be folded by it as if it were nothing.
TEST(GoldenTest, EventsChangeWithTheirSchemaVersionOnly) {
  const auto known = ReadHashes("tests/golden/schemas.txt");
  ASSERT_TRUE(known.ok()) << known.status();
  for (const std::string_view service : kServices) {
    const auto definition = suite::DefinitionOf(service);
    SchemaText schema;
    for (const runtime::StreamKind& kind : definition->kinds) {
      schema.Add(*kind.event_prototype->GetDescriptor());
    }
    const auto expected = known->find({std::string(service), definition->schema_version});
    const std::string now = expected == known->end() ? "none" : expected->second;
    EXPECT_EQ(schema.Digest(), now) << "the events of " << service
                                    << " changed: raise its schema_version and add to schemas.txt\n"
                                    << service << " <version> " << schema.Digest();
  }
}

TEST(GoldenTest, ABinaryOfAnOlderSchemaHalts) {
  Golden golden = Load(Histories().front());
  auto definition = suite::DefinitionOf("intake");
  definition->schema_version = 0;
  const auto hash = Fold(*golden.log, golden.keys, *definition);
  EXPECT_EQ(hash.status().code(), absl::StatusCode::kFailedPrecondition);
  EXPECT_NE(std::string(hash.status().message()).find("not_understood"), std::string::npos)
      << hash.status();
}

}  // namespace
}  // namespace rondetafel::golden
