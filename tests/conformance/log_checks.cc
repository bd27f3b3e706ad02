#include "tests/conformance/log_checks.h"

#include <algorithm>

#include "shared/base/text.h"

namespace rondetafel::conformance {

using base::Cat;
using eventlog::AppendResult;
using eventlog::EventLog;
using eventlog::kRecordBytesMax;
using eventlog::LogIdentity;
using eventlog::LogRecord;
using eventlog::Offset;
using eventlog::TopicPartition;
using Fate = AppendResult::Fate;

namespace {

const TopicPartition kIntake0{"intake", 0};
const TopicPartition kIntake1{"intake", 1};
const TopicPartition kTriage1{"triage", 1};

std::string StatusText(const absl::Status& status) { return status.ToString(); }

std::unique_ptr<EventLog> Open(LogSubject* subject, Faults* faults) {
  auto log = subject->Open(subject->identity());
  if (log.ok()) return *std::move(log);
  faults->push_back(Cat("cannot open: ", StatusText(log.status())));
  return nullptr;
}

// Sends them all before it waits for the first answer; the offsets answered.
std::vector<Offset> SendMany(EventLog* log, const TopicPartition& to,
                             const std::vector<std::string>& records, Faults* faults) {
  std::vector<std::future<AppendResult>> answers;
  answers.reserve(records.size());
  for (const std::string& record : records) answers.push_back(Send(log, to, record));
  std::vector<Offset> offsets;
  for (auto& answer : answers) {
    const AppendResult result = answer.get();
    Expect(result.fate == Fate::kAppended, Cat("not appended: ", StatusText(result.reason)),
           faults);
    offsets.push_back(result.offset);
  }
  return offsets;
}

std::vector<std::string> Numbered(std::string_view name, int count) {
  std::vector<std::string> records;
  records.reserve(static_cast<std::size_t>(count));
  for (int i = 0; i < count; ++i) records.push_back(Cat(name, ' ', i));
  return records;
}

void ExpectRefused(const AppendResult& result, absl::StatusCode code, std::string_view what,
                   Faults* faults) {
  Expect(result.fate == Fate::kRefused && result.reason.code() == code,
         Cat(what, " was not refused as it should be: ", StatusText(result.reason)), faults);
}

}  // namespace

Faults CheckOrderOfOneCaller(LogSubject* subject) {
  Faults faults;
  auto log = Open(subject, &faults);
  if (log == nullptr) return faults;
  const std::vector<std::string> records = Numbered("order", 500);
  const std::vector<Offset> offsets = SendMany(log.get(), kIntake0, records, &faults);
  const std::vector<LogRecord> read = ReadSome(log.get(), kIntake0, 1, records.size(), &faults);
  for (std::size_t i = 0; i < read.size(); ++i) {
    Expect(offsets[i] == static_cast<Offset>(i) + 1, Cat("append ", i, " went to ", offsets[i]),
           &faults);
    Expect(read[i].bytes == records[i], Cat("record ", i + 1, " is \"", read[i].bytes, '"'),
           &faults);
  }
  return faults;
}

Faults CheckDenseOffsets(LogSubject* subject) {
  Faults faults;
  auto log = Open(subject, &faults);
  if (log == nullptr) return faults;
  SendMany(log.get(), kIntake1, Numbered("a", 50), &faults);
  SendMany(log.get(), kTriage1, Numbered("b", 20), &faults);
  for (const std::string& topic : kTopics) {
    for (int partition = 0; partition < kPartitionCount; ++partition) {
      const TopicPartition of{topic, partition};
      Offset expected = 0;
      for (const LogRecord& record : ReadAll(log.get(), of, &faults)) {
        Expect(record.source == of, "a record of another partition was read", &faults);
        Expect(record.offset == expected, Cat("offset ", record.offset, " follows ", expected - 1),
               &faults);
        expected = record.offset + 1;
      }
    }
  }
  return faults;
}

Faults CheckEndOffset(LogSubject* subject) {
  Faults faults;
  auto log = Open(subject, &faults);
  if (log == nullptr) return faults;
  for (int i = 0; i < 20; ++i) {
    const std::string record = Cat("end ", i);
    const AppendResult result = SendAndWait(log.get(), kIntake0, record);
    auto end = log->EndOffset(kIntake0);
    const bool counted =
        Expect(end.ok() && *end == result.offset + 1,
               Cat("after offset ", result.offset, " the end is ", end.value_or(-1)), &faults);
    if (!counted) return faults;
    const auto read = ReadSome(log.get(), kIntake0, result.offset, 1, &faults);
    Expect(read.size() == 1 && read[0].bytes == record, "an answered append cannot be read",
           &faults);
  }
  auto other = log->EndOffset(kTriage1);
  Expect(other.ok() && *other == 1, "the end of another partition moved", &faults);
  return faults;
}

Faults CheckBytes(LogSubject* subject) {
  Faults faults;
  auto log = Open(subject, &faults);
  if (log == nullptr) return faults;
  std::string all;
  for (int i = 0; i < 1024; ++i) all += static_cast<char>(i * 7);
  const std::vector<std::string> records = {std::string(1, '\0'), all, std::string(10'000, 'x'),
                                            "\n", all + all};
  SendMany(log.get(), kIntake1, records, &faults);
  const std::vector<LogRecord> read = ReadSome(log.get(), kIntake1, 1, records.size(), &faults);
  for (std::size_t i = 0; i < read.size(); ++i) {
    Expect(read[i].bytes == records[i], Cat("record ", i, " came back changed"), &faults);
  }
  return faults;
}

Faults CheckRecordLimit(LogSubject* subject) {
  Faults faults;
  auto log = Open(subject, &faults);
  if (log == nullptr) return faults;
  // Bytes that do not compress, so that the limit is met on the way too.
  std::string large(kRecordBytesMax + 1, '\0');
  std::uint64_t state = 88172645463325252;
  for (char& c : large) {
    state ^= state << 13;
    state ^= state >> 7;
    state ^= state << 17;
    c = static_cast<char>(state >> 32);
  }
  ExpectRefused(SendAndWait(log.get(), kIntake0, large), absl::StatusCode::kInvalidArgument,
                "a record of one byte too many", &faults);
  ExpectRefused(SendAndWait(log.get(), kIntake0, ""), absl::StatusCode::kInvalidArgument,
                "an empty record", &faults);
  const std::vector<std::string> records = {
      large.substr(0, kRecordBytesMax - 1), large.substr(0, kRecordBytesMax),
      large.substr(1, kRecordBytesMax), "small", large.substr(0, kRecordBytesMax)};
  SendMany(log.get(), kIntake0, records, &faults);
  const std::vector<LogRecord> read = ReadAll(log.get(), kIntake0, &faults);
  if (!Expect(read.size() == records.size() + 1, "the log does not hold what was taken", &faults)) {
    return faults;
  }
  for (std::size_t i = 0; i < records.size(); ++i) {
    Expect(read[i + 1].bytes == records[i], Cat("large record ", i, " came back changed"), &faults);
  }
  return faults;
}

Faults CheckReopening(LogSubject* subject) {
  Faults faults;
  const std::vector<std::string> records = Numbered("kept", 100);
  for (int round = 0; round < 3; ++round) {
    auto log = Open(subject, &faults);
    if (log == nullptr) return faults;
    const auto before = static_cast<std::size_t>(round) * records.size();
    auto end = log->EndOffset(kIntake0);
    Expect(end.ok() && *end == static_cast<Offset>(before) + 1,
           Cat("opened again, the log ends at ", end.value_or(-1)), &faults);
    const std::vector<LogRecord> read = ReadSome(log.get(), kIntake0, 1, before, &faults);
    for (std::size_t i = 0; i < read.size(); ++i) {
      Expect(read[i].bytes == records[i % records.size()], Cat("record ", i, " changed"), &faults);
    }
    SendMany(log.get(), kIntake0, records, &faults);
  }
  return faults;
}

Faults CheckClosing(LogSubject* subject) {
  Faults faults;
  auto log = Open(subject, &faults);
  if (log == nullptr) return faults;
  std::vector<std::future<AppendResult>> answers;
  for (const std::string& record : Numbered("last", 200)) {
    answers.push_back(Send(log.get(), kIntake0, record));
  }
  log.reset();
  std::vector<std::pair<Offset, std::string>> appended;
  for (std::size_t i = 0; i < answers.size(); ++i) {
    if (!Expect(answers[i].wait_for(std::chrono::seconds(0)) == std::future_status::ready,
                Cat("append ", i, " has no answer after closing"), &faults)) {
      return faults;
    }
    const AppendResult result = answers[i].get();
    if (result.fate == Fate::kAppended) appended.emplace_back(result.offset, Cat("last ", i));
  }
  log = Open(subject, &faults);
  if (log == nullptr) return faults;
  const std::vector<LogRecord> read = ReadAll(log.get(), kIntake0, &faults);
  for (const auto& [offset, bytes] : appended) {
    const auto place = static_cast<std::size_t>(offset);
    Expect(place < read.size() && read[place].bytes == bytes, Cat("\"", bytes, "\" is lost"),
           &faults);
  }
  return faults;
}

Faults CheckWrongLogRefused(LogSubject* subject) {
  Faults faults;
  LogIdentity other_id = subject->identity();
  other_id.log_id = *base::LogId::Parse("6f1a2b3c-0000-4000-8000-00000000ffff");
  LogIdentity other_count = subject->identity();
  other_count.partition_count = kPartitionCount + 1;
  for (const LogIdentity& wrong : {other_id, other_count}) {
    const absl::Status status = subject->Open(wrong).status();
    Expect(status.code() == absl::StatusCode::kFailedPrecondition,
           Cat("a wrong log was not refused as it should be: ", StatusText(status)), &faults);
  }
  auto log = Open(subject, &faults);
  if (log == nullptr) return faults;
  Expect(log->log_id() == subject->identity().log_id, "the log says another id", &faults);
  Expect(log->partition_count() == kPartitionCount, "the log says another count", &faults);
  return faults;
}

Faults CheckPlacesThatAreNotThere(LogSubject* subject) {
  Faults faults;
  auto log = Open(subject, &faults);
  if (log == nullptr) return faults;
  for (const TopicPartition& nowhere :
       {TopicPartition{"intake", kPartitionCount}, {"intake", -1}, {"nothing", 0}}) {
    ExpectRefused(SendAndWait(log.get(), nowhere, "x"), absl::StatusCode::kNotFound,
                  "an append to nowhere", &faults);
    Expect(log->EndOffset(nowhere).status().code() == absl::StatusCode::kNotFound,
           "a partition that is not there has an end", &faults);
    Expect(log->OpenReader({{nowhere, 0}}).status().code() == absl::StatusCode::kNotFound,
           "a partition that is not there can be read", &faults);
  }
  for (Offset outside : {Offset{-1}, Offset{2}, Offset{1'000'000}}) {
    auto reader = log->OpenReader({{kIntake0, outside}});
    absl::Status status = reader.status();
    if (reader.ok()) status = (*reader)->Next(1, std::chrono::seconds(10)).status();
    Expect(status.code() == absl::StatusCode::kOutOfRange,
           Cat("offset ", outside, " gave ", StatusText(status)), &faults);
  }
  Expect(log->OpenReader({{kIntake0, 1}}).ok(), "the end itself cannot be waited at", &faults);
  return faults;
}

Faults CheckUnknownOutcome(LogSubject* subject) {
  Faults faults;
  auto log = Open(subject, &faults);
  if (log == nullptr) return faults;
  SendMany(log.get(), kIntake0, Numbered("before", 5), &faults);
  if (!subject->LoseAnswers()) return faults;
  const AppendResult unknown = SendAndWait(log.get(), kIntake0, "in doubt");
  subject->Heal();
  Expect(unknown.fate == Fate::kUnknown, "an append without an answer was not unknown", &faults);
  Expect(!unknown.reason.ok(), "an unknown append has no reason", &faults);
  const std::vector<Offset> after = SendMany(log.get(), kIntake0, Numbered("after", 5), &faults);
  std::vector<std::string> certain;
  for (const LogRecord& record : ReadAll(log.get(), kIntake0, &faults)) {
    if (record.bytes != "in doubt" && record.offset > 0) certain.push_back(record.bytes);
  }
  std::vector<std::string> expected = Numbered("before", 5);
  for (const std::string& record : Numbered("after", 5)) expected.push_back(record);
  Expect(certain == expected, "an append in doubt disturbed the others", &faults);
  Expect(std::is_sorted(after.begin(), after.end()), "later appends lost their order", &faults);
  return faults;
}

const std::vector<LogCheck>& AllLogChecks() {
  static const std::vector<LogCheck> checks = {
      {"OrderOfOneCaller", CheckOrderOfOneCaller},
      {"DenseOffsets", CheckDenseOffsets},
      {"EndOffset", CheckEndOffset},
      {"Bytes", CheckBytes},
      {"RecordLimit", CheckRecordLimit},
      {"Reopening", CheckReopening},
      {"Closing", CheckClosing},
      {"WrongLogRefused", CheckWrongLogRefused},
      {"PlacesThatAreNotThere", CheckPlacesThatAreNotThere},
      {"UnknownOutcome", CheckUnknownOutcome},
      {"ConcurrentAppenders", CheckConcurrentAppenders},
      {"ReadingWhileWriting", CheckReadingWhileWriting},
      {"IndependentReaders", CheckIndependentReaders},
      {"Wake", CheckWake},
  };
  return checks;
}

}  // namespace rondetafel::conformance
