// A fault for each sanitizer, to show that it is on: planted_faults race|overflow|leak|undefined.
// Ends with 0 when nobody saw the fault.
#include <climits>
#include <cstdio>
#include <string_view>
#include <thread>
#include <vector>

namespace {

int Race() {
  int shared = 0;
  std::thread other([&shared] { ++shared; });
  ++shared;
  other.join();
  return shared;
}

int ReadBeyond(std::size_t size) {
  const std::vector<int> values(size);
  return values.data()[size];
}

int Leak(int value) {
  const int* lost = new int(value);
  const int read = *lost;
  lost = nullptr;
  return read;
}

int Overflow(int value) { return value + 1; }

}  // namespace

int main(int argc, char** argv) {
  const std::string_view fault = argc > 1 ? argv[1] : "";
  int seen = 0;
  if (fault == "race") {
    seen = Race();
  } else if (fault == "overflow") {
    seen = ReadBeyond(static_cast<std::size_t>(argc));
  } else if (fault == "leak") {
    seen = Leak(argc);
  } else if (fault == "undefined") {
    seen = Overflow(INT_MAX - 2 + argc);
  } else {
    std::fprintf(stderr, "usage: planted_faults race|overflow|leak|undefined\n");
    return 2;
  }
  std::printf("%d\n", seen);
  return 0;
}
