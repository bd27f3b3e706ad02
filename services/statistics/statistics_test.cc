#include <google/protobuf/util/message_differencer.h>
#include <gtest/gtest.h>

#include <map>
#include <memory>

#include "services/statistics/errors.h"
#include "services/statistics/policy.h"
#include "services/statistics/statistics_handlers.h"
#include "services/statistics/wiring.h"
#include "shared/base/civil_date.h"
#include "shared/projection/temp_dir.h"
#include "shared/runtime/testing/rig.h"

namespace rondetafel::statistics {
namespace {

using google::protobuf::util::MessageDifferencer;

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

constexpr base::Date kDay{2021, 5, 10};

// Statistics in one process: the real runtime on a log in memory, with nothing upstream.
class FigureBookTest : public ::testing::Test {
 protected:
  FigureBookTest() {
    eventlog::SimOptions options = runtime::testing::TestLog(keys_, 2);
    options.topics = {"intake", "triage", "scheduling", "workplan", "statistics"};
    log_ = std::make_unique<eventlog::SimEventLog>(std::move(options));
    runtime::RuntimeOptions run;
    run.data_dir = dir_.path("statistics");
    auto runtime = runtime::ServiceRuntime::Start(run, StatisticsDefinition(), log_.get(), &keys_);
    EXPECT_TRUE(runtime.ok()) << runtime.status();
    runtime_ = *std::move(runtime);
    EXPECT_TRUE(runtime_->AwaitServing(Soon()).ok());
    handlers_ = std::make_unique<StatisticsHandlers>(runtime_.get());
  }

  static base::Instant Soon() { return {base::SystemClock().Now().us + 20'000'000}; }
  // At noon on `kDay`, so that day's figures can be asked at once; commits are recorded now.
  static rpc::Call CallOf(const std::string& method, type::v1::Role role) {
    rpc::Call call;
    call.method = method;
    call.actor.set_actor_id("11111111-1111-4111-8111-111111111111");
    call.actor.set_role(role);
    call.now = base::FromBrussels({kDay, 12 * 60});
    call.deadline = Soon();
    if (role == type::v1::ROLE_MIGRATION) call.registered_at = call.now;
    return call;
  }
  void Publish(int year, std::int64_t numerator, type::v1::Role role) {
    v1::RecordPublishedFigureRequest request;
    request.set_command_id(base::CommandId::Random().ToString());
    v1::PublishedFigure& figure = *request.mutable_figure();
    figure.set_measure("M9");
    figure.set_part("parents");
    figure.set_year(year);
    figure.set_numerator(numerator);
    figure.set_denominator(400);
    figure.set_source("annual report");
    const auto reply =
        handlers_->RecordPublishedFigure(CallOf("RecordPublishedFigure", role), request);
    ASSERT_TRUE(reply.ok()) << reply.status();
  }
  void Cover(int year) {
    v1::CoverYearRequest request;
    request.set_command_id(base::CommandId::Random().ToString());
    request.set_year(year);
    const auto reply =
        handlers_->CoverYear(CallOf("CoverYear", type::v1::ROLE_STATISTICIAN), request);
    ASSERT_TRUE(reply.ok()) << reply.status();
  }
  v1::Report Report(bool as_known_on_the_day) {
    v1::GetReportRequest request;
    request.set_year(2021);
    if (as_known_on_the_day) *request.mutable_as_known_on() = base::ToProto(kDay);
    const auto reply =
        handlers_->GetReport(CallOf("GetReport", type::v1::ROLE_STATISTICIAN), request);
    EXPECT_TRUE(reply.ok()) << reply.status();
    return reply.value_or(v1::GetReportResponse()).report();
  }
  // Years of the mean of M9, with their numerators.
  static std::map<int, std::int64_t> MeanOf(const v1::Report& report) {
    std::map<int, std::int64_t> years;
    for (const v1::Figure& figure : report.figures()) {
      if (!figure.part().starts_with("parents")) continue;
      for (const v1::YearShare& year : figure.years()) years[year.year()] = year.numerator();
    }
    return years;
  }

  commit::MacKeySet keys_ = runtime::testing::TestKeys();
  projection::TempDir dir_;
  std::unique_ptr<eventlog::SimEventLog> log_;
  std::unique_ptr<runtime::ServiceRuntime> runtime_;
  std::unique_ptr<StatisticsHandlers> handlers_;
};

TEST_F(FigureBookTest, AReportAsKnownOnADayHoldsTheBookOfThatDay) {  // I12
  Publish(2015, 242, type::v1::ROLE_MIGRATION);
  ASSERT_TRUE(runtime_->CloseMigration(Soon()).ok());
  const v1::Report before = Report(true);
  ASSERT_EQ(MeanOf(before), (std::map<int, std::int64_t>{{2015, 242}}));
  // Years later: a correction, another figure, a year that is covered now.
  Publish(2015, 243, type::v1::ROLE_STATISTICIAN);
  Publish(2016, 250, type::v1::ROLE_STATISTICIAN);
  Cover(2021);
  EXPECT_TRUE(MessageDifferencer::Equals(Report(true), before));
  EXPECT_EQ(MeanOf(Report(false)), (std::map<int, std::int64_t>{{2015, 243}, {2016, 250}}));
}

TEST_F(FigureBookTest, BeforeTheFirstCommitTheBookIsEmpty) {  // I12
  Publish(2015, 242, type::v1::ROLE_STATISTICIAN);
  EXPECT_TRUE(MeanOf(Report(true)).empty());
  EXPECT_EQ(MeanOf(Report(false)).size(), 1U);
}

}  // namespace
}  // namespace rondetafel::statistics
