// What the events of the five services and the keyring mean to the checker, written from
// docs/rules.md and the event protos: which event may follow which in a stream, which reactions a
// commit must have, whose relation to a file has ended, and which breaches across streams must be
// flagged.
#pragma once
#include <memory>
#include <string>
#include <string_view>

#include "tests/checker/checker.h"

namespace rondetafel::checker {

// Of the events that this tree knows.
inline constexpr int kSuiteSchemaVersion = 1;
// Fresh for each history. `schema_version`: the newest whose commits are read, for logs to which
// other binaries wrote too.
std::unique_ptr<Domain> MakeSuiteDomain(int schema_version = kSuiteSchemaVersion);

// The topics of the suite.
inline constexpr std::string_view kSuiteTopics[] = {"intake",     "keyring", "scheduling",
                                                    "statistics", "triage",  "workplan"};

}  // namespace rondetafel::checker
