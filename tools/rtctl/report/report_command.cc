#include "tools/rtctl/report/report_command.h"

#include <cstdio>

#include "shared/base/status.h"
#include "shared/base/text.h"
#include "tools/rtctl/actor_text.h"
#include "tools/rtctl/json_text.h"
#include "tools/rtctl/report/report_text.h"

namespace rondetafel::rtctl {
namespace {

using statistics::v1::StatisticsService;

// Year, month, region and day of knowledge, which both requests have under the same names.
template <class Request>
absl::Status FillPeriod(const ReportArguments& arguments, Request& request) {
  request.set_year(arguments.year);
  request.set_month(arguments.month);
  if (!arguments.region.empty()) {
    const auto region = ParseEnum(*type::v1::Region_descriptor(), arguments.region);
    if (!region) {
      return absl::InvalidArgumentError("--region is one of ANT, BRU, LIM, OVL, VBR, WVL");
    }
    request.set_region(static_cast<type::v1::Region>(*region));
  }
  if (!arguments.as_known_on.empty()) {
    const auto date = ParseDate(arguments.as_known_on);
    if (!date) return absl::InvalidArgumentError("--as-known-on is a date, 2022-02-01");
    *request.mutable_as_known_on() = *date;
  }
  return absl::OkStatus();
}

absl::Status Report(Session& session, const ReportArguments& arguments) {
  statistics::v1::GetReportRequest request;
  RT_RETURN_IF_ERROR(FillPeriod(arguments, request));
  request.set_public_output(arguments.public_output);
  RT_ASSIGN_OR_RETURN(Connection* const connection, session.Open());
  Caller caller(connection, ActorOf(type::v1::ROLE_STATISTICIAN));
  RT_ASSIGN_OR_RETURN(
      const auto response,
      caller.Unary(connection->statistics(), &StatisticsService::Stub::GetReport, request));
  const bool json = session.json || arguments.format == "json";
  const std::string text = json                        ? JsonPretty(response.report())
                           : arguments.format == "csv" ? ReportCsv(response.report())
                                                       : ReportTable(response.report());
  std::fwrite(text.data(), 1, text.size(), stdout);
  return absl::OkStatus();
}

absl::Status References(Session& session, const ReferencesArguments& arguments) {
  statistics::v1::ListReferencesRequest request;
  RT_RETURN_IF_ERROR(FillPeriod(arguments.period, request));
  request.set_measure(arguments.measure);
  request.set_part(arguments.part);
  request.set_page_size(1000);
  RT_ASSIGN_OR_RETURN(Connection* const connection, session.Open());
  Caller caller(connection, ActorOf(type::v1::ROLE_AUDITOR));
  do {
    RT_ASSIGN_OR_RETURN(
        const auto page,
        caller.Unary(connection->statistics(), &StatisticsService::Stub::ListReferences, request));
    if (session.json) {
      std::puts(JsonLine(page).c_str());
    } else {
      for (const std::string& reference : page.references()) std::puts(reference.c_str());
      if (page.next_page_token().empty()) {
        std::puts(base::Cat(page.total(), " dossiers; intern").c_str());
      }
    }
    request.set_page_token(page.next_page_token());
  } while (!request.page_token().empty());
  return absl::OkStatus();
}

}  // namespace

void ShowReport(Session& session, const ReportArguments& arguments) {
  session.Finish(Report(session, arguments));
}

void ShowReferences(Session& session, const ReferencesArguments& arguments) {
  session.Finish(References(session, arguments));
}

}  // namespace rondetafel::rtctl
