#include "services/keyring/domain/namesake.h"

namespace rondetafel::keyring {
namespace {

using Decision = base::Decision<v1::NamesakeEvent>;

Decision Met(const std::string& subject_id, const RecogniseNamesake& command) {
  v1::NamesakeEvent event;
  v1::NamesakeMet* met = event.mutable_namesake_met();
  met->set_subject_id(subject_id);
  met->set_number_stream_id(command.number_stream_id);
  met->set_identity_key_id(command.identity_key_id);
  return Decision({event});
}

Decision NumberGiven(const v1::Namesake& namesake, const RecogniseNamesake& command) {
  v1::NamesakeEvent event;
  v1::NamesakeNumberGiven* given = event.mutable_namesake_number_given();
  given->set_subject_id(namesake.subject_id());
  given->set_number_stream_id(command.number_stream_id);
  return Decision({event});
}

// At most one is without: the second of a name would have been taken for the first.
const v1::Namesake* FindUnnumbered(const v1::NamesakeState& state) {
  for (const v1::Namesake& namesake : state.namesakes()) {
    if (namesake.number_stream_id().empty()) return &namesake;
  }
  return nullptr;
}

// The number's owner is known: this name only has to lead there as well.
Decision DecideForOwner(const v1::NamesakeState& state, const RecogniseNamesake& command) {
  const v1::Namesake* owner = FindNamesakeBySubject(state, command.numbered_subject_id);
  if (owner == nullptr) return Met(command.numbered_subject_id, command);
  if (owner->number_stream_id().empty()) return NumberGiven(*owner, command);
  return Decision::AlreadySo();
}

}  // namespace

Decision Decide(const v1::NamesakeState& state, const RecogniseNamesake& command,
                const base::Context&) {
  if (!command.numbered_subject_id.empty()) return DecideForOwner(state, command);
  if (FindNamesake(state, command.number_stream_id) != nullptr) return Decision::AlreadySo();
  const v1::Namesake* unnumbered = FindUnnumbered(state);
  if (unnumbered != nullptr) return NumberGiven(*unnumbered, command);
  return Met(command.candidate_subject_id, command);
}

const v1::Namesake* FindNamesake(const v1::NamesakeState& state,
                                 std::string_view number_stream_id) {
  for (const v1::Namesake& namesake : state.namesakes()) {
    if (number_stream_id.empty() || namesake.number_stream_id() == number_stream_id) {
      return &namesake;
    }
  }
  return nullptr;
}

const v1::Namesake* FindNamesakeBySubject(const v1::NamesakeState& state,
                                          std::string_view subject_id) {
  for (const v1::Namesake& namesake : state.namesakes()) {
    if (namesake.subject_id() == subject_id) return &namesake;
  }
  return nullptr;
}

}  // namespace rondetafel::keyring
