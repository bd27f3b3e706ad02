#include "services/keyring/domain/subject.h"

namespace rondetafel::keyring {

base::Decision<v1::SubjectEvent> Decide(const v1::SubjectState& state,
                                        const IdentifySubject& command, const base::Context&) {
  using Decision = base::Decision<v1::SubjectEvent>;
  if (!state.subject_id().empty()) return Decision::AlreadySo();
  v1::SubjectEvent event;
  v1::SubjectIdentified* identified = event.mutable_subject_identified();
  identified->set_subject_id(command.candidate_subject_id);
  identified->set_basis(command.basis);
  identified->set_identity_key_id(command.identity_key_id);
  return Decision({event});
}

}  // namespace rondetafel::keyring
