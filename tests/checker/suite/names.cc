#include "tests/checker/suite/names.h"

namespace rondetafel::checker {
namespace {

constexpr std::size_t kUuid = 36;

}  // namespace

StreamName InCase(std::string_view name, std::string_view collection) {
  const std::string before = "cases/";
  const std::string between = "/" + std::string(collection) + "/";
  const std::size_t stream_at = before.size() + kUuid + between.size();
  if (name.size() != stream_at + kUuid || !name.starts_with(before) ||
      name.substr(before.size() + kUuid, between.size()) != between) {
    return {};
  }
  return {IdFromText(name.substr(before.size(), kUuid)), IdFromText(name.substr(stream_at))};
}

StreamName OnItsOwn(std::string_view name, std::string_view collection) {
  const std::string before = std::string(collection) + "/";
  if (name.size() != before.size() + kUuid || !name.starts_with(before)) return {};
  const Id id = IdFromText(name.substr(before.size()));
  return {id, id};
}

std::string NameInCase(std::string_view collection, const Id& case_id, const Id& stream) {
  return "cases/" + ToText(case_id) + "/" + std::string(collection) + "/" + ToText(stream);
}

}  // namespace rondetafel::checker
