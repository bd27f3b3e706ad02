// The figure book and frozen reports: the few facts statistics owns itself.
#include "services/statistics/errors.h"
#include "services/statistics/statistics_handlers.h"
#include "services/statistics/views/frozen_view.h"
#include "shared/base/civil_date.h"
#include "shared/base/resource_name.h"
#include "shared/base/status.h"
#include "shared/commit/envelope.h"
#include "shared/rpc/page_token.h"

namespace rondetafel::statistics {
namespace {

constexpr std::string_view kFrozen = "frozen_report";
constexpr std::string_view kBook = "figure_book";

// Statistics holds no person, so its requests need no key: a plain hash tells an exact repeat from
// a changed one.
std::string PlainFingerprint(const rpc::Call& call, const google::protobuf::Message& request) {
  const commit::Hash hash = commit::Blake2b(call.method + '\0' + call.actor.actor_id() + '\0' +
                                            request.SerializeAsString());
  return std::string(commit::HashBytes(hash));
}

runtime::Command MakeCommand(const rpc::Call& call, std::string_view kind,
                             const base::StreamId& stream, const std::string& command_id,
                             const google::protobuf::Message& request) {
  runtime::Command command;
  command.method = call.method;
  command.stream_kind = std::string(kind);
  command.case_id = base::CaseId(stream.bytes());
  command.stream_id = stream;
  command.command_id = *base::CommandId::Parse(command_id);
  command.actor = call.actor;
  command.registered_at = call.registered_at;
  command.traceparent = call.traceparent;
  command.fingerprint = PlainFingerprint(call, request);
  return command;
}

template <class Response>
absl::StatusOr<Response> Run(runtime::ServiceRuntime& runtime, const rpc::Call& call,
                             runtime::Command command) {
  RT_ASSIGN_OR_RETURN(runtime::Outcome outcome, runtime.Execute(std::move(command), call.deadline));
  if (outcome.refused) return StatisticsErrors().ToStatus(outcome.refusal);
  Response response;
  if (!response.ParseFromString(outcome.reply)) {
    return absl::DataLossError("a recorded reply does not parse");
  }
  *response.mutable_position() = std::move(outcome.position);
  return response;
}

absl::StatusOr<v1::ReportFrozen> FindFrozen(const projection::Snapshot& snapshot,
                                            const std::string& name) {
  const auto parsed = base::ParseOwnName(name, "frozenReports");
  if (!parsed) {
    return rpc::InvalidFields({{"name", "R150", "must be frozenReports/{frozen_report}"}});
  }
  auto state = snapshot.Get<v1::FrozenReportState>(
      runtime::StateKey(std::string(kFrozen), parsed->stream_id));
  if (state && state->has_frozen()) return state->frozen();
  log::v1::Refusal refusal;
  refusal.set_reason(v1::StatisticsReason_Name(v1::STATISTICS_REASON_REPORT_NOT_FOUND));
  refusal.set_rule("R150");
  return StatisticsErrors().ToStatus(refusal);
}

}  // namespace

absl::StatusOr<v1::RecordPublishedFigureResponse> StatisticsHandlers::RecordPublishedFigure(
    const rpc::Call& call, const v1::RecordPublishedFigureRequest& request) {
  const v1::PublishedFigure& figure = request.figure();
  rpc::FieldFaults faults;
  faults.CheckCommandId(request.command_id());
  CheckQuestion(figure.year(), 0, figure.region(), {}, faults);
  faults.CheckText("figure.source", figure.source(), 200, true, "Q9");
  faults.CheckText("figure.text", figure.text(), 20, false, "Q9");
  if (figure.numerator() < 0) faults.Add("figure.numerator", "Q9", "must not be below 0");
  if (figure.denominator() < 0) faults.Add("figure.denominator", "Q9", "must not be below 0");
  if (!faults.empty()) return rpc::InvalidFields(faults.faults());
  runtime::Command command =
      MakeCommand(call, kBook, FigureBookId(), request.command_id(), request);
  command.decide = runtime::DecideWith<v1::FigureBookState, v1::FigureBookEvent>(
      [figure](const v1::FigureBookState& state, const base::Context& context) {
        return Decide(state, figure, context);
      });
  return Run<v1::RecordPublishedFigureResponse>(runtime_, call, std::move(command));
}

absl::StatusOr<v1::CoverYearResponse> StatisticsHandlers::CoverYear(
    const rpc::Call& call, const v1::CoverYearRequest& request) {
  rpc::FieldFaults faults;
  faults.CheckCommandId(request.command_id());
  CheckQuestion(request.year(), 0, type::v1::REGION_UNSPECIFIED, {}, faults);
  if (!faults.empty()) return rpc::InvalidFields(faults.faults());
  runtime::Command command =
      MakeCommand(call, kBook, FigureBookId(), request.command_id(), request);
  command.decide = runtime::DecideWith<v1::FigureBookState, v1::FigureBookEvent>(
      [request](const v1::FigureBookState& state, const base::Context& context) {
        return Decide(state, request, context);
      });
  return Run<v1::CoverYearResponse>(runtime_, call, std::move(command));
}

absl::StatusOr<v1::FreezeReportResponse> StatisticsHandlers::FreezeReport(
    const rpc::Call& call, const v1::FreezeReportRequest& request) {
  rpc::FieldFaults faults;
  faults.CheckCommandId(request.command_id());
  CheckQuestion(request.year(), 0, type::v1::REGION_UNSPECIFIED, request.as_known_on(), faults);
  faults.CheckText("title", request.title(), 200, true, "R150");
  if (!faults.empty()) return rpc::InvalidFields(faults.faults());
  RT_ASSIGN_OR_RETURN(const runtime::ReadView view, ReadKnownOn(call, request.as_known_on(), {}));
  v1::ReportFrozen frozen;
  RT_ASSIGN_OR_RETURN(*frozen.mutable_report(), MakeReport(call,
                                                           {{request.year(), 0},
                                                            type::v1::REGION_UNSPECIFIED,
                                                            request.as_known_on(),
                                                            request.public_output()},
                                                           *view.snapshot));
  for (const Line& line : Lines()) *frozen.add_definitions() = DefinitionOf(line);
  *frozen.mutable_position() = view.position;
  frozen.set_title(request.title());
  const base::CaseId own = base::DeriveCaseId(*base::ActorId::Parse(call.actor.actor_id()),
                                              *base::CommandId::Parse(request.command_id()));
  const base::StreamId stream(own.bytes());
  runtime::Command command = MakeCommand(call, kFrozen, stream, request.command_id(), request);
  command.decide = runtime::DecideWith<v1::FrozenReportState, v1::FrozenReportEvent>(
      [frozen](const v1::FrozenReportState& state, const base::Context& context) {
        return Decide(state, frozen, context);
      });
  command.reply = [stream](const runtime::Message&, const base::Context&) {
    v1::FreezeReportResponse response;
    response.set_name(base::FormatName("frozenReports", stream));
    return response.SerializeAsString();
  };
  return Run<v1::FreezeReportResponse>(runtime_, call, std::move(command));
}

absl::StatusOr<v1::GetFrozenReportResponse> StatisticsHandlers::GetFrozenReport(
    const rpc::Call& call, const v1::GetFrozenReportRequest& request) {
  RT_ASSIGN_OR_RETURN(const runtime::ReadView view,
                      runtime_.Read(request.position(), call.deadline));
  v1::GetFrozenReportResponse response;
  RT_ASSIGN_OR_RETURN(*response.mutable_frozen(), FindFrozen(*view.snapshot, request.name()));
  *response.mutable_position() = view.position;
  return response;
}

absl::StatusOr<v1::ListFrozenReportsResponse> StatisticsHandlers::ListFrozenReports(
    const rpc::Call& call, const v1::ListFrozenReportsRequest& request) {
  RT_ASSIGN_OR_RETURN(const runtime::ReadView view,
                      runtime_.Read(request.position(), call.deadline));
  const std::string query = rpc::PageQuery("ListFrozenReports", {});
  RT_ASSIGN_OR_RETURN(const rpc::Page page,
                      rpc::ReadPage(request.page_size(), request.page_token(), query));
  v1::ListFrozenReportsResponse response;
  view.snapshot->Scan(
      FrozenListKey(), page.from, [&](std::string_view key, std::string_view value) {
        if (response.reports_size() == page.size) {
          response.set_next_page_token(rpc::MakePageToken(key, query));
          return false;
        }
        return response.add_reports()->ParseFromArray(value.data(), static_cast<int>(value.size()));
      });
  *response.mutable_position() = view.position;
  return response;
}

absl::StatusOr<v1::CompareFrozenReportResponse> StatisticsHandlers::CompareFrozenReport(
    const rpc::Call& call, const v1::CompareFrozenReportRequest& request) {
  rpc::FieldFaults faults;
  CheckKnownOn(request.as_known_on(), faults);
  if (!faults.empty()) return rpc::InvalidFields(faults.faults());
  RT_ASSIGN_OR_RETURN(const runtime::ReadView view,
                      ReadKnownOn(call, request.as_known_on(), request.position()));
  RT_ASSIGN_OR_RETURN(const v1::ReportFrozen frozen, FindFrozen(*view.snapshot, request.name()));
  RT_ASSIGN_OR_RETURN(const v1::Report recomputed,
                      MakeReport(call,
                                 {{frozen.report().year(), frozen.report().month()},
                                  type::v1::REGION_UNSPECIFIED,
                                  request.as_known_on(),
                                  frozen.report().public_output()},
                                 *view.snapshot));
  v1::CompareFrozenReportResponse response;
  for (v1::FigureDifference& difference : Differences(frozen.report(), recomputed)) {
    *response.add_differences() = std::move(difference);
  }
  *response.mutable_position() = view.position;
  return response;
}

}  // namespace rondetafel::statistics
