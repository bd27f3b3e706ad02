// What every EventLog promises, a function each. They report faults in place of failing a test, so
// that the same functions can be shown to catch a broken log (planted_faults_test.cc).
#pragma once
#include <string_view>
#include <vector>

#include "tests/conformance/log_subject.h"
#include "tests/conformance/observe.h"

namespace rondetafel::conformance {

struct LogCheck {
  std::string_view name;
  Faults (*run)(LogSubject* subject);
};

// Appends of one caller to one partition keep their order, and their answers say where they are.
Faults CheckOrderOfOneCaller(LogSubject* subject);
// Offsets count from 0 without a hole, in every partition.
Faults CheckDenseOffsets(LogSubject* subject);
// An answered append counts in the end offset and is readable at once, at its offset.
Faults CheckEndOffset(LogSubject* subject);
// Any bytes come back as they went in.
Faults CheckBytes(LogSubject* subject);
// 1 MiB − 1 and 1 MiB are taken, alone and many at once; one more byte and an empty record are
// refused.
Faults CheckRecordLimit(LogSubject* subject);
// A log that is closed and opened again is the same log.
Faults CheckReopening(LogSubject* subject);
// Every append is answered, exactly once, when the log is closed at once; what it called appended
// is there.
Faults CheckClosing(LogSubject* subject);
// Another log id, another partition count: refused with FAILED_PRECONDITION.
Faults CheckWrongLogRefused(LogSubject* subject);
// Partitions that are not there and offsets outside the log are named as such.
Faults CheckPlacesThatAreNotThere(LogSubject* subject);
// An append without an answer ends unknown; what is read afterwards holds it whole or not at all,
// and the log works on.
Faults CheckUnknownOutcome(LogSubject* subject);
// Several threads append to several partitions at once.
Faults CheckConcurrentAppenders(LogSubject* subject);
// A reader that follows a writer sees everything once, in order.
Faults CheckReadingWhileWriting(LogSubject* subject);
// Readers do not disturb each other.
Faults CheckIndependentReaders(LogSubject* subject);
// A wake ends a wait, the one under way or the next; an append ends a wait.
Faults CheckWake(LogSubject* subject);

const std::vector<LogCheck>& AllLogChecks();

}  // namespace rondetafel::conformance
