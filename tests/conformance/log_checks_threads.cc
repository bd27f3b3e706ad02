// The checks that need more than one thread or reader.
#include <map>
#include <mutex>
#include <thread>

#include "shared/base/text.h"
#include "tests/conformance/log_checks.h"

namespace rondetafel::conformance {

using base::Cat;
using eventlog::AppendResult;
using eventlog::EventLog;
using eventlog::LogRecord;
using eventlog::Offset;
using eventlog::TopicPartition;
using Fate = AppendResult::Fate;

namespace {

constexpr std::chrono::minutes kLongWait(5);

std::unique_ptr<EventLog> Open(LogSubject* subject, Faults* faults) {
  auto log = subject->Open(subject->identity());
  if (log.ok()) return *std::move(log);
  faults->push_back(Cat("cannot open: ", log.status().ToString()));
  return nullptr;
}

// What several callers were told: (partition, offset) → record.
class Told {
 public:
  void Note(int partition, const AppendResult& result, const std::string& record) {
    std::lock_guard lock(mutex_);
    if (result.fate != Fate::kAppended) {
      faults_.push_back(Cat("\"", record, "\" was not appended"));
    } else if (!records_.emplace(std::pair(partition, result.offset), record).second) {
      faults_.push_back(Cat("offset ", result.offset, " was given twice"));
    }
  }
  const std::map<std::pair<int, Offset>, std::string>& records() const { return records_; }
  const Faults& faults() const { return faults_; }

 private:
  std::mutex mutex_;
  std::map<std::pair<int, Offset>, std::string> records_;
  Faults faults_;
};

}  // namespace

Faults CheckConcurrentAppenders(LogSubject* subject) {
  constexpr int kCallers = 4;
  constexpr int kEach = 200;
  Faults faults;
  auto log = Open(subject, &faults);
  if (log == nullptr) return faults;
  Told told;
  std::vector<std::thread> callers;
  callers.reserve(kCallers);
  for (int caller = 0; caller < kCallers; ++caller) {
    callers.emplace_back([&, caller] {
      std::vector<std::future<AppendResult>> answers;
      answers.reserve(kEach);
      for (int i = 0; i < kEach; ++i) {
        answers.push_back(Send(log.get(), {"intake", i % 2}, Cat(caller, ':', i)));
      }
      for (int i = 0; i < kEach; ++i) {
        told.Note(i % 2, answers[static_cast<std::size_t>(i)].get(), Cat(caller, ':', i));
      }
    });
  }
  for (std::thread& caller : callers) caller.join();
  faults = told.faults();
  std::size_t read = 0;
  std::map<char, int> last;
  for (int partition = 0; partition < kPartitionCount; ++partition) {
    for (const LogRecord& record : ReadAll(log.get(), {"intake", partition}, &faults)) {
      if (record.offset == 0) continue;
      ++read;
      const auto found = told.records().find({partition, record.offset});
      Expect(found != told.records().end() && found->second == record.bytes,
             Cat("nobody was told of \"", record.bytes, "\" at ", record.offset), &faults);
    }
  }
  Expect(read == kCallers * kEach, Cat("the log holds ", read, " records"), &faults);
  return faults;
}

Faults CheckReadingWhileWriting(LogSubject* subject) {
  constexpr int kRecords = 1000;
  Faults faults;
  auto log = Open(subject, &faults);
  if (log == nullptr) return faults;
  auto reader = log->OpenReader({{{"intake", 0}, 1}});
  if (!Expect(reader.ok(), "cannot read", &faults)) return faults;
  std::thread writer([&] {
    for (int i = 0; i < kRecords; ++i) {
      // Now and then wait, so that the reader reaches the end in between.
      auto answer = Send(log.get(), {"intake", 0}, Cat("live ", i));
      if (i % 50 == 0) answer.wait();
    }
  });
  const std::vector<LogRecord> read = Drain(reader->get(), kRecords, &faults);
  writer.join();
  for (std::size_t i = 0; i < read.size(); ++i) {
    Expect(read[i].bytes == Cat("live ", i) && read[i].offset == static_cast<Offset>(i) + 1,
           Cat("place ", i, " holds \"", read[i].bytes, "\" at ", read[i].offset), &faults);
  }
  return faults;
}

Faults CheckIndependentReaders(LogSubject* subject) {
  Faults faults;
  auto log = Open(subject, &faults);
  if (log == nullptr) return faults;
  for (int i = 1; i <= 40; ++i) {
    SendAndWait(log.get(), {"intake", i % 2}, Cat("intake ", i));
    SendAndWait(log.get(), {"triage", i % 2}, Cat("triage ", i));
  }
  auto all = log->OpenReader(
      {{{"intake", 0}, 0}, {{"intake", 1}, 0}, {{"triage", 0}, 0}, {{"triage", 1}, 0}});
  auto tail = log->OpenReader({{{"triage", 1}, 11}, {{"intake", 0}, 21}});
  if (!Expect(all.ok() && tail.ok(), "cannot read", &faults)) return faults;
  const std::vector<LogRecord> tailing = Drain(tail->get(), 10, &faults);
  for (const LogRecord& record : tailing) {
    Expect(record.source == TopicPartition{"triage", 1}, "a partition at its end gave a record",
           &faults);
  }
  std::map<TopicPartition, Offset> next;
  for (const LogRecord& record : Drain(all->get(), 84, &faults)) {
    Expect(record.offset == next[record.source]++, "a partition was read out of order", &faults);
  }
  return faults;
}

Faults CheckWake(LogSubject* subject) {
  Faults faults;
  auto log = Open(subject, &faults);
  if (log == nullptr) return faults;
  auto reader = log->OpenReader({{{"intake", 0}, 1}});
  if (!Expect(reader.ok(), "cannot read", &faults)) return faults;
  const auto start = std::chrono::steady_clock::now();
  (*reader)->Wake();
  auto woken = (*reader)->Next(10, kLongWait);
  Expect(woken.ok() && woken->empty(), "a wake before the wait did not end it", &faults);
  std::thread waker([&] { (*reader)->Wake(); });
  woken = (*reader)->Next(10, kLongWait);
  Expect(woken.ok() && woken->empty(), "a wake during the wait did not end it", &faults);
  waker.join();
  std::thread appender([&] { SendAndWait(log.get(), {"intake", 0}, "new"); });
  auto records = (*reader)->Next(10, kLongWait);
  appender.join();
  Expect(records.ok() && records->size() == 1, "an append did not end the wait", &faults);
  Expect(std::chrono::steady_clock::now() - start < kLongWait, "a wait ran out", &faults);
  return faults;
}

}  // namespace rondetafel::conformance
