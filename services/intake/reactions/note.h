// One noted fact as a command on the request it belongs to.
#pragma once
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "services/intake/domain/request.h"
#include "shared/base/resource_name.h"
#include "shared/runtime/definition.h"

namespace rondetafel::intake {

// The commands one upstream commit asks for.
class Notes {
 public:
  explicit Notes(const runtime::AcceptedCommit& upstream) : upstream_(upstream) {}

  // Adds the command; nothing when the name is no request of the upstream commit's case.
  template <class Fact>
  void Add(std::string_view method, const std::string& request_name, Fact fact) {
    const auto name = base::ParseName(request_name, "requests");
    if (!name || name->case_id != upstream_.envelope().case_id) return;
    runtime::ReactionCommand& command = commands_.emplace_back();
    command.method = std::string(method);
    command.stream_kind = "request";
    command.stream_id = name->stream_id;
    command.decide = runtime::DecideWith<State, v1::RequestEvent>(
        [fact = std::move(fact)](const State& state, const base::Context&) {
          return Decide(state, fact);
        });
  }
  // Name of the upstream commit's own stream: cases/{case}/{collection}/{stream}.
  std::string StreamName(std::string_view collection) const {
    return base::FormatName(collection, upstream_.envelope().case_id,
                            upstream_.envelope().stream_id);
  }
  std::vector<runtime::ReactionCommand> Take() && { return std::move(commands_); }

 private:
  const runtime::AcceptedCommit& upstream_;
  std::vector<runtime::ReactionCommand> commands_;
};

}  // namespace rondetafel::intake
