// One old registration through the ordinary commands, part by part, each with the registration time
// of its part. Command ids derive from the dossier's key, so every repeat meets the first.
#pragma once
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "rondetafel/migration/v1/dossier.pb.h"
#include "tools/rtctl/connection.h"
#include "tools/rtctl/import/reject.h"

namespace rondetafel::rtctl {

// UUID for one step of one dossier: name-based, never of version 8.
std::string StepId(std::string_view key, std::string_view step);

// What later dossiers of the case need of this one.
struct DossierResult {
  std::string request_name;
  bool met = false;
  type::v1::Position position;  // shows everything the dossier did
  std::vector<Reject> rejects;  // empty: taken whole
};

struct DossierContext {
  // chair code → facilitators/{facilitator}.
  const std::map<std::string, std::string>* chairs = nullptr;
  // Of the dossiers it follows or submits again; nullptr when the file has none.
  const DossierResult* follow_up_of = nullptr;
  const DossierResult* resubmission_of = nullptr;
};

DossierResult ImportDossier(Connection& connection, const type::v1::Actor& migration,
                            const migration::v1::Dossier& dossier, const DossierContext& context);

}  // namespace rondetafel::rtctl
