#include "tests/fuzz/target.h"

#include <cstdio>
#include <cstdlib>

namespace rondetafel::fuzz {

const std::vector<Target>& Targets() {
  static const std::vector<Target> kTargets = {
      {"record", FuzzRecord},
      {"commit", FuzzCommit},
      {"token", FuzzToken},
      {"page_token", FuzzPageToken},
      {"checkpoint_manifest", FuzzCheckpointManifest},
      {"head_file", FuzzHeadFile},
      {"import_line", FuzzImportLine},
      {"sealed_field", FuzzSealedField},
  };
  return kTargets;
}

void Expect(bool holds, const char* property) {
  if (holds) return;
  std::fprintf(stderr, "property broken: %s\n", property);
  std::abort();
}

}  // namespace rondetafel::fuzz
