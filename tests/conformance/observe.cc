#include "tests/conformance/observe.h"

#include "shared/base/text.h"

namespace rondetafel::conformance {

using base::Cat;
using eventlog::AppendResult;
using eventlog::EventLog;
using eventlog::LogRecord;
using eventlog::Offset;
using eventlog::TopicPartition;

namespace {

constexpr std::chrono::milliseconds kWait(1'000);
constexpr int kEmptyRoundsMax = 30;

}  // namespace

bool Expect(bool good, std::string fault, Faults* faults) {
  if (!good) faults->push_back(std::move(fault));
  return good;
}

std::future<AppendResult> Send(EventLog* log, const TopicPartition& to, std::string record) {
  auto answer = std::make_shared<std::promise<AppendResult>>();
  std::future<AppendResult> result = answer->get_future();
  log->Append(to, std::move(record),
              [answer](AppendResult each) { answer->set_value(std::move(each)); });
  return result;
}

AppendResult SendAndWait(EventLog* log, const TopicPartition& to, std::string record) {
  return Send(log, to, std::move(record)).get();
}

std::vector<LogRecord> Drain(eventlog::LogReader* reader, std::size_t count, Faults* faults) {
  std::vector<LogRecord> all;
  for (int empty = 0; all.size() < count && empty < kEmptyRoundsMax;) {
    auto records = reader->Next(count - all.size(), kWait);
    if (!records.ok()) {
      faults->push_back(Cat("reading failed: ", std::string(records.status().message())));
      return all;
    }
    if (records->empty()) ++empty;
    for (LogRecord& record : *records) all.push_back(std::move(record));
  }
  Expect(all.size() == count, Cat("read ", all.size(), " records in place of ", count), faults);
  return all;
}

std::vector<LogRecord> ReadSome(EventLog* log, const TopicPartition& of, Offset from,
                                std::size_t count, Faults* faults) {
  auto reader = log->OpenReader({{of, from}});
  if (!reader.ok()) {
    faults->push_back(Cat("cannot read: ", std::string(reader.status().message())));
    return {};
  }
  return Drain(reader->get(), count, faults);
}

std::vector<LogRecord> ReadAll(EventLog* log, const TopicPartition& of, Faults* faults) {
  auto end = log->EndOffset(of);
  if (!end.ok()) {
    faults->push_back(Cat("no end offset: ", std::string(end.status().message())));
    return {};
  }
  return ReadSome(log, of, 0, static_cast<std::size_t>(*end), faults);
}

}  // namespace rondetafel::conformance
