#include "tests/simulation/trace.h"

namespace rondetafel::simulation {

void Trace::NoteBytes(std::string_view bytes) {
  Mix(bytes.size());
  std::uint64_t word = 0;
  int filled = 0;
  for (const char byte : bytes) {
    word = word << 8 | static_cast<std::uint8_t>(byte);
    if (++filled < 8) continue;
    Mix(word);
    word = 0;
    filled = 0;
  }
  Mix(word);
}

}  // namespace rondetafel::simulation
