// Subject: one keyed hash (of a national number, or of a case and a person id) and the random id of
// the person behind it. The first id given is the id for ever: of two writers the first has won.
#pragma once
#include <string>

#include "rondetafel/keyring/v1/events.pb.h"
#include "rondetafel/keyring/v1/state.pb.h"
#include "shared/base/decision.h"

namespace rondetafel::keyring {

// Give the person an id, unless it has one.
struct IdentifySubject {
  std::string candidate_subject_id;
  v1::IdentityBasis basis = v1::IDENTITY_BASIS_UNSPECIFIED;
  std::string identity_key_id;
};

base::Decision<v1::SubjectEvent> Decide(const v1::SubjectState& state,
                                        const IdentifySubject& command,
                                        const base::Context& context);

void Apply(const v1::SubjectIdentified& event, v1::SubjectState& state);
void ApplyEvent(const v1::SubjectEvent& event, v1::SubjectState& state);

}  // namespace rondetafel::keyring
