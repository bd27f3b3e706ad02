#include "tools/rtctl/actor_text.h"

#include <google/protobuf/descriptor.h>

#include "shared/base/id.h"
#include "shared/base/text.h"
#include "tools/rtctl/json_text.h"

namespace rondetafel::rtctl {
namespace {

// The part up to the next colon; `rest` keeps what follows it.
std::string_view Next(std::string_view& rest) {
  const std::size_t colon = rest.find(':');
  const std::string_view part = rest.substr(0, colon);
  rest = colon == std::string_view::npos ? std::string_view() : rest.substr(colon + 1);
  return part;
}

}  // namespace

type::v1::Actor ActorOf(type::v1::Role role, type::v1::Region region) {
  type::v1::Actor actor;
  actor.set_actor_id(
      base::FormatUuid(base::DeriveUuid("actor", {"rtctl", type::v1::Role_Name(role)})));
  actor.set_role(role);
  actor.set_region(region);
  return actor;
}

absl::StatusOr<type::v1::Actor> ParseActor(std::string_view text, std::string_view actor_id) {
  std::string_view rest = text;
  const std::string_view role_text = Next(rest);
  const std::string_view region_text = Next(rest);
  const auto role = ParseEnum(*type::v1::Role_descriptor(), role_text);
  if (!role || *role == type::v1::ROLE_UNSPECIFIED) {
    return absl::InvalidArgumentError(base::Cat("there is no role \"", role_text, "\"; one of ",
                                                EnumChoices(*type::v1::Role_descriptor())));
  }
  std::optional<int> region = type::v1::REGION_UNSPECIFIED;
  if (!region_text.empty()) region = ParseEnum(*type::v1::Region_descriptor(), region_text);
  if (!region) {
    return absl::InvalidArgumentError(
        base::Cat("there is no region \"", region_text, "\"; one of ANT, BRU, LIM, OVL, VBR, WVL"));
  }
  type::v1::Actor actor =
      ActorOf(static_cast<type::v1::Role>(*role), static_cast<type::v1::Region>(*region));
  const bool regional = *role == type::v1::ROLE_DESK_WORKER || *role == type::v1::ROLE_TEAM_LEAD;
  if (regional && actor.region() == type::v1::REGION_UNSPECIFIED) {
    return absl::InvalidArgumentError(
        base::Cat("a ", EnumText(actor.role()), " belongs to a region: write ", role_text, ":ANT"));
  }
  actor.set_organisation_id(std::string(rest));
  if (!actor_id.empty()) {
    if (!base::ActorId::Parse(actor_id)) {
      return absl::InvalidArgumentError("--actor must be a UUID");
    }
    actor.set_actor_id(std::string(actor_id));
  }
  return actor;
}

}  // namespace rondetafel::rtctl
