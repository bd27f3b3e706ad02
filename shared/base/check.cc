#include "shared/base/check.h"

#include <cstdio>
#include <cstdlib>

namespace rondetafel::base {

void CheckFailed(const char* file, int line, const char* expression) {
  std::fprintf(stderr, "%s:%d: invariant broken: %s\n", file, line, expression);
  std::abort();
}

}  // namespace rondetafel::base
