#include "services/keyring/domain/subject.h"

namespace rondetafel::keyring {

void Apply(const v1::SubjectIdentified& event, v1::SubjectState& state) {
  state.set_subject_id(event.subject_id());
}

void ApplyEvent(const v1::SubjectEvent& event, v1::SubjectState& state) {
  switch (event.event_case()) {
    case v1::SubjectEvent::kSubjectIdentified:
      return Apply(event.subject_identified(), state);
    case v1::SubjectEvent::EVENT_NOT_SET:
      return;
  }
}

}  // namespace rondetafel::keyring
