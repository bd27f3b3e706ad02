// Recognition: what is known of a person from all streams that know the person, and what to ask
// next.
//
// Each stream decides alone, so the answer over several is reached step by step: ask one stream,
// read all again. Whoever follows these steps, in whatever order and however often interrupted,
// ends with the same subject for the same person.
#pragma once
#include <string>
#include <string_view>
#include <variant>

#include "rondetafel/keyring/v1/state.pb.h"

namespace rondetafel::keyring {

// The answer; it never changes any more.
struct Known {
  std::string subject_id;
};
// IdentifySubject on the number's stream, with this candidate; empty: a new one.
struct AskNumber {
  std::string candidate_subject_id;
};
// RecogniseNamesake on the name's stream; the number's owner, where it has one.
struct AskName {
  std::string numbered_subject_id;
};
using NextStep = std::variant<Known, AskNumber, AskName>;

// Of a person with a national number. `owner` is the state of the number's stream; `names` that of
// the name's, nullptr when name and birth date were not both given.
NextStep NextStepOfNumbered(const v1::SubjectState& owner, const v1::NamesakeState* names,
                            std::string_view number_stream_id);
// Of a person with name and birth date only.
NextStep NextStepOfNamed(const v1::NamesakeState& names);

// Longest way to an answer: recognised by name, identified by number, noted under the name because
// another was faster, read. One more for a name that was written in between.
inline constexpr int kStepsMax = 5;

}  // namespace rondetafel::keyring
