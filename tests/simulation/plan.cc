#include "tests/simulation/plan.h"

#include <array>

#include "shared/base/text.h"

namespace rondetafel::simulation {
namespace {

constexpr std::array<std::string_view, kStepKinds> kStepWords = {
    "time passes",
    "turn",
    "send",
    "deliver",
    "land",
    "acknowledge",
    "lose the acknowledgement",
    "lose",
    "time out",
    "refuse",
    "deliver twice",
    "land late",
    "lose late",
    "kill",
    "restore an old checkpoint",
    "start",
    "stop",
    "upgrade",
    "cut off",
    "mend",
    "old leader",
    "slow reader",
    "set the clock",
    "confirm the clock",
    "lose the tail",
    "foreign record",
    "introduce a MAC key",
    "give a MAC key",
    "strong read",
    "query",
    "report",
    "close the migration",
};
constexpr std::array<std::string_view, kVariations> kVariationWords = {
    "the same", "another body", "another actor", "another method", "another stream"};
constexpr std::array<std::string_view, kForeignKinds> kForeignWords = {
    "noise",
    "a record of ours, cut",
    "a commit under their key",
    "a commit under a key nobody introduced",
    "a body changed",
    "a body changed and hashed anew",
    "a record of another partition",
    "a record again",
    "a record of an unknown kind"};

}  // namespace

std::string_view ToString(StepKind kind) { return kStepWords[static_cast<std::size_t>(kind)]; }
std::string_view ToString(Variation variation) {
  return kVariationWords[static_cast<std::size_t>(variation)];
}
std::string_view ToString(Foreign foreign) {
  return kForeignWords[static_cast<std::size_t>(foreign)];
}

std::string Describe(const Step& step) {
  return base::Cat(ToString(step.kind), " (replica ", step.replica, ", pick ", step.pick,
                   ", amount ", step.amount, ')');
}

}  // namespace rondetafel::simulation
