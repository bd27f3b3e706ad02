#include <CLI/CLI.hpp>

#include "tools/rtctl/commands.h"
#include "tools/rtctl/report/report_command.h"

namespace rondetafel::rtctl {
namespace {

void AddPeriod(CLI::App& verb, ReportArguments& arguments) {
  verb.add_option("--year", arguments.year, "Year")->required()->check(CLI::Range(2008, 2100));
  verb.add_option("--month", arguments.month, "Only this month")->check(CLI::Range(1, 12));
  verb.add_option("--region", arguments.region, "Only ANT, BRU, LIM, OVL, VBR or WVL");
  verb.add_option("--as-known-on", arguments.as_known_on,
                  "As registered up to the end of this day, 2022-02-01");
}

}  // namespace

void AddReportCommands(CLI::App& app, Session& session) {
  auto report = std::make_shared<ReportArguments>();
  auto* reports = app.add_subcommand("report", "Figures");
  reports->require_subcommand(1);
  auto* consultations =
      reports->add_subcommand("consultations", "Figures on consultations of a year or a month");
  AddPeriod(*consultations, *report);
  consultations->add_flag("--public", report->public_output,
                          "Suppress small counts, for output outside the service");
  consultations->add_option("--format", report->format, "table, json or csv")
      ->check(CLI::IsMember({"table", "json", "csv"}))
      ->capture_default_str();
  consultations->callback([report, &session] { ShowReport(session, *report); });

  auto references = std::make_shared<ReferencesArguments>();
  auto* list = app.add_subcommand("references", "The files behind one figure; internal");
  list->add_option("MEASURE", references->measure, "For example M7")->required();
  list->add_option("PART", references->part, "For example follow_up")->required();
  AddPeriod(*list, references->period);
  list->callback([references, &session] { ShowReferences(session, *references); });
}

}  // namespace rondetafel::rtctl
