#include "services/keyring/domain/case_keys.h"

namespace rondetafel::keyring {

void Apply(const v1::DataKeysIssued& event, v1::CaseKeysState& state) {
  state.mutable_keys()->MergeFrom(event.keys());
}

void ApplyEvent(const v1::CaseKeysEvent& event, v1::CaseKeysState& state) {
  switch (event.event_case()) {
    case v1::CaseKeysEvent::kDataKeysIssued:
      return Apply(event.data_keys_issued(), state);
    case v1::CaseKeysEvent::EVENT_NOT_SET:
      return;
  }
}

}  // namespace rondetafel::keyring
