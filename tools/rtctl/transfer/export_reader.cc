#include <cerrno>
#include <cstring>
#include <filesystem>

#include "shared/base/check.h"
#include "shared/base/status.h"
#include "shared/base/text.h"
#include "shared/commit/fold.h"
#include "shared/eventlog/log_identity.h"
#include "tools/rtctl/transfer/export_file.h"

namespace rondetafel::rtctl {

absl::Status CheckExportHeader(const log::v1::ExportHeader& header) {
  const std::vector<std::string> topics(header.topics().begin(), header.topics().end());
  if (!base::LogId::Parse(header.log_id())) return absl::DataLossError("it names no log");
  const absl::Status layout = eventlog::CheckLayout(topics, header.partition_count());
  if (!layout.ok()) return absl::DataLossError(std::string(layout.message()));
  return std::ranges::is_sorted(topics) ? absl::OkStatus()
                                        : absl::DataLossError("its topics are in disorder");
}

absl::Status ExportReader::Open(const std::string& path) {
  RT_CHECK(sodium_init() >= 0);
  path_ = path;
  file_.reset(std::fopen(path.c_str(), "rb"));
  if (file_ == nullptr) {
    return absl::NotFoundError(base::Cat("cannot read ", path, ": ", strerror(errno)));
  }
  std::error_code error;
  file_bytes_ = static_cast<std::int64_t>(std::filesystem::file_size(path, error));
  crypto_generichash_init(&hash_, nullptr, 0, sizeof(commit::Hash));
  const auto magic = Read(kExportMagic.size());
  if (!magic.ok() || *magic != kExportMagic) {
    return absl::DataLossError(base::Cat(path, " is no exported log"));
  }
  RT_ASSIGN_OR_RETURN(const Frame frame, ReadFrame());
  if (frame.kind != FrameKind::kHeader || !header_.ParseFromString(frame.message)) {
    return Fault("there is no header");
  }
  const absl::Status fit = CheckExportHeader(header_);
  return fit.ok() ? fit : Fault(std::string(fit.message()));
}

absl::StatusOr<std::vector<eventlog::LogRecord>> ExportReader::Next() {
  for (;;) {
    RT_ASSIGN_OR_RETURN(const Frame frame, ReadFrame());
    switch (frame.kind) {
      case FrameKind::kHeader:
        return Fault("a second header");
      case FrameKind::kKeyFile: {
        log::v1::ExportKeyFile key_file;
        if (current_ || !key_file.ParseFromString(frame.message)) {
          return Fault("a key file that is none");
        }
        key_files_.push_back(std::move(key_file));
        break;
      }
      case FrameKind::kBlock:
        return TakeBlock(frame.message);
      case FrameKind::kTrailer:
        RT_RETURN_IF_ERROR(TakeTrailer(frame.message));
        return std::vector<eventlog::LogRecord>();
    }
  }
}

absl::StatusOr<std::vector<eventlog::LogRecord>> ExportReader::TakeBlock(
    const std::string& message) {
  log::v1::ExportBlock block;
  if (!block.ParseFromString(message) || block.record_size() == 0 || block.topic() < 0 ||
      block.topic() >= header_.topics_size() || block.partition() < 0 ||
      block.partition() >= header_.partition_count()) {
    return Fault("a block that is none");
  }
  const eventlog::TopicPartition source{header_.topics(block.topic()), block.partition()};
  // By topic and partition, each once and without a gap.
  if (current_ && source < *current_) return Fault("a block out of its order");
  current_ = source;
  ExportedSoFar& so_far = partitions_[source];
  if (block.offset() != so_far.records) {
    return Fault(base::Cat("offset ", block.offset(), " of ", source.topic, "/", source.partition,
                           " follows ", so_far.records - 1));
  }
  std::vector<eventlog::LogRecord> records;
  for (std::string& record : *block.mutable_record()) {
    so_far.running = commit::NextRunning(so_far.running, record);
    records.push_back({source, so_far.records++, std::move(record)});
  }
  return records;
}

absl::Status ExportReader::TakeTrailer(const std::string& message) {
  log::v1::ExportTrailer trailer;
  if (!trailer.ParseFromString(message)) return Fault("a trailer that is none");
  if (trailer.file_hash() != commit::HashBytes(hash_before_frame_)) {
    return Fault("the bytes before the trailer are not those it was made for");
  }
  const auto all = static_cast<std::size_t>(header_.topics_size() * header_.partition_count());
  if (partitions_.size() != all || trailer.partitions_size() != static_cast<int>(all)) {
    return Fault("a partition is missing");
  }
  for (const auto& partition : trailer.partitions()) {
    if (partition.topic() < 0 || partition.topic() >= header_.topics_size()) {
      return Fault("a trailer that is none");
    }
    const auto found = partitions_.find({header_.topics(partition.topic()), partition.partition()});
    if (found == partitions_.end() || found->second.records != partition.records() ||
        commit::HashBytes(found->second.running) != partition.running_hash()) {
      return Fault("the records are not those the trailer says");
    }
  }
  if (std::fgetc(file_.get()) != EOF) return Fault("something follows the trailer");
  return absl::OkStatus();
}

absl::StatusOr<std::string> ExportReader::Read(std::size_t count) {
  std::string bytes(count, '\0');
  const std::size_t read = std::fread(bytes.data(), 1, count, file_.get());
  bytes_ += static_cast<std::int64_t>(read);
  if (read != count) {
    return absl::DataLossError(base::Cat(path_, " is cut off at byte ", bytes_));
  }
  crypto_generichash_update(&hash_, reinterpret_cast<const unsigned char*>(bytes.data()), count);
  return bytes;
}

absl::StatusOr<ExportReader::Frame> ExportReader::ReadFrame() {
  frame_at_ = bytes_;
  crypto_generichash_state so_far = hash_;
  crypto_generichash_final(&so_far, hash_before_frame_.data(), hash_before_frame_.size());
  RT_ASSIGN_OR_RETURN(const std::string head_bytes, Read(kFrameHeadBytes));
  const auto head = DecodeFrameHead(head_bytes);
  if (!head.ok()) return Fault(std::string(head.status().message()));
  RT_ASSIGN_OR_RETURN(const std::string payload, Read(head->payload_bytes));
  auto message = DecodeFrame(*head, payload);
  if (!message.ok()) return Fault(std::string(message.status().message()));
  return Frame{head->kind, *std::move(message)};
}

absl::Status ExportReader::Fault(std::string_view why) const {
  return absl::DataLossError(base::Cat(path_, " is damaged at byte ", frame_at_, ": ", why));
}

}  // namespace rondetafel::rtctl
