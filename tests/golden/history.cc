#include "tests/golden/history.h"

#include <google/protobuf/io/coded_stream.h>
#include <google/protobuf/io/gzip_stream.h>
#include <google/protobuf/io/zero_copy_stream_impl.h>

#include <fstream>
#include <set>

#include "shared/base/status.h"
#include "shared/base/text.h"
#include "shared/commit/genesis.h"
#include "shared/host/log_source.h"
#include "shared/runtime/rebuild.h"

namespace rondetafel::golden {
namespace {

namespace io = google::protobuf::io;

void PutText(io::CodedOutputStream& out, const std::string& text) {
  out.WriteVarint32(static_cast<std::uint32_t>(text.size()));
  out.WriteString(text);
}

bool GetText(io::CodedInputStream& in, std::string* text) {
  std::uint32_t size = 0;
  return in.ReadVarint32(&size) && in.ReadString(text, static_cast<int>(size));
}

}  // namespace

absl::StatusOr<Records> ReadAll(eventlog::EventLog& log) {
  Records records;
  for (const std::string& topic : host::SuiteTopics()) {
    for (int partition = 0; partition < log.partition_count(); ++partition) {
      const eventlog::TopicPartition source{topic, partition};
      RT_ASSIGN_OR_RETURN(const eventlog::Offset end, log.EndOffset(source));
      RT_ASSIGN_OR_RETURN(const auto reader, log.OpenReader({{source, 0}}));
      for (eventlog::Offset next = 0; next < end;) {
        RT_ASSIGN_OR_RETURN(auto batch, reader->Next(1000, std::chrono::milliseconds(100)));
        next += static_cast<eventlog::Offset>(batch.size());
        for (eventlog::LogRecord& record : batch) records.push_back(std::move(record));
      }
    }
  }
  return records;
}

absl::Status Write(const Records& records, const std::string& file) {
  std::ofstream stream(file, std::ios::binary);
  {
    io::OstreamOutputStream plain(&stream);
    io::GzipOutputStream::Options options;
    options.compression_level = 9;
    io::GzipOutputStream packed(&plain, options);
    io::CodedOutputStream out(&packed);
    for (const eventlog::LogRecord& record : records) {
      PutText(out, record.source.topic);
      out.WriteVarint32(static_cast<std::uint32_t>(record.source.partition));
      PutText(out, record.bytes);
    }
  }
  return stream.good() ? absl::OkStatus() : absl::UnavailableError("cannot write " + file);
}

absl::StatusOr<Records> Read(const std::string& file) {
  std::ifstream stream(file, std::ios::binary);
  if (!stream) return absl::NotFoundError("no golden history " + file);
  io::IstreamInputStream plain(&stream);
  io::GzipInputStream unpacked(&plain);
  io::CodedInputStream in(&unpacked);
  Records records;
  std::map<eventlog::TopicPartition, eventlog::Offset> next;
  for (eventlog::LogRecord record; GetText(in, &record.source.topic);) {
    std::uint32_t partition = 0;
    if (!in.ReadVarint32(&partition) || !GetText(in, &record.bytes)) {
      return absl::DataLossError(file + " is cut off");
    }
    record.source.partition = static_cast<int>(partition);
    record.offset = next[record.source]++;
    records.push_back(record);
  }
  return records;
}

absl::StatusOr<Hashes> ReadHashes(const std::string& file) {
  std::ifstream stream(file);
  Hashes hashes;
  std::string service;
  std::string hash;
  for (int version = 0; stream >> service >> version >> hash;) hashes[{service, version}] = hash;
  if (hashes.empty()) return absl::NotFoundError("no hashes in " + file);
  return hashes;
}

absl::StatusOr<std::unique_ptr<eventlog::SimEventLog>> InMemory(const Records& records) {
  if (records.empty()) return absl::NotFoundError("an empty history");
  const auto identity = commit::ReadLogIdentity(records.front().bytes);
  if (!identity) return absl::DataLossError("the history does not begin with a log identity");
  auto log = std::make_unique<eventlog::SimEventLog>(
      eventlog::SimOptions{.log_id = identity->log_id,
                           .partition_count = identity->partition_count,
                           .topics = host::SuiteTopics()});
  for (const eventlog::LogRecord& record : records) {
    absl::Status appended = absl::UnknownError("no answer");
    log->Append(record.source, record.bytes, [&](const eventlog::AppendResult& result) {
      const bool fits = result.offset == record.offset;
      appended = fits ? absl::OkStatus() : absl::DataLossError("another offset");
    });
    RT_RETURN_IF_ERROR(appended);
  }
  return log;
}

absl::StatusOr<std::string> Fold(eventlog::EventLog& log, const commit::MacKeyring& keys,
                                 const runtime::ServiceDefinition& definition) {
  const runtime::RebuildSource source{&definition, &log, &keys};
  RT_ASSIGN_OR_RETURN(const runtime::LogPositions ends, runtime::EndsOf(source));
  return runtime::RebuiltHash(source, ends, [](const auto&) { return true; });
}

}  // namespace rondetafel::golden
