// HistoryService for any service: its case commits, read from the runtime's history table and shown
// with sealed fields masked.
#pragma once
#include <absl/status/statusor.h>
#include <grpcpp/grpcpp.h>

#include <string>
#include <vector>

#include "rondetafel/history/v1/service.grpc.pb.h"
#include "shared/access/access.h"
#include "shared/rpc/serve.h"
#include "shared/runtime/definition.h"
#include "shared/runtime/service_runtime.h"

namespace rondetafel::host {

// Whose history: taken from the service's definition and the log.
struct HistorySource {
  std::string topic;
  std::vector<runtime::StreamKind> kinds;
  int partition_count = 1;
};

// Thread-safe. The runtime outlives it.
class HistoryHandlers {
 public:
  HistoryHandlers(HistorySource source, runtime::ServiceRuntime* runtime);

  absl::StatusOr<history::v1::ListCaseCommitsResponse> ListCaseCommits(
      const rpc::Call& call, const history::v1::ListCaseCommitsRequest& request);

 private:
  absl::StatusOr<runtime::ReadView> ReadFor(const rpc::Call& call,
                                            const history::v1::ListCaseCommitsRequest& request);
  history::v1::CaseCommit Describe(const base::CaseId& case_id,
                                   const runtime::HistoryEntry& entry) const;
  void DescribeOutcome(const log::v1::CommitBody& body, history::v1::CaseCommit& commit) const;

  const HistorySource source_;
  runtime::ServiceRuntime* const runtime_;
};

class HistoryService : public history::v1::HistoryService::CallbackService {
 public:
  HistoryService(rpc::Shell* shell, HistoryHandlers* handlers)
      : shell_(shell), handlers_(handlers) {}
  grpc::ServerUnaryReactor* ListCaseCommits(
      grpc::CallbackServerContext* context, const history::v1::ListCaseCommitsRequest* request,
      history::v1::ListCaseCommitsResponse* response) override;

 private:
  rpc::Shell* const shell_;
  HistoryHandlers* const handlers_;
};

// "work_plan" → "workPlans": the collection a stream kind's names are in.
std::string CollectionOf(std::string_view stream_kind);

}  // namespace rondetafel::host
