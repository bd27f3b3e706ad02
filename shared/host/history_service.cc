#include "shared/host/history_service.h"

#include <algorithm>

#include "shared/base/resource_name.h"
#include "shared/base/status.h"
#include "shared/base/text.h"
#include "shared/commit/envelope.h"
#include "shared/host/event_json.h"
#include "shared/host/timestamps.h"
#include "shared/rpc/errors.h"
#include "shared/rpc/page_token.h"

namespace rondetafel::host {
namespace {

using history::v1::CaseCommit;
using history::v1::ListCaseCommitsRequest;
using history::v1::ListCaseCommitsResponse;

std::optional<base::CaseId> ParseParent(std::string_view parent) {
  const std::size_t slash = parent.find('/');
  if (slash == std::string_view::npos || slash == 0) return std::nullopt;
  const auto name = base::ParseOwnName(parent, parent.substr(0, slash));
  return name ? std::optional<base::CaseId>(name->case_id) : std::nullopt;
}

std::string Hex(std::string_view bytes) {
  constexpr std::string_view kDigits = "0123456789abcdef";
  std::string text;
  for (const char c : bytes) {
    text += kDigits[static_cast<unsigned char>(c) >> 4];
    text += kDigits[static_cast<unsigned char>(c) & 0xF];
  }
  return text;
}

history::v1::CommitCause DescribeCause(const log::v1::Cause& cause) {
  history::v1::CommitCause out;
  out.set_commit_hash(Hex(cause.commit_hash()));
  out.set_topic(cause.topic());
  out.set_partition(cause.partition());
  out.set_offset(cause.offset());
  out.set_name(cause.name());
  out.set_ordinal(cause.ordinal());
  return out;
}

// A stream that stands for itself has its own id in place of a case's.
std::string StreamName(const base::CaseId& case_id, const base::StreamId& stream,
                       std::string_view kind) {
  const std::string collection = CollectionOf(kind);
  return stream.bytes() == case_id.bytes() ? base::FormatName(collection, stream)
                                           : base::FormatName(collection, case_id, stream);
}

}  // namespace

std::string CollectionOf(std::string_view stream_kind) {
  std::string collection;
  bool raise = false;
  for (const char c : stream_kind) {
    if (c != '_') collection += raise ? static_cast<char>(c - 'a' + 'A') : c;
    raise = c == '_';
  }
  return collection.ends_with('s') ? collection : collection + "s";
}

HistoryHandlers::HistoryHandlers(HistorySource source, runtime::ServiceRuntime* runtime)
    : source_(std::move(source)), runtime_(runtime) {}

absl::StatusOr<runtime::ReadView> HistoryHandlers::ReadFor(const rpc::Call& call,
                                                           const ListCaseCommitsRequest& request) {
  auto view = runtime_->Read(request.position(), call.deadline);
  if (!view.ok() || !request.has_as_known_on()) return view;
  // Whatever this one shows, it shows what the token asked for too: positions only grow.
  return runtime_->ReadOwnAsKnownOn(ToInstant(request.as_known_on()), call.deadline);
}

absl::StatusOr<ListCaseCommitsResponse> HistoryHandlers::ListCaseCommits(
    const rpc::Call& call, const ListCaseCommitsRequest& request) {
  rpc::FieldFaults faults;
  const auto case_id = ParseParent(request.parent());
  if (!case_id) faults.Add("parent", "", "must be cases/{case}, with a UUID");
  const base::Instant known_on =
      request.has_as_known_on() ? ToInstant(request.as_known_on()) : base::Instant{INT64_MAX};
  if (request.has_as_known_on() && known_on > call.now) {
    faults.Add("as_known_on", "R173", "must not lie in the future");
  }
  if (!faults.empty()) return std::move(faults).ToStatus();
  const std::string query = rpc::PageQuery(
      "ListCaseCommits", {source_.topic, request.parent(), std::to_string(known_on.us)});
  RT_ASSIGN_OR_RETURN(const rpc::Page page,
                      rpc::ReadPage(request.page_size(), request.page_token(), query));
  RT_ASSIGN_OR_RETURN(const runtime::ReadView view, ReadFor(call, request));

  const std::int64_t from = page.from.empty() ? 0 : std::stoll(page.from);
  ListCaseCommitsResponse response;
  *response.mutable_position() = view.position;
  const auto add = [&](const runtime::HistoryEntry& entry) {
    if (entry.known_at > known_on) return true;
    if (response.commits_size() == page.size) {
      response.set_next_page_token(rpc::MakePageToken(std::to_string(entry.offset), query));
      return false;
    }
    *response.add_commits() = Describe(*case_id, entry);
    return true;
  };
  RT_RETURN_IF_ERROR(runtime::VisitHistory(*view.snapshot, *case_id, from, add));
  return response;
}

CaseCommit HistoryHandlers::Describe(const base::CaseId& case_id,
                                     const runtime::HistoryEntry& entry) const {
  CaseCommit commit;
  commit.set_topic(source_.topic);
  commit.set_partition(commit::PartitionOf(case_id, source_.partition_count));
  commit.set_offset(entry.offset);
  commit.set_version(entry.version);
  *commit.mutable_effective_at() = ToTimestamp(entry.effective);
  *commit.mutable_known_at() = ToTimestamp(entry.known_at);
  commit::RecordFault fault = commit::RecordFault::kNone;
  const auto record = commit::ParseRecord(entry.record, &fault);
  log::v1::CommitBody body;
  if (!record || !body.ParseFromArray(record->body.data(), static_cast<int>(record->body.size()))) {
    return commit;
  }
  const commit::Envelope& envelope = record->envelope;
  *commit.mutable_recorded_at() = ToTimestamp(envelope.recorded_at);
  commit.set_stream_kind(body.stream_kind());
  commit.set_stream_name(StreamName(case_id, envelope.stream_id, body.stream_kind()));
  commit.set_commit_hash(commit::HashToHex(record->commit_hash));
  commit.set_command_id(envelope.command_id.ToString());
  commit.set_method(envelope.method);
  commit.set_traceparent(body.traceparent());
  *commit.mutable_actor() = body.actor();
  commit.mutable_actor()->set_actor_id(envelope.actor.ToString());
  if (body.has_cause()) *commit.mutable_cause() = DescribeCause(body.cause());
  DescribeOutcome(body, commit);
  return commit;
}

void HistoryHandlers::DescribeOutcome(const log::v1::CommitBody& body, CaseCommit& commit) const {
  if (body.has_refusal()) {
    commit.mutable_refusal()->set_reason(body.refusal().reason());
    commit.mutable_refusal()->set_rule(body.refusal().rule());
    for (const auto& field : body.refusal().fields()) {
      commit.mutable_refusal()->add_fields(field.field());
    }
    return;
  }
  const auto kind =
      std::ranges::find(source_.kinds, body.stream_kind(), &runtime::StreamKind::name);
  for (const std::string& bytes : body.events().event()) {
    auto* shown = commit.add_events();
    if (kind == source_.kinds.end()) continue;
    const std::unique_ptr<google::protobuf::Message> event(kind->event_prototype->New());
    if (!event->ParseFromString(bytes)) continue;
    EventText text = DescribeEvent(*event);
    shown->set_name(std::move(text.name));
    shown->set_json(std::move(text.json));
  }
}

grpc::ServerUnaryReactor* HistoryService::ListCaseCommits(grpc::CallbackServerContext* context,
                                                          const ListCaseCommitsRequest* request,
                                                          ListCaseCommitsResponse* response) {
  return rpc::Serve(*shell_, context, "ListCaseCommits", request, response, handlers_,
                    &HistoryHandlers::ListCaseCommits);
}

}  // namespace rondetafel::host
