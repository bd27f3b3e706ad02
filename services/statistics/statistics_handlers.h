// What statistics' methods do, without gRPC: read facts as known on a day, let the domain compute,
// encode.
#pragma once
#include <absl/status/statusor.h>

#include "rondetafel/statistics/v1/service.pb.h"
#include "services/statistics/domain/book.h"
#include "services/statistics/domain/report.h"
#include "shared/rpc/call.h"
#include "shared/rpc/errors.h"
#include "shared/runtime/service_runtime.h"

namespace rondetafel::statistics {

// Thread-safe; blocks until the deadline of the call at most. The runtime outlives it. There is no
// keyring here: statistics sees codes only (architecture, "Privacy built in").
class StatisticsHandlers {
 public:
  explicit StatisticsHandlers(runtime::ServiceRuntime* runtime) : runtime_(*runtime) {}

  absl::StatusOr<v1::GetReportResponse> GetReport(const rpc::Call& call,
                                                  const v1::GetReportRequest& request);
  absl::StatusOr<v1::ListReferencesResponse> ListReferences(
      const rpc::Call& call, const v1::ListReferencesRequest& request);
  absl::StatusOr<v1::ListDefinitionsResponse> ListDefinitions(
      const rpc::Call& call, const v1::ListDefinitionsRequest& request);
  absl::StatusOr<v1::RecordPublishedFigureResponse> RecordPublishedFigure(
      const rpc::Call& call, const v1::RecordPublishedFigureRequest& request);
  absl::StatusOr<v1::ListPublishedFiguresResponse> ListPublishedFigures(
      const rpc::Call& call, const v1::ListPublishedFiguresRequest& request);
  absl::StatusOr<v1::CoverYearResponse> CoverYear(const rpc::Call& call,
                                                  const v1::CoverYearRequest& request);
  absl::StatusOr<v1::FreezeReportResponse> FreezeReport(const rpc::Call& call,
                                                        const v1::FreezeReportRequest& request);
  absl::StatusOr<v1::GetFrozenReportResponse> GetFrozenReport(
      const rpc::Call& call, const v1::GetFrozenReportRequest& request);
  absl::StatusOr<v1::ListFrozenReportsResponse> ListFrozenReports(
      const rpc::Call& call, const v1::ListFrozenReportsRequest& request);
  absl::StatusOr<v1::CompareFrozenReportResponse> CompareFrozenReport(
      const rpc::Call& call, const v1::CompareFrozenReportRequest& request);

 private:
  // What a report is asked by; checked.
  struct Question {
    Period period;
    type::v1::Region region = type::v1::REGION_UNSPECIFIED;
    google::type::Date known_on;  // unset: all that is known
    bool public_output = false;
  };
  // Everything registered up to the end of `known_on` in Brussels, final: waits for a tick later
  // than it.
  absl::StatusOr<runtime::ReadView> ReadKnownOn(const rpc::Call& call,
                                                const google::type::Date& known_on,
                                                const type::v1::Position& position);
  absl::StatusOr<v1::Report> MakeReport(const rpc::Call& call, const Question& question,
                                        const projection::Snapshot& snapshot) const;
  bool Provisional() const;

  runtime::ServiceRuntime& runtime_;
};

// The registrations a question is about.
std::vector<Registration> RegistrationsKnownOn(const projection::Snapshot& snapshot,
                                               const google::type::Date& known_on);
runtime::StreamKind FigureBookKind();
// The figure book as known at the end of the day, like the registrations; unset: all that is known.
absl::StatusOr<v1::FigureBookState> BookKnownOn(const projection::Snapshot& snapshot,
                                                const google::type::Date& known_on);
// Year, month, region and day of a question; faults name the field.
void CheckQuestion(int year, int month, type::v1::Region region, const google::type::Date& known_on,
                   rpc::FieldFaults& faults);
void CheckKnownOn(const google::type::Date& known_on, rpc::FieldFaults& faults);

}  // namespace rondetafel::statistics
