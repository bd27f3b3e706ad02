#include <fcntl.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <filesystem>

#include "shared/base/check.h"
#include "shared/base/status.h"
#include "shared/base/text.h"
#include "shared/commit/fold.h"
#include "shared/eventlog_rocksdb/directory_lock.h"
#include "tools/rtctl/transfer/export_file.h"

namespace rondetafel::rtctl {
namespace {

constexpr std::size_t kBlockBytes = 1024 * 1024;

std::string AsideOf(const std::string& path) { return path + ".part"; }

// For its owner alone: what is not sealed can be read in it, and it may hold key files. One that
// was left behind may have been made otherwise, so it is made anew.
std::FILE* OpenAside(const std::string& path) {
  ::unlink(AsideOf(path).c_str());
  const int file =
      ::open(AsideOf(path).c_str(), O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0600);
  return file < 0 ? nullptr : ::fdopen(file, "wb");
}

}  // namespace

absl::Status ExportWriter::Open(const std::string& path, const log::v1::ExportHeader& header) {
  RT_CHECK(sodium_init() >= 0);
  path_ = path;
  header_ = header;
  if (path.empty()) return absl::InvalidArgumentError("FILE must be a path");
  std::error_code error;
  if (std::filesystem::exists(path, error)) {
    return absl::AlreadyExistsError(base::Cat(path, " is there already"));
  }
  file_.reset(OpenAside(path));
  if (file_ == nullptr) {
    return absl::FailedPreconditionError(base::Cat("cannot write ", path, ": ", strerror(errno)));
  }
  crypto_generichash_init(&hash_, nullptr, 0, sizeof(commit::Hash));
  RT_RETURN_IF_ERROR(Write(kExportMagic));
  return WriteFrame(FrameKind::kHeader, header.SerializeAsString());
}

absl::Status ExportWriter::AddKeyFile(const std::string& name, std::string content) {
  log::v1::ExportKeyFile key_file;
  key_file.set_name(name);
  key_file.set_content(std::move(content));
  return WriteFrame(FrameKind::kKeyFile, key_file.SerializeAsString());
}

absl::Status ExportWriter::Add(const eventlog::LogRecord& record) {
  const auto topic = std::ranges::find(header_.topics(), record.source.topic);
  RT_CHECK(topic != header_.topics().end());
  const int index = static_cast<int>(topic - header_.topics().begin());
  ExportedSoFar& so_far = partitions_[record.source];
  RT_CHECK(record.offset == so_far.records);
  const bool same = block_.record_size() > 0 && block_.topic() == index &&
                    block_.partition() == record.source.partition;
  if (!same || block_bytes_ + record.bytes.size() > kBlockBytes) {
    RT_RETURN_IF_ERROR(WriteBlock());
    block_.set_topic(index);
    block_.set_partition(record.source.partition);
    block_.set_offset(record.offset);
  }
  block_.add_record(record.bytes);
  block_bytes_ += record.bytes.size();
  ++so_far.records;
  so_far.running = commit::NextRunning(so_far.running, record.bytes);
  return absl::OkStatus();
}

absl::Status ExportWriter::Finish() {
  RT_RETURN_IF_ERROR(WriteBlock());
  log::v1::ExportTrailer trailer;
  for (const auto& [source, so_far] : partitions_) {
    auto* partition = trailer.add_partitions();
    const auto topic = std::ranges::find(header_.topics(), source.topic);
    partition->set_topic(static_cast<int>(topic - header_.topics().begin()));
    partition->set_partition(source.partition);
    partition->set_records(so_far.records);
    partition->set_running_hash(std::string(commit::HashBytes(so_far.running)));
  }
  commit::Hash hash{};
  crypto_generichash_final(&hash_, hash.data(), hash.size());
  trailer.set_file_hash(std::string(commit::HashBytes(hash)));
  RT_RETURN_IF_ERROR(WriteFrame(FrameKind::kTrailer, trailer.SerializeAsString()));
  const bool written = std::fflush(file_.get()) == 0 && fsync(fileno(file_.get())) == 0;
  if (!written || std::rename(AsideOf(path_).c_str(), path_.c_str()) != 0) {
    return absl::FailedPreconditionError(base::Cat("cannot write ", path_, " to its end"));
  }
  file_.reset();
  return eventlog::SyncDirectory(
      std::filesystem::absolute(path_).parent_path().lexically_normal().string());
}

ExportWriter::~ExportWriter() {
  if (file_ != nullptr) std::remove(AsideOf(path_).c_str());
}

absl::Status ExportWriter::Write(std::string_view bytes) {
  crypto_generichash_update(&hash_, reinterpret_cast<const unsigned char*>(bytes.data()),
                            bytes.size());
  bytes_ += static_cast<std::int64_t>(bytes.size());
  if (std::fwrite(bytes.data(), 1, bytes.size(), file_.get()) == bytes.size()) {
    return absl::OkStatus();
  }
  return absl::ResourceExhaustedError(base::Cat("cannot write ", path_, ": ", strerror(errno)));
}

absl::Status ExportWriter::WriteFrame(FrameKind kind, std::string_view message) {
  return Write(EncodeFrame(kind, message));
}

absl::Status ExportWriter::WriteBlock() {
  if (block_.record_size() == 0) return absl::OkStatus();
  const absl::Status written = WriteFrame(FrameKind::kBlock, block_.SerializeAsString());
  block_.Clear();
  block_bytes_ = 0;
  return written;
}

}  // namespace rondetafel::rtctl
