// The suite against the logs that need no other program.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/conformance/log_checks.h"

namespace rondetafel::conformance {
namespace {

struct Implementation {
  std::string_view name;
  std::unique_ptr<LogSubject> (*make)();
};

class LogConformanceTest : public testing::TestWithParam<std::tuple<Implementation, LogCheck>> {};

TEST_P(LogConformanceTest, Holds) {
  const auto& [implementation, check] = GetParam();
  const std::unique_ptr<LogSubject> subject = implementation.make();
  EXPECT_THAT(check.run(subject.get()), testing::IsEmpty());
}

INSTANTIATE_TEST_SUITE_P(All, LogConformanceTest,
                         testing::Combine(testing::Values(Implementation{"Sim", MakeSimSubject},
                                                          Implementation{"RocksDb",
                                                                         MakeRocksDbSubject}),
                                          testing::ValuesIn(AllLogChecks())),
                         [](const auto& parameter) {
                           return std::string(std::get<0>(parameter.param).name) +
                                  std::string(std::get<1>(parameter.param).name);
                         });

}  // namespace
}  // namespace rondetafel::conformance
