// Exit codes of rtctl, the same for every verb.
#pragma once

namespace rondetafel::rtctl {

inline constexpr int kExitOk = 0;
inline constexpr int kExitUsage = 1;        // the command line, or a file, is not as it should be
inline constexpr int kExitRefused = 2;      // the suite refused: rule and way out are on the screen
inline constexpr int kExitUnavailable = 3;  // the suite cannot be reached, or not in time
inline constexpr int kExitUnequal = 4;      // a verification found a difference
inline constexpr int kExitRejects = 5;      // some lines of an import were not taken
inline constexpr int kExitForeign = 6;  // --strict: a log holds records that are not the suite's

}  // namespace rondetafel::rtctl
