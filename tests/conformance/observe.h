// What a check sees of a log, and how it says what is wrong.
#pragma once
#include <future>
#include <string>
#include <vector>

#include "shared/eventlog/event_log.h"

namespace rondetafel::conformance {

// What is wrong, a sentence each; empty when all is well.
using Faults = std::vector<std::string>;

// Adds `fault` unless `good`; returns `good`.
bool Expect(bool good, std::string fault, Faults* faults);

// Appends and hands out the answer. A second answer to the same append ends the process.
std::future<eventlog::AppendResult> Send(eventlog::EventLog* log,
                                         const eventlog::TopicPartition& to, std::string record);
// Appends and waits for the answer.
eventlog::AppendResult SendAndWait(eventlog::EventLog* log, const eventlog::TopicPartition& to,
                                   std::string record);
// Reads `count` records from `from` on; fewer, with a fault, when they do not come.
std::vector<eventlog::LogRecord> ReadSome(eventlog::EventLog* log,
                                          const eventlog::TopicPartition& of, eventlog::Offset from,
                                          std::size_t count, Faults* faults);
// Reads from offset 0 to the end offset of now.
std::vector<eventlog::LogRecord> ReadAll(eventlog::EventLog* log,
                                         const eventlog::TopicPartition& of, Faults* faults);
// Goes on with a reader until it has given `count` records.
std::vector<eventlog::LogRecord> Drain(eventlog::LogReader* reader, std::size_t count,
                                       Faults* faults);

}  // namespace rondetafel::conformance
