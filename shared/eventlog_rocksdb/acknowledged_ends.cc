#include "shared/eventlog_rocksdb/acknowledged_ends.h"

#include <fcntl.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <chrono>
#include <filesystem>
#include <fstream>
#include <system_error>

#include "shared/base/status.h"
#include "shared/base/text.h"
#include "shared/eventlog_rocksdb/crc32c.h"
#include "shared/eventlog_rocksdb/directory_lock.h"

namespace rondetafel::eventlog {

namespace {

constexpr std::size_t kTopicBytes = 16;
constexpr std::size_t kCheckedBytes = kTopicBytes + 4 + 8;
constexpr std::size_t kCopyBytes = kCheckedBytes + 4;
constexpr std::size_t kEntryBytes = 2 * kCopyBytes;
constexpr std::int64_t kWriteOutMs = 1000;

std::string PathIn(const std::string& dir) { return dir + "/acknowledged"; }

absl::Status Failed(const std::string& path, std::string_view doing, int error) {
  const std::string text =
      base::Cat("cannot ", doing, " ", path, ": ", std::generic_category().message(error));
  return error == ENOSPC || error == EDQUOT ? absl::ResourceExhaustedError(text)
                                            : absl::UnavailableError(text);
}

void AppendNumber(std::uint64_t number, int bytes, std::string* out) {
  for (int shift = 8 * (bytes - 1); shift >= 0; shift -= 8) {
    *out += static_cast<char>((number >> shift) & 0xff);
  }
}

std::uint64_t NumberIn(std::string_view bytes) {
  std::uint64_t number = 0;
  for (const char c : bytes) number = number << 8 | static_cast<unsigned char>(c);
  return number;
}

std::string Entry(const TopicPartition& of, Offset end) {
  std::string copy = of.topic;
  copy.resize(kTopicBytes);
  AppendNumber(static_cast<std::uint64_t>(of.partition), 4, &copy);
  AppendNumber(static_cast<std::uint64_t>(end), 8, &copy);
  AppendNumber(Crc32c(copy), 4, &copy);
  return copy + copy;
}

// False when the copy is damaged.
bool ReadCopy(std::string_view copy, PartitionOffsets* ends) {
  if (NumberIn(copy.substr(kCheckedBytes)) != Crc32c(copy.substr(0, kCheckedBytes))) return false;
  const std::string_view topic = copy.substr(0, kTopicBytes);
  TopicPartition of{std::string(topic.substr(0, topic.find('\0'))),
                    static_cast<int>(NumberIn(copy.substr(kTopicBytes, 4)))};
  Offset& end = (*ends)[std::move(of)];
  end = std::max(end, static_cast<Offset>(NumberIn(copy.substr(kTopicBytes + 4, 8))));
  return true;
}

std::string AllEntries(const PartitionOffsets& ends) {
  std::string bytes;
  for (const auto& [of, end] : ends) bytes += Entry(of, end);
  return bytes;
}

std::int64_t MonotonicMs() {
  return std::chrono::duration_cast<std::chrono::milliseconds>(
             std::chrono::steady_clock::now().time_since_epoch())
      .count();
}

bool SamePartitions(const PartitionOffsets& left, const PartitionOffsets& right) {
  return std::equal(left.begin(), left.end(), right.begin(), right.end(),
                    [](const auto& a, const auto& b) { return a.first == b.first; });
}

}  // namespace

absl::StatusOr<std::optional<PartitionOffsets>> ReadAcknowledgedEnds(const std::string& dir) {
  const std::string path = PathIn(dir);
  if (!std::filesystem::exists(path)) return std::optional<PartitionOffsets>();
  std::ifstream in(path, std::ios::binary);
  const std::string bytes{std::istreambuf_iterator<char>(in), std::istreambuf_iterator<char>()};
  PartitionOffsets ends;
  std::size_t at = 0;
  for (; at + kEntryBytes <= bytes.size(); at += kEntryBytes) {
    const std::string_view entry = std::string_view(bytes).substr(at, kEntryBytes);
    const bool first = ReadCopy(entry.substr(0, kCopyBytes), &ends);
    if (!ReadCopy(entry.substr(kCopyBytes), &ends) && !first) break;
  }
  if (!in.bad() && !bytes.empty() && at == bytes.size()) return std::optional(std::move(ends));
  return absl::DataLossError(base::Cat(path, " is damaged at offset ", at));
}

absl::Status WriteAcknowledgedEnds(const std::string& dir, const PartitionOffsets& ends) {
  const std::string path = PathIn(dir);
  const std::string next = path + ".next";
  const int file = open(next.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
  if (file < 0) return Failed(next, "make", errno);
  const std::string bytes = AllEntries(ends);
  const ssize_t written = write(file, bytes.data(), bytes.size());
  absl::Status status;
  if (written != static_cast<ssize_t>(bytes.size())) {
    status = Failed(next, "write", written < 0 ? errno : ENOSPC);
  } else if (fsync(file) != 0) {
    status = Failed(next, "sync", errno);
  }
  close(file);
  RT_RETURN_IF_ERROR(status);
  if (rename(next.c_str(), path.c_str()) != 0) return Failed(next, "rename", errno);
  return SyncDirectory(dir);
}

AcknowledgedEnds::AcknowledgedEnds(std::string path, int descriptor, const PartitionOffsets& ends)
    : path_(std::move(path)), descriptor_(descriptor), bytes_(AllEntries(ends)) {
  for (const auto& [of, end] : ends) partitions_.push_back(of);
  changed_to_ = bytes_.size();
}

AcknowledgedEnds::~AcknowledgedEnds() { close(descriptor_); }

absl::StatusOr<std::unique_ptr<AcknowledgedEnds>> AcknowledgedEnds::Open(
    const std::string& dir, const PartitionOffsets& ends) {
  const auto found = ReadAcknowledgedEnds(dir);
  if (!found.ok() || !*found || !SamePartitions(**found, ends)) {
    RT_RETURN_IF_ERROR(WriteAcknowledgedEnds(dir, ends));
  }
  const std::string path = PathIn(dir);
  const int descriptor = open(path.c_str(), O_WRONLY | O_CLOEXEC);
  if (descriptor < 0) return Failed(path, "open", errno);
  std::unique_ptr<AcknowledgedEnds> opened(new AcknowledgedEnds(path, descriptor, ends));
  RT_RETURN_IF_ERROR(opened->Save());
  return opened;
}

void AcknowledgedEnds::Note(std::size_t place, Offset end) {
  const std::size_t at = place * kEntryBytes;
  bytes_.replace(at, kEntryBytes, Entry(partitions_[place], end));
  changed_from_ = std::min(changed_from_, at);
  changed_to_ = std::max(changed_to_, at + kEntryBytes);
}

absl::Status AcknowledgedEnds::Save() {
  while (changed_from_ < changed_to_) {
    const ssize_t written = pwrite(descriptor_, bytes_.data() + changed_from_,
                                   changed_to_ - changed_from_, static_cast<off_t>(changed_from_));
    if (written < 0 && errno == EINTR) continue;
    if (written < 0) return Failed(path_, "write", errno);
    changed_from_ += static_cast<std::size_t>(written);
  }
  changed_from_ = bytes_.size();
  changed_to_ = 0;
  if (const std::int64_t now = MonotonicMs(); now - written_out_ms_ >= kWriteOutMs) {
    written_out_ms_ = now;
    sync_file_range(descriptor_, 0, 0, SYNC_FILE_RANGE_WRITE);  // begins; nobody waits for it
  }
  return absl::OkStatus();
}

}  // namespace rondetafel::eventlog
