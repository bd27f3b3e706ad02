// A whole log in a file: written in one go, read from front to end, checked all the way.
//
//   ExportWriter writer;                              ExportReader reader;
//   writer.Open(path, header);                        reader.Open(path);
//   writer.Add(source, offset, record); …             while (reader.Next(&records) …) …
//   writer.Finish();                                  // the trailer has been compared
//
// Streaming: a block in memory at most. Every error of the reader names the byte of the file.
#pragma once
#include <absl/status/statusor.h>
#include <sodium.h>

#include <cstdio>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "rondetafel/log/v1/copy.pb.h"
#include "shared/commit/envelope.h"
#include "shared/eventlog/event_log.h"
#include "tools/rtctl/transfer/frame.h"

namespace rondetafel::rtctl {

// Records of one partition so far: how many, and the running hash over them.
struct ExportedSoFar {
  eventlog::Offset records = 0;
  commit::Hash running{};
};
using ExportedPartitions = std::map<eventlog::TopicPartition, ExportedSoFar>;

struct FileCloser {
  void operator()(std::FILE* file) const { std::fclose(file); }
};
using FileHandle = std::unique_ptr<std::FILE, FileCloser>;

class ExportWriter {
 public:
  // ALREADY_EXISTS: `path` is there. The file has its name only once it is finished.
  absl::Status Open(const std::string& path, const log::v1::ExportHeader& header);
  absl::Status AddKeyFile(const std::string& name, std::string content);
  // The next record of its partition; a partition's records one after the other, in order of topic
  // and partition.
  absl::Status Add(const eventlog::LogRecord& record);
  // Writes the trailer, syncs and gives the file its name.
  absl::Status Finish();
  ~ExportWriter();

  const ExportedPartitions& partitions() const { return partitions_; }
  std::int64_t bytes() const { return bytes_; }

 private:
  absl::Status Write(std::string_view bytes);
  absl::Status WriteFrame(FrameKind kind, std::string_view message);
  absl::Status WriteBlock();

  std::string path_;
  FileHandle file_;
  log::v1::ExportHeader header_;
  log::v1::ExportBlock block_;
  std::size_t block_bytes_ = 0;
  ExportedPartitions partitions_;
  crypto_generichash_state hash_;
  std::int64_t bytes_ = 0;
};

class ExportReader {
 public:
  // NOT_FOUND: no such file. DATA_LOSS: it is not an exported log, or one of damaged beginning.
  absl::Status Open(const std::string& path);
  // The records of the next block. Empty: the end, and everything was as the trailer says.
  // DATA_LOSS names the place.
  absl::StatusOr<std::vector<eventlog::LogRecord>> Next();

  const log::v1::ExportHeader& header() const { return header_; }
  // Those met so far; they stand before the first block.
  const std::vector<log::v1::ExportKeyFile>& key_files() const { return key_files_; }
  const ExportedPartitions& partitions() const { return partitions_; }
  std::int64_t bytes() const { return bytes_; }
  std::int64_t file_bytes() const { return file_bytes_; }

 private:
  struct Frame {
    FrameKind kind = FrameKind::kHeader;
    std::string message;
  };
  absl::StatusOr<std::string> Read(std::size_t count);
  absl::StatusOr<Frame> ReadFrame();
  absl::Status Fault(std::string_view why) const;
  absl::StatusOr<std::vector<eventlog::LogRecord>> TakeBlock(const std::string& message);
  absl::Status TakeTrailer(const std::string& message);

  std::string path_;
  FileHandle file_;
  log::v1::ExportHeader header_;
  std::vector<log::v1::ExportKeyFile> key_files_;
  ExportedPartitions partitions_;
  std::optional<eventlog::TopicPartition> current_;
  crypto_generichash_state hash_;
  commit::Hash hash_before_frame_{};
  std::int64_t bytes_ = 0;       // read so far
  std::int64_t frame_at_ = 0;    // where the frame under way begins
  std::int64_t file_bytes_ = 0;  // of the file
};

// Everything of a header that can be wrong in itself. DATA_LOSS.
absl::Status CheckExportHeader(const log::v1::ExportHeader& header);

}  // namespace rondetafel::rtctl
