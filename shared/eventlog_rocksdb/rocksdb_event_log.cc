#include "shared/eventlog_rocksdb/rocksdb_event_log.h"

#include <condition_variable>
#include <cstdio>
#include <cstdlib>
#include <deque>
#include <filesystem>
#include <mutex>
#include <thread>

#include "shared/base/status.h"
#include "shared/base/text.h"
#include "shared/eventlog/append_result.h"
#include "shared/eventlog/local_reader.h"
#include "shared/eventlog/partition_ends.h"
#include "shared/eventlog_rocksdb/acknowledged_ends.h"
#include "shared/eventlog_rocksdb/directory_lock.h"
#include "shared/eventlog_rocksdb/record_store.h"
#include "shared/eventlog_rocksdb/tail_check.h"

namespace rondetafel::eventlog {

namespace {

constexpr std::chrono::milliseconds kFullDiskRetry(100);

[[noreturn]] void DieOfWriteError(const std::string& dir, const absl::Status& status) {
  std::fprintf(stderr,
               "the log in %s could not be written (%s): the process ends because nobody can say "
               "what is on the disk; start it again to read back what is\n",
               dir.c_str(), std::string(status.message()).c_str());
  std::fflush(stderr);
  std::_Exit(EXIT_FAILURE);
}

std::uint64_t AskFreeBytes(const std::string& dir) {
  std::error_code error;
  const std::filesystem::space_info space = std::filesystem::space(dir, error);
  return error ? 0 : space.available;
}

absl::Status DiskFull(const std::string& dir) {
  return absl::ResourceExhaustedError(base::Cat("the disk that holds ", dir, " is full"));
}

StoreOptions StoreOptionsOf(const RocksDbLogOptions& options) {
  return {options.dir + "/records", options.compression, options.env};
}

class Log final : public RocksDbEventLog {
 public:
  Log(RocksDbLogOptions options, LogIdentity identity, std::unique_ptr<DirectoryLock> lock,
      std::unique_ptr<RecordStore> store, std::vector<std::string> topics)
      : options_(std::move(options)),
        identity_(identity),
        topics_(std::move(topics)),
        lock_(std::move(lock)),
        store_(std::move(store)),
        ends_(topics_, identity.partition_count) {}

  ~Log() override {
    {
      std::lock_guard lock(mutex_);
      closing_ = true;
    }
    changed_.notify_all();
    if (writer_.joinable()) writer_.join();
  }

  absl::Status Start() {
    PartitionOffsets ends;
    for (std::size_t i = 0; i < ends_.size(); ++i) {
      RT_ASSIGN_OR_RETURN(const Offset end, store_->End(ends_.at(i)));
      ends_.Set(i, end);
      ends[ends_.at(i)] = end;
    }
    // Topics and partitions go in the same order in both.
    RT_ASSIGN_OR_RETURN(acknowledged_, AcknowledgedEnds::Open(options_.dir, ends));
    writer_ = std::thread([this] { WriteUntilClosed(); });
    return absl::OkStatus();
  }

  base::LogId log_id() const override { return identity_.log_id; }
  int partition_count() const override { return identity_.partition_count; }
  const std::vector<std::string>& topics() const override { return topics_; }

  void Append(const TopicPartition& to, std::string record, AppendDone done) override {
    const std::optional<std::size_t> partition = ends_.Find(to);
    absl::Status fault = partition ? CheckRecordSize(record.size()) : NoSuchPartition(to);
    if (fault.ok()) fault = Enqueue({partition.value_or(0), std::move(record), &done});
    if (!fault.ok()) done(Refused(std::move(fault)));
  }

  absl::StatusOr<std::unique_ptr<LogReader>> OpenReader(std::vector<ReadStart> starts) override {
    auto fetch = [this](std::size_t index, Offset from, std::size_t count,
                        std::vector<LogRecord>* out) {
      return store_->Read(ends_.at(index), from, count, out);
    };
    return OpenLocalReader(&ends_, fetch, starts);
  }

  absl::StatusOr<Offset> EndOffset(const TopicPartition& of) override {
    const std::optional<std::size_t> index = ends_.Find(of);
    if (!index) return NoSuchPartition(of);
    return ends_.Get(*index);
  }

 private:
  struct Offer {
    std::size_t partition;
    std::string record;
    AppendDone* done;  // taken over only when the offer is
  };
  struct Pending {
    std::size_t partition;
    std::string record;
    AppendDone done;
    Offset offset = -1;
  };

  absl::Status Enqueue(Offer offer) {
    {
      std::lock_guard lock(mutex_);
      if (closing_) return LogClosed();
      if (disk_full_) return DiskFull(options_.dir);
      if (queue_.size() >= options_.queued_records_max ||
          queued_bytes_ + offer.record.size() > options_.queued_bytes_max) {
        return absl::ResourceExhaustedError("too many appends wait for the disk");
      }
      queued_bytes_ += offer.record.size();
      queue_.push_back({offer.partition, std::move(offer.record), std::move(*offer.done)});
    }
    changed_.notify_one();
    return absl::OkStatus();
  }

  void WriteUntilClosed() {
    for (;;) {
      std::vector<Pending> batch = TakeBatch();
      if (batch.empty()) return;
      if (FreeBytes() < options_.disk_reserve_bytes) {
        for (Pending& pending : batch) pending.done(Refused(DiskFull(options_.dir)));
        continue;
      }
      Write(&batch);
    }
  }

  // Waits for work; takes what is there, up to the batch bound. Empty: closing, and nothing is
  // left.
  std::vector<Pending> TakeBatch() {
    std::unique_lock lock(mutex_);
    changed_.wait(lock, [this] { return !queue_.empty() || closing_; });
    std::vector<Pending> batch;
    std::size_t bytes = 0;
    while (!queue_.empty() && bytes < options_.batch_bytes_max) {
      bytes += queue_.front().record.size();
      batch.push_back(std::move(queue_.front()));
      queue_.pop_front();
    }
    queued_bytes_ -= bytes;
    return batch;
  }

  void Write(std::vector<Pending>* batch) {
    std::vector<Offset> next(ends_.size(), -1);
    std::vector<PlacedRecord> placed;
    placed.reserve(batch->size());
    for (Pending& pending : *batch) {
      Offset& end = next[pending.partition];
      if (end < 0) end = ends_.Get(pending.partition);
      pending.offset = end++;
      placed.push_back({ends_.at(pending.partition), pending.offset, pending.record});
    }
    if (!WriteThroughFullDisk(placed)) {
      for (Pending& pending : *batch) pending.done(Unknown(DiskFull(options_.dir)));
      return;
    }
    for (std::size_t i = 0; i < next.size(); ++i) {
      if (next[i] >= 0) acknowledged_->Note(i, next[i]);
    }
    const absl::Status saved = acknowledged_->Save();
    if (!saved.ok() && !absl::IsResourceExhausted(saved)) DieOfWriteError(options_.dir, saved);
    for (std::size_t i = 0; i < next.size(); ++i) {
      if (next[i] >= 0) ends_.Set(i, next[i]);
    }
    for (Pending& pending : *batch) pending.done(Appended(pending.offset));
  }

  // Past the reserve the disk may still fill up under a write. The same records then go to the same
  // keys until they fit, and nothing new is taken meanwhile. False: closing before they did.
  bool WriteThroughFullDisk(const std::vector<PlacedRecord>& placed) {
    for (;;) {
      const absl::Status status = store_->Write(placed);  // again only where there is room
      if (!status.ok() && !absl::IsResourceExhausted(status)) DieOfWriteError(options_.dir, status);
      std::unique_lock lock(mutex_);
      disk_full_ = !status.ok();
      if (status.ok()) return true;
      do {
        if (changed_.wait_for(lock, kFullDiskRetry, [this] { return closing_; })) return false;
      } while (FreeBytes() < options_.disk_reserve_bytes);
    }
  }

  std::uint64_t FreeBytes() const {
    return options_.free_bytes ? options_.free_bytes() : AskFreeBytes(options_.dir);
  }

  const RocksDbLogOptions options_;
  const LogIdentity identity_;
  const std::vector<std::string> topics_;
  const std::unique_ptr<DirectoryLock> lock_;
  const std::unique_ptr<RecordStore> store_;
  std::unique_ptr<AcknowledgedEnds> acknowledged_;
  PartitionEnds ends_;

  std::mutex mutex_;
  std::condition_variable changed_;
  std::deque<Pending> queue_;
  std::size_t queued_bytes_ = 0;
  bool closing_ = false;
  bool disk_full_ = false;
  std::thread writer_;
};

std::string LossOf(const RocksDbLogOptions& options, const TailCheck& check) {
  std::string text =
      check.lost.empty()
          ? base::Cat("the log in ", options.dir, " may have lost acknowledged records at its end")
          : base::Cat("the log in ", options.dir, " has lost acknowledged records: ", check.lost);
  if (!check.damage.empty()) text += base::Cat("; ", check.damage);
  return text;
}

// Looks before it changes anything: RocksDB deletes what it does not know of when it opens to
// write.
absl::StatusOr<std::unique_ptr<RecordStore>> OpenWhole(const RocksDbLogOptions& options) {
  const StoreOptions store = StoreOptionsOf(options);
  RT_ASSIGN_OR_RETURN(const TailCheck check, CheckTail(options.dir, store));
  if (!check.whole()) {
    const std::string loss = LossOf(options, check);
    if (!options.accept_tail_loss) {
      return absl::DataLossError(base::Cat(
          loss, ". Put back a copy of the log, or go on without them with --accept-tail-loss"));
    }
    RT_ASSIGN_OR_RETURN(const std::string kept, KeepLostTail(options.dir, store));
    if (options.on_tail_loss) options.on_tail_loss(base::Cat(loss, "; kept in ", kept));
  }
  return RecordStore::Open(store, check.up_to_damage ? Opening::kWriteUpTo : Opening::kWrite);
}

absl::StatusOr<std::string> ReadRecord0(const RecordStore& store, const TopicPartition& of) {
  std::vector<LogRecord> records;
  absl::Status status = store.Read(of, 0, 1, &records);
  if (!status.ok()) return status;
  return std::move(records.front().bytes);
}

absl::StatusOr<LogIdentity> FindIdentity(const RecordStore& store, const std::string& topic,
                                         const IdentityReader& reader) {
  RT_ASSIGN_OR_RETURN(const std::string record0, ReadRecord0(store, {topic, 0}));
  const std::optional<LogIdentity> found = reader(record0);
  if (found) return *found;
  return absl::FailedPreconditionError(
      base::Cat("record 0 of ", topic, "/0 does not say which log this is"));
}

absl::Status CheckEveryPartition(const RecordStore& store, const std::vector<std::string>& topics,
                                 const IdentityReader& reader, const LogIdentity& expected) {
  for (const std::string& topic : topics) {
    // Partition 0 first: with another partition count the next ones may not be there at all.
    for (int partition = 0; partition < expected.partition_count; ++partition) {
      const TopicPartition of{topic, partition};
      RT_ASSIGN_OR_RETURN(const std::string record0, ReadRecord0(store, of));
      RT_RETURN_IF_ERROR(CheckIdentity(of, record0, reader, expected));
    }
  }
  return absl::OkStatus();
}

}  // namespace

absl::Status RocksDbEventLog::Create(const RocksDbLogOptions& options,
                                     const std::vector<std::string>& topics, int partition_count,
                                     const IdentityBuilder& record0) {
  RT_RETURN_IF_ERROR(CheckLayout(topics, partition_count));
  RT_ASSIGN_OR_RETURN(auto lock, DirectoryLock::Take(options.dir));
  RT_ASSIGN_OR_RETURN(auto store, RecordStore::Open(StoreOptionsOf(options), Opening::kCreate));
  RT_ASSIGN_OR_RETURN(const std::vector<std::string> present, store->Topics());
  if (!present.empty()) {
    return absl::AlreadyExistsError(base::Cat("there is a log in ", options.dir, " already"));
  }
  std::deque<std::string> records;
  std::vector<PlacedRecord> placed;
  for (const std::string& topic : topics) {
    for (int partition = 0; partition < partition_count; ++partition) {
      records.push_back(record0({topic, partition}));
      placed.push_back({{topic, partition}, 0, records.back()});
    }
  }
  RT_RETURN_IF_ERROR(store->Write(placed));
  PartitionOffsets ends;
  for (const PlacedRecord& record : placed) ends[record.to] = 1;
  RT_RETURN_IF_ERROR(WriteAcknowledgedEnds(options.dir, ends));
  return SyncDirectory(options.dir);
}

absl::StatusOr<std::unique_ptr<RocksDbEventLog>> RocksDbEventLog::Open(
    const RocksDbLogOptions& options, const IdentityReader& reader,
    const std::optional<LogIdentity>& expected) {
  if (!std::filesystem::exists(StoreOptionsOf(options).dir)) {
    return absl::NotFoundError(base::Cat("there is no log in ", options.dir));
  }
  RT_ASSIGN_OR_RETURN(auto lock, DirectoryLock::Take(options.dir));
  RT_ASSIGN_OR_RETURN(auto store, OpenWhole(options));
  RT_ASSIGN_OR_RETURN(std::vector<std::string> topics, store->Topics());
  if (topics.empty()) {
    return absl::NotFoundError(
        base::Cat("the log in ", options.dir, " was never finished: make it again"));
  }
  RT_ASSIGN_OR_RETURN(const LogIdentity found, FindIdentity(*store, topics.front(), reader));
  const LogIdentity identity = expected.value_or(found);
  RT_RETURN_IF_ERROR(CheckEveryPartition(*store, topics, reader, identity));
  auto log = std::make_unique<Log>(options, identity, std::move(lock), std::move(store),
                                   std::move(topics));
  RT_RETURN_IF_ERROR(log->Start());
  return log;
}

}  // namespace rondetafel::eventlog
