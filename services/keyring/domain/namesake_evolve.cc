#include "services/keyring/domain/namesake.h"

namespace rondetafel::keyring {

void Apply(const v1::NamesakeMet& event, v1::NamesakeState& state) {
  v1::Namesake* namesake = state.add_namesakes();
  namesake->set_subject_id(event.subject_id());
  namesake->set_number_stream_id(event.number_stream_id());
}

void Apply(const v1::NamesakeNumberGiven& event, v1::NamesakeState& state) {
  for (v1::Namesake& namesake : *state.mutable_namesakes()) {
    if (namesake.subject_id() == event.subject_id()) {
      namesake.set_number_stream_id(event.number_stream_id());
    }
  }
}

void ApplyEvent(const v1::NamesakeEvent& event, v1::NamesakeState& state) {
  switch (event.event_case()) {
    case v1::NamesakeEvent::kNamesakeMet:
      return Apply(event.namesake_met(), state);
    case v1::NamesakeEvent::kNamesakeNumberGiven:
      return Apply(event.namesake_number_given(), state);
    case v1::NamesakeEvent::EVENT_NOT_SET:
      return;
  }
}

}  // namespace rondetafel::keyring
