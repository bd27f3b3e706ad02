// A directory of its own and the shape of a small log, for the tests of this folder.
#pragma once
#include <gtest/gtest.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <future>
#include <string>
#include <vector>

#include "shared/eventlog/plain_identity.h"
#include "shared/eventlog_rocksdb/rocksdb_event_log.h"

namespace rondetafel::eventlog {

class LogDirectoryTest : public testing::Test {
 protected:
  void SetUp() override {
    std::string pattern = testing::TempDir() + "rondetafel-log-XXXXXX";
    ASSERT_NE(mkdtemp(pattern.data()), nullptr);
    options_.dir = pattern + "/log";
    directory_ = pattern;
  }
  void TearDown() override { std::filesystem::remove_all(directory_); }

  absl::Status Create() {
    return RocksDbEventLog::Create(
        options_, {"intake", "triage"}, 2,
        [this](const TopicPartition&) { return PlainRecord0(identity_); });
  }
  absl::StatusOr<std::unique_ptr<RocksDbEventLog>> Open() {
    return RocksDbEventLog::Open(options_, ReadPlainIdentity, identity_);
  }
  std::unique_ptr<RocksDbEventLog> CreateAndOpen() {
    EXPECT_TRUE(Create().ok());
    auto log = Open();
    EXPECT_TRUE(log.ok()) << log.status();
    return log.ok() ? *std::move(log) : nullptr;
  }
  static std::future<AppendResult> AppendTo(EventLog* log, const TopicPartition& to,
                                            std::string record) {
    auto promise = std::make_shared<std::promise<AppendResult>>();
    log->Append(to, std::move(record),
                [promise](AppendResult result) { promise->set_value(std::move(result)); });
    return promise->get_future();
  }
  // Changes one bit of a file.
  static void FlipIn(const std::filesystem::path& file, std::uint64_t offset, int bit = 4) {
    std::fstream bytes(file, std::ios::in | std::ios::out | std::ios::binary);
    bytes.seekg(static_cast<std::streamoff>(offset));
    const char flipped = static_cast<char>(bytes.get() ^ (1 << bit));
    bytes.seekp(static_cast<std::streamoff>(offset));
    bytes.put(flipped);
  }
  // The files of the store with this ending.
  std::vector<std::filesystem::path> Files(const std::string& extension) const {
    std::vector<std::filesystem::path> files;
    for (const auto& entry : std::filesystem::directory_iterator(options_.dir + "/records")) {
      if (entry.path().extension() == extension) files.push_back(entry.path());
    }
    return files;
  }

  const LogIdentity identity_{*base::LogId::Parse("6f1a2b3c-0000-4000-8000-000000000001"), 2};
  const TopicPartition intake0_{"intake", 0};
  RocksDbLogOptions options_;
  std::string directory_;
};

}  // namespace rondetafel::eventlog
