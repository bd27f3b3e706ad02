#include "tests/simulation/mutants/mutant_switch.h"

namespace rondetafel::simulation {
namespace {

std::string& On() {
  static std::string name;
  return name;
}

}  // namespace

bool MutantOn(std::string_view name) { return On() == name; }

void SwitchMutant(std::string_view name) {
  On() = name;
  MutantMemory().clear();
}

std::map<std::string, std::string>& MutantMemory() {
  static std::map<std::string, std::string> memory;
  return memory;
}

std::string PlaceOf(const void* object, std::uint64_t number) {
  return std::to_string(reinterpret_cast<std::uintptr_t>(object)) + '/' + std::to_string(number);
}

}  // namespace rondetafel::simulation
