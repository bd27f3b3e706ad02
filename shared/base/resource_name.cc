#include "shared/base/resource_name.h"

namespace rondetafel::base {
namespace {

// Takes `prefix` and a slash, then a UUID, off the front.
template <class IdType>
std::optional<IdType> TakeSegment(std::string_view* name, std::string_view collection) {
  if (!name->starts_with(collection)) return std::nullopt;
  name->remove_prefix(collection.size());
  if (name->empty() || name->front() != '/') return std::nullopt;
  name->remove_prefix(1);
  auto id = IdType::Parse(name->substr(0, 36));
  if (id) name->remove_prefix(36);
  return id;
}

}  // namespace

std::string FormatName(std::string_view collection, const CaseId& case_id, const StreamId& stream) {
  return std::string("cases/")
      .append(case_id.ToString())
      .append("/")
      .append(collection)
      .append("/")
      .append(stream.ToString());
}

std::optional<ResourceName> ParseName(std::string_view name, std::string_view collection) {
  const auto case_id = TakeSegment<CaseId>(&name, "cases");
  if (!case_id || name.empty() || name.front() != '/') return std::nullopt;
  name.remove_prefix(1);
  const auto stream = TakeSegment<StreamId>(&name, collection);
  if (!stream || !name.empty()) return std::nullopt;
  return ResourceName{*case_id, *stream};
}

std::string FormatName(std::string_view collection, const StreamId& stream) {
  return std::string(collection).append("/").append(stream.ToString());
}

std::optional<ResourceName> ParseOwnName(std::string_view name, std::string_view collection) {
  const auto stream = TakeSegment<StreamId>(&name, collection);
  if (!stream || !name.empty()) return std::nullopt;
  return ResourceName{CaseId(stream->bytes()), *stream};
}

StreamId AssessmentOf(const StreamId& request) {
  return StreamId(DeriveUuid("assessment", {request.raw()}));
}

StreamId ConsultationOf(const StreamId& request) {
  return StreamId(DeriveUuid("consultation", {request.raw()}));
}

StreamId WorkPlanOf(const StreamId& consultation) {
  return StreamId(DeriveUuid("work_plan", {consultation.raw()}));
}

StreamId FollowUpRequestOf(const StreamId& work_plan, std::string_view follow_up_id) {
  return StreamId(DeriveUuid("follow_up_request", {work_plan.raw(), follow_up_id}));
}

}  // namespace rondetafel::base
