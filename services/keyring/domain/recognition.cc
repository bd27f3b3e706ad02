#include "services/keyring/domain/recognition.h"

#include "services/keyring/domain/namesake.h"

namespace rondetafel::keyring {

NextStep NextStepOfNumbered(const v1::SubjectState& owner, const v1::NamesakeState* names,
                            std::string_view number_stream_id) {
  const std::string& owner_id = owner.subject_id();
  if (names == nullptr) {
    if (owner_id.empty()) return AskNumber{};
    return Known{owner_id};
  }
  if (owner_id.empty()) {
    // The name says whether this is somebody who came before without the number.
    const v1::Namesake* namesake = FindNamesake(*names, number_stream_id);
    if (namesake == nullptr) return AskName{};
    return AskNumber{namesake->subject_id()};
  }
  const v1::Namesake* noted = FindNamesakeBySubject(*names, owner_id);
  if (noted != nullptr && !noted->number_stream_id().empty()) return Known{owner_id};
  return AskName{owner_id};
}

NextStep NextStepOfNamed(const v1::NamesakeState& names) {
  const v1::Namesake* namesake = FindNamesake(names, "");
  if (namesake == nullptr) return AskName{};
  return Known{namesake->subject_id()};
}

}  // namespace rondetafel::keyring
