#include "services/statistics/statistics_service.h"

namespace rondetafel::statistics {

using Reactor = grpc::ServerUnaryReactor;
using Context = grpc::CallbackServerContext;

Reactor* StatisticsGrpc::GetReport(Context* context, const v1::GetReportRequest* request,
                                   v1::GetReportResponse* response) {
  return rpc::Serve(shell_, context, "GetReport", request, response, handlers_,
                    &StatisticsHandlers::GetReport);
}

Reactor* StatisticsGrpc::ListReferences(Context* context, const v1::ListReferencesRequest* request,
                                        v1::ListReferencesResponse* response) {
  return rpc::Serve(shell_, context, "ListReferences", request, response, handlers_,
                    &StatisticsHandlers::ListReferences);
}

Reactor* StatisticsGrpc::ListDefinitions(Context* context,
                                         const v1::ListDefinitionsRequest* request,
                                         v1::ListDefinitionsResponse* response) {
  return rpc::Serve(shell_, context, "ListDefinitions", request, response, handlers_,
                    &StatisticsHandlers::ListDefinitions);
}

Reactor* StatisticsGrpc::RecordPublishedFigure(Context* context,
                                               const v1::RecordPublishedFigureRequest* request,
                                               v1::RecordPublishedFigureResponse* response) {
  return rpc::Serve(shell_, context, "RecordPublishedFigure", request, response, handlers_,
                    &StatisticsHandlers::RecordPublishedFigure);
}

Reactor* StatisticsGrpc::ListPublishedFigures(Context* context,
                                              const v1::ListPublishedFiguresRequest* request,
                                              v1::ListPublishedFiguresResponse* response) {
  return rpc::Serve(shell_, context, "ListPublishedFigures", request, response, handlers_,
                    &StatisticsHandlers::ListPublishedFigures);
}

Reactor* StatisticsGrpc::CoverYear(Context* context, const v1::CoverYearRequest* request,
                                   v1::CoverYearResponse* response) {
  return rpc::Serve(shell_, context, "CoverYear", request, response, handlers_,
                    &StatisticsHandlers::CoverYear);
}

Reactor* StatisticsGrpc::FreezeReport(Context* context, const v1::FreezeReportRequest* request,
                                      v1::FreezeReportResponse* response) {
  return rpc::Serve(shell_, context, "FreezeReport", request, response, handlers_,
                    &StatisticsHandlers::FreezeReport);
}

Reactor* StatisticsGrpc::GetFrozenReport(Context* context,
                                         const v1::GetFrozenReportRequest* request,
                                         v1::GetFrozenReportResponse* response) {
  return rpc::Serve(shell_, context, "GetFrozenReport", request, response, handlers_,
                    &StatisticsHandlers::GetFrozenReport);
}

Reactor* StatisticsGrpc::ListFrozenReports(Context* context,
                                           const v1::ListFrozenReportsRequest* request,
                                           v1::ListFrozenReportsResponse* response) {
  return rpc::Serve(shell_, context, "ListFrozenReports", request, response, handlers_,
                    &StatisticsHandlers::ListFrozenReports);
}

Reactor* StatisticsGrpc::CompareFrozenReport(Context* context,
                                             const v1::CompareFrozenReportRequest* request,
                                             v1::CompareFrozenReportResponse* response) {
  return rpc::Serve(shell_, context, "CompareFrozenReport", request, response, handlers_,
                    &StatisticsHandlers::CompareFrozenReport);
}

}  // namespace rondetafel::statistics
