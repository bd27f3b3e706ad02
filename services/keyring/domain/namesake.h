// Namesake: everybody of one (hashed) name and birth date. It lets a person who first came without
// a national number be known again when the number comes later, and be found by name although
// numbered.
//
// Two people are never merged against a number: somebody with another number is somebody else.
// Without a number, equal name and birth date are taken for the same person (architecture 6).
#pragma once
#include <string>
#include <string_view>

#include "rondetafel/keyring/v1/events.pb.h"
#include "rondetafel/keyring/v1/state.pb.h"
#include "shared/base/decision.h"

namespace rondetafel::keyring {

// Tell who of this name and birth date is meant; take the candidate when nobody fits.
struct RecogniseNamesake {
  std::string candidate_subject_id;
  // `subject` stream of the national number; empty when none was given.
  std::string number_stream_id;
  // Who that number is known to belong to; empty when the number is new.
  std::string numbered_subject_id;
  std::string identity_key_id;
};

base::Decision<v1::NamesakeEvent> Decide(const v1::NamesakeState& state,
                                         const RecogniseNamesake& command,
                                         const base::Context& context);

// Who is meant by a name and birth date with this number stream, or without a number (empty): whom
// a RecogniseNamesake settled on. nullptr when nobody is known.
const v1::Namesake* FindNamesake(const v1::NamesakeState& state, std::string_view number_stream_id);
const v1::Namesake* FindNamesakeBySubject(const v1::NamesakeState& state,
                                          std::string_view subject_id);

void Apply(const v1::NamesakeMet& event, v1::NamesakeState& state);
void Apply(const v1::NamesakeNumberGiven& event, v1::NamesakeState& state);
void ApplyEvent(const v1::NamesakeEvent& event, v1::NamesakeState& state);

}  // namespace rondetafel::keyring
