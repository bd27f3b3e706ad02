#include "tools/rtctl/demo/demo.h"

#include <cstdio>

#include "shared/base/status.h"
#include "shared/base/text.h"
#include "tools/rtctl/case/case_command.h"
#include "tools/rtctl/demo/scenes.h"
#include "tools/rtctl/json_text.h"
#include "tools/rtctl/report/report_text.h"

namespace rondetafel::rtctl {
namespace {

constexpr std::string_view kShownMeasures[] = {"M1", "M2", "M3", "M5", "M7", "M9", "M10"};

google::protobuf::Timestamp TimestampOf(base::Instant instant) {
  google::protobuf::Timestamp at;
  at.set_seconds(instant.us / 1'000'000);
  at.set_nanos(static_cast<int>(instant.us % 1'000'000) * 1000);
  return at;
}

void TellHistory(Teller& teller, const Filed& filed, base::Instant moment_of_refusal) {
  if (!teller.ok()) return;
  teller.Chapter("The history of the hard case: all five services, in causal order");
  const auto commits =
      ReadCaseHistory(teller.connection(), filed.names.case_name, nullptr, teller.position());
  if (!commits.ok()) return teller.Fail(commits.status());
  PrintHistory(*commits);
  const google::protobuf::Timestamp then = TimestampOf(moment_of_refusal);
  teller.Chapter(base::Cat("The same, as known on ", MomentText(then), ", after the father's no"));
  const auto earlier =
      ReadCaseHistory(teller.connection(), filed.names.case_name, &then, teller.position());
  if (!earlier.ok()) return teller.Fail(earlier.status());
  PrintHistory(*earlier);
  triage::v1::ExplainGatesRequest gates;
  gates.set_name(filed.names.assessment);
  *gates.mutable_as_known_on() = then;
  const auto known =
      teller.Do(Auditor(), "And the gates as they were known then:", teller.connection().triage(),
                &triage::v1::TriageService::Stub::ExplainGates, gates);
  for (const auto& gate : known.results()) {
    teller.Show(base::Cat(PadRight(gate.rule(), 6), EnumText(gate.outcome())));
  }
}

void TellFigures(Teller& teller) {
  teller.Chapter("The figures of this year, as they stand now");
  statistics::v1::GetReportRequest request;
  request.set_year(Today().year());
  const auto response =
      teller.Do(Statistician(), "The statistician asks for the year; only codes were ever counted.",
                teller.connection().statistics(),
                &statistics::v1::StatisticsService::Stub::GetReport, request);
  if (!teller.ok()) return;
  statistics::v1::Report shown = response.report();
  shown.clear_figures();
  for (const auto& figure : response.report().figures()) {
    if (std::ranges::find(kShownMeasures, figure.measure()) != std::end(kShownMeasures)) {
      *shown.add_figures() = figure;
    }
  }
  std::fputs(ReportTable(shown).c_str(), stdout);
}

Chairs EnterChairs(Teller& teller) {
  teller.Chapter("Before we begin: three chairs in the register of Antwerpen");
  const type::v1::Organisation school = School();
  return {EnterChair(teller, kFirstChair, "Voorzitter Verzonnen-Een"),
          EnterChair(teller, kSecondChair, "Voorzitter Verzonnen-Twee"),
          EnterChair(teller, kTiedChair, "Voorzitter Verzonnen-Drie", &school)};
}

}  // namespace

void RunDemo(Session& session) {
  const auto connection = session.Open();
  if (!connection.ok()) return session.Fail(connection.status());
  Teller teller(*connection);
  std::puts(
      "Everybody in this story is invented. Each step: what happens, the call as the role that\n"
      "makes it, and what the suite answers.");
  const Chairs chairs = EnterChairs(teller);
  const Filed ordinary = TellOrdinaryCase(teller, chairs);
  TellRejection(teller);
  base::Instant moment_of_refusal;
  const Filed hard = TellHardRequest(teller, chairs, &moment_of_refusal);
  TellHardMeeting(teller, chairs, hard);
  TellHistory(teller, hard, moment_of_refusal);
  TellFigures(teller);
  if (!teller.ok()) {
    std::fflush(stdout);
    return session.Fail(teller.status());
  }
  std::puts(base::Cat("\nGo on yourself:\n  rtctl case history ", ordinary.reference,
                      "\n  rtctl case show ", hard.reference, "\n  rtctl request explain ",
                      hard.reference, "\n  rtctl report consultations --year ", Today().year())
                .c_str());
}

}  // namespace rondetafel::rtctl
