#include <gtest/gtest.h>

#include "services/statistics/errors.h"
#include "services/statistics/policy.h"
#include "services/statistics/statistics_handlers.h"

namespace rondetafel::statistics {
namespace {

TEST(StatisticsErrorsTest, HasARowForEveryReason) {
  const auto* reasons = v1::StatisticsReason_descriptor();
  for (int i = 0; i < reasons->value_count(); ++i) {
    if (reasons->value(i)->number() == 0) continue;
    EXPECT_TRUE(StatisticsErrors().Has(reasons->value(i)->name())) << reasons->value(i)->name();
  }
}

TEST(StatisticsPolicyTest, KeepsStatisticianAndFilesApart) {  // R162, P-29
  type::v1::Actor statistician;
  statistician.set_role(type::v1::ROLE_STATISTICIAN);
  EXPECT_TRUE(StatisticsPolicy().Check("GetReport", statistician).ok());
  EXPECT_FALSE(StatisticsPolicy().Check("ListReferences", statistician).ok());
  type::v1::Actor helper;
  helper.set_role(type::v1::ROLE_HELPER);
  EXPECT_FALSE(StatisticsPolicy().Check("GetReport", helper).ok());
}

TEST(CheckQuestionTest, NamesTheFieldAndTheRule) {
  rpc::FieldFaults faults;
  google::type::Date no_day;
  no_day.set_year(2021);
  no_day.set_month(2);
  no_day.set_day(30);
  CheckQuestion(2007, 13, static_cast<type::v1::Region>(7), no_day, faults);
  ASSERT_EQ(faults.faults().size(), 4U);
  EXPECT_EQ(faults.faults()[0].field, "year");
  EXPECT_EQ(faults.faults()[1].field, "month");
  EXPECT_EQ(faults.faults()[2].field, "region");
  EXPECT_EQ(faults.faults()[3].field, "as_known_on");
}

}  // namespace
}  // namespace rondetafel::statistics
