// Callers who meet people at the same time, in every interleaving of their reads and commands.
#include "services/keyring/domain/recognition.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <map>
#include <optional>
#include <set>
#include <tuple>
#include <vector>

#include "services/keyring/domain/namesake.h"
#include "services/keyring/domain/subject.h"

namespace rondetafel::keyring {
namespace {

// A person as given: the number may be missing (0), the name too (0), but not both.
struct Given {
  int number = 0;
  int name = 0;
  friend bool operator<(const Given& a, const Given& b) {
    return std::tie(a.number, a.name) < std::tie(b.number, b.name);
  }
};

std::string NumberStream(int number) {
  return number == 0 ? "" : "number-" + std::to_string(number);
}

// The streams of the log.
struct World {
  std::map<int, v1::SubjectState> numbers;
  std::map<int, v1::NamesakeState> names;
  int ids = 0;

  std::string NewId() { return "s" + std::to_string(++ids); }
  NextStep Read(const Given& given) {
    if (given.number == 0) return NextStepOfNamed(names[given.name]);
    return NextStepOfNumbered(numbers[given.number], given.name == 0 ? nullptr : &names[given.name],
                              NumberStream(given.number));
  }
  void Write(const Given& given, const NextStep& step) {
    if (const auto* ask = std::get_if<AskNumber>(&step)) {
      const std::string& candidate = ask->candidate_subject_id;
      const IdentifySubject command{candidate.empty() ? NewId() : candidate,
                                    v1::IDENTITY_BASIS_NATIONAL_NUMBER, "key"};
      Take(numbers[given.number], command);
    } else if (const auto* name = std::get_if<AskName>(&step)) {
      Take(names[given.name], RecogniseNamesake{NewId(), NumberStream(given.number),
                                                name->numbered_subject_id, "key"});
    }
  }

 private:
  template <class State, class Command>
  static void Take(State& state, const Command& command) {
    const auto decision = Decide(state, command, base::Context{});
    for (const auto& event : decision.events()) ApplyEvent(event, state);
  }
};

// One caller: reads, and some time later writes what it read made it ask.
struct Caller {
  Given given;
  std::optional<NextStep> pending;
  std::optional<std::string> answer;
  int steps = 0;

  void Step(World& world) {
    if (answer) return;
    if (pending) {
      world.Write(given, *pending);
      pending.reset();
      return;
    }
    ++steps;
    NextStep step = world.Read(given);
    if (auto* known = std::get_if<Known>(&step)) {
      answer = known->subject_id;
    } else {
      pending = std::move(step);
    }
  }
};

// RapidCheck begins with small numbers; here all are small, and every run is to have real races.
template <class Number>
rc::Gen<Number> Below(Number end) {
  return rc::gen::resize(rc::kNominalSize, rc::gen::inRange<Number>(0, end));
}

std::vector<Caller> Callers() {
  const auto all = *rc::gen::container<std::vector<std::tuple<int, int>>>(
      2 + *Below<std::size_t>(6), rc::gen::tuple(Below(3), Below(3)));
  std::vector<Caller> callers;
  for (const auto& [number, name] : all) {
    if (number != 0 || name != 0) callers.emplace_back().given = {number, name};
  }
  return callers;
}

void RunInAnyOrder(World& world, std::vector<Caller>& callers) {
  if (callers.empty()) return;
  const auto order = *rc::gen::container<std::vector<std::size_t>>(callers.size() * kStepsMax,
                                                                   Below(callers.size()));
  for (std::size_t turn : order) callers[turn].Step(world);
  for (Caller& caller : callers) {
    while (!caller.answer) {
      caller.Step(world);
      RC_ASSERT(caller.steps <= kStepsMax);
    }
  }
}

RC_GTEST_PROP(RecognitionPropertyTest, SamePersonAsGivenIsOneSubjectForEver, ()) {
  World world;
  std::vector<Caller> callers = Callers();
  RunInAnyOrder(world, callers);
  std::map<Given, std::string> answers;
  for (const Caller& caller : callers) {
    RC_ASSERT(answers.try_emplace(caller.given, *caller.answer).first->second == *caller.answer);
    const NextStep again = world.Read(caller.given);
    RC_ASSERT(std::holds_alternative<Known>(again));
    RC_ASSERT(std::get<Known>(again).subject_id == *caller.answer);
  }
}

RC_GTEST_PROP(RecognitionPropertyTest, OneNumberIsOneSubjectAndTwoNumbersAreTwo, ()) {
  World world;
  std::vector<Caller> callers = Callers();
  RunInAnyOrder(world, callers);
  std::map<int, std::string> owners;
  for (const Caller& caller : callers) {
    if (caller.given.number == 0) continue;
    RC_ASSERT(owners.try_emplace(caller.given.number, *caller.answer).first->second ==
              *caller.answer);
  }
  std::set<std::string> subjects;
  for (const auto& [number, subject] : owners) RC_ASSERT(subjects.insert(subject).second);
}

RC_GTEST_PROP(RecognitionPropertyTest, OwnerOfANumberIsFoundUnderEveryNameGivenWithIt, ()) {
  World world;
  std::vector<Caller> callers = Callers();
  RunInAnyOrder(world, callers);
  for (const Caller& caller : callers) {
    if (caller.given.name == 0) continue;
    RC_ASSERT(FindNamesakeBySubject(world.names[caller.given.name], *caller.answer) != nullptr);
  }
}

}  // namespace
}  // namespace rondetafel::keyring
