// The switch of the mutants. Only rewritten sources ask it (mutants.toml, rewrite.py); the product
// neither includes nor links this. One mutant is on at a time, or none. Not thread-safe.
#pragma once
#include <cstdint>
#include <map>
#include <string>
#include <string_view>

namespace rondetafel::simulation {

// True in the code that weakens the rule, while that mutant is on.
bool MutantOn(std::string_view name);
// Switches one on; "" switches all off. Forgets what the last one remembered.
void SwitchMutant(std::string_view name);
// What a mutant wants to remember where its class has no room: layouts stay those of the headers.
std::map<std::string, std::string>& MutantMemory();
// A key in it for something that an object has numbered.
std::string PlaceOf(const void* object, std::uint64_t number);

}  // namespace rondetafel::simulation
