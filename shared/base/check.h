// CHECK: a broken invariant ends the process, in release too; replay recovers what was answered.
// The message is a fixed text: it may reach a log, so it never holds a value from a case.
#pragma once

namespace rondetafel::base {
[[noreturn]] void CheckFailed(const char* file, int line, const char* expression);
}  // namespace rondetafel::base

#define RT_CHECK(condition)                                            \
  do {                                                                 \
    if (!(condition)) [[unlikely]]                                     \
      ::rondetafel::base::CheckFailed(__FILE__, __LINE__, #condition); \
  } while (false)
