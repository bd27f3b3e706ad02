// Each mutant against its directed schedule: the rule as it is holds, the rule weakened is caught.
// Writes what caught each to mutants_found.tsv in the working directory of the build, for the
// table.
#include <gtest/gtest.h>

#include <fstream>
#include <set>

#include "shared/base/text.h"
#include "tests/simulation/mutants/mutant_switch.h"
#include "tests/simulation/mutants/stage.h"

namespace rondetafel::simulation {
namespace {

const char* const kTable[] = {
#include "mutant_table.inc"
};

std::vector<Schedule> AllSchedules() {
  std::vector<Schedule> all = SchedulesOfTheFold();
  for (auto part : {SchedulesOfAnswers(), SchedulesBetweenServices(), SchedulesOfTheLog(),
                    std::vector<Schedule>{ScheduleOfTheRelation()}}) {
    all.insert(all.end(), part.begin(), part.end());
  }
  return all;
}

checker::Findings Play(const Schedule& schedule, std::string_view mutant) {
  SwitchMutant(mutant);
  checker::Findings findings = schedule.play();
  SwitchMutant("");
  return findings;
}

// "I1, I4": what the findings breach, each once, ascending.
std::string InvariantsOf(const checker::Findings& findings) {
  std::set<int> numbers;
  for (const checker::Finding& finding : findings.all) numbers.insert(finding.invariant);
  std::string text;
  for (const int number : numbers) text += base::Cat(text.empty() ? "I" : ", I", number);
  return text;
}

class MutantTest : public ::testing::TestWithParam<Schedule> {
 protected:
  static void SetUpTestSuite() { std::ofstream(MUTANTS_FOUND, std::ios::trunc); }
};

TEST_P(MutantTest, HoldsWithoutItAndIsCaughtWithIt) {
  const checker::Findings off = Play(GetParam(), "");
  EXPECT_TRUE(off.clean()) << off.Text();
  EXPECT_GT(off.checked[0], 0u) << "the schedule wrote nothing";
  const checker::Findings on = Play(GetParam(), GetParam().mutant);
  EXPECT_FALSE(on.clean()) << "not caught";
  std::ofstream(MUTANTS_FOUND, std::ios::app)
      << GetParam().mutant << '\t' << InvariantsOf(on) << '\t'
      << (on.clean() ? "" : on.all.front().what) << '\n';
}

INSTANTIATE_TEST_SUITE_P(All, MutantTest, ::testing::ValuesIn(AllSchedules()), [](const auto& one) {
  std::string name = one.param.mutant;
  std::replace(name.begin(), name.end(), '-', '_');
  return name;
});

TEST(MutantTableTest, EachMutantHasOneScheduleAndEachScheduleAMutant) {
  std::multiset<std::string> played;
  for (const Schedule& schedule : AllSchedules()) played.insert(schedule.mutant);
  EXPECT_EQ(played, std::multiset<std::string>(std::begin(kTable), std::end(kTable)));
}

}  // namespace
}  // namespace rondetafel::simulation
