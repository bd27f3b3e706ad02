#include "services/triage/domain/facilitator.h"
#include "tests/simulation/suite/moves.h"

namespace rondetafel::simulation {

type::v1::Actor ActorOf(Cast who) {
  type::v1::Actor actor;
  actor.set_actor_id(base::FormatUuid(
      base::DeriveUuid("simulated actor", {std::to_string(static_cast<int>(who))})));
  switch (who) {
    case Cast::kHelper:
      actor.set_role(type::v1::ROLE_HELPER);
      actor.set_organisation_id(OrganisationOf(0));
      return actor;
    case Cast::kDesk:
      actor.set_role(type::v1::ROLE_DESK_WORKER);
      actor.set_region(type::v1::REGION_ANTWERPEN);
      return actor;
    case Cast::kOtherDesk:
      actor.set_role(type::v1::ROLE_DESK_WORKER);
      actor.set_region(type::v1::REGION_LIMBURG);
      return actor;
    case Cast::kChair:
    case Cast::kOtherChair:
      actor.set_role(type::v1::ROLE_EXTERNAL_CHAIR);
      return actor;
    case Cast::kStatistician:
      actor.set_role(type::v1::ROLE_STATISTICIAN);
      return actor;
  }
  return actor;
}

Cast ChairOf(std::int64_t which) { return which % 2 == 0 ? Cast::kChair : Cast::kOtherChair; }

base::StreamId FacilitatorStream(std::int64_t which) {
  return triage::FacilitatorOf(*base::ActorId::Parse(ActorOf(ChairOf(which)).actor_id()));
}

std::string OrganisationOf(std::int64_t which) {
  return which % 2 == 0 ? "OVO000101" : "OVO000102";
}

}  // namespace rondetafel::simulation
