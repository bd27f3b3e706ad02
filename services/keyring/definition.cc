#include "services/keyring/definition.h"

#include <memory>

#include "services/keyring/domain/case_keys.h"
#include "services/keyring/domain/namesake.h"
#include "services/keyring/domain/subject.h"
#include "services/keyring/views/key_index.h"
#include "services/keyring/views/keys_in_use.h"

namespace rondetafel::keyring {

runtime::ServiceDefinition MakeDefinition() {
  runtime::ServiceDefinition definition;
  definition.topic = kTopic;
  definition.kinds = {
      runtime::MakeStreamKind<v1::SubjectEvent, v1::SubjectState, ApplyEvent>(kSubjectKind),
      runtime::MakeStreamKind<v1::NamesakeEvent, v1::NamesakeState, ApplyEvent>(kNamesakeKind),
      runtime::MakeStreamKind<v1::CaseKeysEvent, v1::CaseKeysState, ApplyEvent>(kCaseKeysKind)};
  definition.views.push_back(std::make_unique<KeyIndex>());
  definition.views.push_back(std::make_unique<KeysInUse>());
  return definition;
}

}  // namespace rondetafel::keyring
