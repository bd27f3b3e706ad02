// The running hash for a reader that has parsed the record already.
#pragma once
#include "shared/commit/envelope.h"

namespace rondetafel::commit {

// NextRunning (fold.h) of a record of good shape, without hashing its body again.
Hash NextRunning(const Hash& running, const ParsedRecord& parsed);

}  // namespace rondetafel::commit
