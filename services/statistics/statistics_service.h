// statistics on gRPC: each method hands over to its handler.
#pragma once
#include <grpcpp/grpcpp.h>

#include "rondetafel/statistics/v1/service.grpc.pb.h"
#include "services/statistics/statistics_handlers.h"
#include "shared/rpc/serve.h"

namespace rondetafel::statistics {

class StatisticsGrpc final : public v1::StatisticsService::CallbackService {
 public:
  // Shell and handlers outlive it.
  StatisticsGrpc(rpc::Shell* shell, StatisticsHandlers* handlers)
      : shell_(*shell), handlers_(handlers) {}

  grpc::ServerUnaryReactor* GetReport(grpc::CallbackServerContext* context,
                                      const v1::GetReportRequest* request,
                                      v1::GetReportResponse* response) override;
  grpc::ServerUnaryReactor* ListReferences(grpc::CallbackServerContext* context,
                                           const v1::ListReferencesRequest* request,
                                           v1::ListReferencesResponse* response) override;
  grpc::ServerUnaryReactor* ListDefinitions(grpc::CallbackServerContext* context,
                                            const v1::ListDefinitionsRequest* request,
                                            v1::ListDefinitionsResponse* response) override;
  grpc::ServerUnaryReactor* RecordPublishedFigure(
      grpc::CallbackServerContext* context, const v1::RecordPublishedFigureRequest* request,
      v1::RecordPublishedFigureResponse* response) override;
  grpc::ServerUnaryReactor* ListPublishedFigures(
      grpc::CallbackServerContext* context, const v1::ListPublishedFiguresRequest* request,
      v1::ListPublishedFiguresResponse* response) override;
  grpc::ServerUnaryReactor* CoverYear(grpc::CallbackServerContext* context,
                                      const v1::CoverYearRequest* request,
                                      v1::CoverYearResponse* response) override;
  grpc::ServerUnaryReactor* FreezeReport(grpc::CallbackServerContext* context,
                                         const v1::FreezeReportRequest* request,
                                         v1::FreezeReportResponse* response) override;
  grpc::ServerUnaryReactor* GetFrozenReport(grpc::CallbackServerContext* context,
                                            const v1::GetFrozenReportRequest* request,
                                            v1::GetFrozenReportResponse* response) override;
  grpc::ServerUnaryReactor* ListFrozenReports(grpc::CallbackServerContext* context,
                                              const v1::ListFrozenReportsRequest* request,
                                              v1::ListFrozenReportsResponse* response) override;
  grpc::ServerUnaryReactor* CompareFrozenReport(grpc::CallbackServerContext* context,
                                                const v1::CompareFrozenReportRequest* request,
                                                v1::CompareFrozenReportResponse* response) override;

 private:
  rpc::Shell& shell_;
  StatisticsHandlers* handlers_;
};

}  // namespace rondetafel::statistics
