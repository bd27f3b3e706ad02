// Who calls: actors from the command line, and one usual id for each role.
#pragma once
#include <absl/status/statusor.h>

#include <string_view>

#include "rondetafel/type/v1/type.pb.h"

namespace rondetafel::rtctl {

// The id is derived from the role, so that a later run acts as the same person.
type::v1::Actor ActorOf(type::v1::Role role,
                        type::v1::Region region = type::v1::REGION_UNSPECIFIED);
// "ROLE[:REGION][:ORGANISATION]", for example "desk_worker:ANT" or "helper::OVO000001"; `actor_id`
// is a UUID or empty. INVALID_ARGUMENT says which part is wrong and what would be right.
absl::StatusOr<type::v1::Actor> ParseActor(std::string_view text, std::string_view actor_id);

}  // namespace rondetafel::rtctl
