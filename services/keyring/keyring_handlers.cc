#include "services/keyring/keyring_handlers.h"

#include <algorithm>
#include <utility>

#include "services/keyring/definition.h"
#include "services/keyring/domain/case_keys.h"
#include "services/keyring/key_wrap.h"
#include "services/keyring/keyring_errors.h"
#include "services/keyring/keyring_policy.h"
#include "services/keyring/own_commands.h"
#include "services/keyring/views/key_index.h"
#include "shared/base/check.h"
#include "shared/base/status.h"
#include "shared/base/text.h"
#include "shared/base/time.h"
#include "shared/rpc/errors.h"
#include "shared/sealing/national_number.h"

namespace rondetafel::keyring {
namespace {

constexpr std::size_t kPersonIdBytesMax = 40;
constexpr std::size_t kNameCharactersMax = 200;

int PartitionCount(const runtime::ServiceRuntime& runtime) {
  int count = 0;
  for (const runtime::PartitionStatus& status : runtime.Status()) {
    if (status.topic == kTopic) count = std::max(count, status.partition + 1);
  }
  RT_CHECK(count > 0);
  return count;
}

bool IsPersonId(std::string_view id) {
  return !id.empty() && id.size() <= kPersonIdBytesMax && std::ranges::all_of(id, [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-';
  });
}

// No fault repeats what was given.
void CheckIdentity(const std::string& path, const v1::PersonIdentity& person,
                   rpc::FieldFaults& faults) {
  const std::string& number = person.national_number();
  if (!number.empty() && !sealing::NationalNumber::Parse(number)) {
    faults.Add(path + ".national_number", "P-33", "must be an INSZ or BIS number that checks");
  }
  if (!person.birth_date().empty() && !base::ParseIsoDate(person.birth_date())) {
    faults.Add(path + ".birth_date", "", "must be a date, YYYY-MM-DD");
  }
  faults.CheckText(path + ".name", person.name(), kNameCharactersMax, false, "");
}

absl::Status CheckEnsureCase(const v1::EnsureCaseRequest& request) {
  rpc::FieldFaults faults;
  faults.CheckUuid("case_id", request.case_id());
  if (request.persons_size() > kPersonsMax) {
    faults.Add("persons", "", base::Cat("must be at most ", kPersonsMax));
  }
  for (int i = 0; i < std::min(request.persons_size(), kPersonsMax); ++i) {
    const std::string path = base::Cat("persons[", i, "]");
    if (!IsPersonId(request.persons(i).person_id())) {
      faults.Add(path + ".person_id", "", "must be 1 to 40 of a-z, 0-9 and -");
    }
    CheckIdentity(path, request.persons(i), faults);
  }
  return std::move(faults).ToStatus();
}

v1::DataKey ToWire(const sealing::DataKey& key) {
  v1::DataKey out;
  out.set_key_id(key.id.ToString());
  out.set_key(key.bytes.data(), key.bytes.size());
  return out;
}

v1::CaseKeysState KeysOf(const projection::Snapshot& snapshot, const base::CaseId& case_id) {
  return snapshot.Get<v1::CaseKeysState>(runtime::StateKey(kCaseKeysKind, CaseKeysStream(case_id)))
      .value_or(v1::CaseKeysState());
}

std::set<std::string> Without(const std::set<std::string>& subjects,
                              const v1::CaseKeysState& state) {
  std::set<std::string> missing;
  for (const std::string& subject : subjects) {
    if (FindKeyOf(state, subject) == nullptr) missing.insert(subject);
  }
  return missing;
}

}  // namespace

KeyringHandlers::KeyringHandlers(runtime::ServiceRuntime* runtime, const KeyFile* keys)
    : runtime_(runtime),
      keys_(keys),
      hasher_(&keys->identity()),
      partition_count_(PartitionCount(*runtime)),
      resolver_(runtime, keys->identity().id.ToString()) {}

absl::Status KeyringHandlers::Await(const rpc::Call& call, const type::v1::Position& position) {
  if (position.topics().empty()) return absl::OkStatus();
  return runtime_->Read(position, call.deadline).status();
}

runtime::Command KeyringHandlers::Issue(const rpc::Call& call, const base::CaseId& case_id,
                                        const std::set<std::string>& subjects) const {
  IssueDataKeys issue;
  std::string content;
  for (const std::string& text : subjects) {
    const base::SubjectId subject = base::SubjectId::Parse(text).value_or(base::SubjectId());
    issue.candidates.push_back(
        WrapNewKey(keys_->current_master(), NewKeyId(case_id, partition_count_), case_id, subject));
    content += base::Cat(text, '|');
  }
  runtime::Command command =
      OwnCommand(call, "IssueDataKeys", kCaseKeysKind, CaseKeysStream(case_id), content);
  command.case_id = case_id;
  command.decide = runtime::DecideWith<v1::CaseKeysState, v1::CaseKeysEvent>(
      [issue = std::move(issue)](const v1::CaseKeysState& state, const base::Context& context) {
        return Decide(state, issue, context);
      });
  return command;
}

absl::StatusOr<v1::CaseKeysState> KeyringHandlers::EnsureKeys(
    const rpc::Call& call, const base::CaseId& case_id, const std::set<std::string>& subjects) {
  v1::CaseKeysState state = KeysOf(*runtime_->ReadNow().snapshot, case_id);
  const std::set<std::string> missing = Without(subjects, state);
  if (missing.empty()) return state;
  std::vector<runtime::Command> commands;
  commands.push_back(Issue(call, case_id, missing));
  RT_RETURN_IF_ERROR(ExecuteAll(*runtime_, call, std::move(commands)));
  state = KeysOf(*runtime_->ReadNow().snapshot, case_id);
  if (!Without(subjects, state).empty()) {
    return absl::UnavailableError("the keyring has not folded its own answer; repeat the call");
  }
  return state;
}

absl::StatusOr<v1::DataKey> KeyringHandlers::OpenedKeyOf(const base::CaseId& case_id,
                                                         const v1::CaseKeysState& state,
                                                         const std::string& subject_id) const {
  RT_ASSIGN_OR_RETURN(const sealing::DataKey key,
                      Unwrap(*keys_, case_id, *FindKeyOf(state, subject_id)));
  return ToWire(key);
}

absl::StatusOr<v1::EnsureCaseResponse> KeyringHandlers::EnsureCase(
    const rpc::Call& call, const v1::EnsureCaseRequest& request) {
  RT_RETURN_IF_ERROR(CheckWorkload(call.actor));
  RT_RETURN_IF_ERROR(CheckEnsureCase(request));
  RT_RETURN_IF_ERROR(Await(call, request.position()));
  const base::CaseId case_id = *base::CaseId::Parse(request.case_id());
  std::vector<IdentityStreams> persons;
  for (const auto& person : request.persons())
    persons.push_back(hasher_.StreamsOf(person, case_id));
  RT_ASSIGN_OR_RETURN(const std::vector<std::string> subjects, resolver_.Resolve(call, persons));
  std::set<std::string> wanted(subjects.begin(), subjects.end());
  wanted.insert("");  // the case itself
  RT_ASSIGN_OR_RETURN(const v1::CaseKeysState state, EnsureKeys(call, case_id, wanted));

  v1::EnsureCaseResponse response;
  RT_ASSIGN_OR_RETURN(*response.mutable_case_key(), OpenedKeyOf(case_id, state, ""));
  for (int i = 0; i < request.persons_size(); ++i) {
    v1::SubjectKey* subject = response.add_subjects();
    subject->set_person_id(request.persons(i).person_id());
    subject->set_subject_id(subjects[static_cast<std::size_t>(i)]);
    RT_ASSIGN_OR_RETURN(*subject->mutable_key(),
                        OpenedKeyOf(case_id, state, subject->subject_id()));
  }
  *response.mutable_position() = runtime_->PositionOf(case_id);
  return response;
}

absl::StatusOr<v1::OpenKeyResponse> KeyringHandlers::OpenKey(const rpc::Call& call,
                                                             const v1::OpenKeyRequest& request) {
  RT_RETURN_IF_ERROR(CheckWorkload(call.actor));
  rpc::FieldFaults faults;
  faults.CheckUuid("key_id", request.key_id());
  RT_RETURN_IF_ERROR(std::move(faults).ToStatus());
  RT_RETURN_IF_ERROR(Await(call, request.position()));
  const base::KeyId key_id = *base::KeyId::Parse(request.key_id());

  runtime::ReadView view = runtime_->ReadNow();
  std::optional<base::CaseId> case_id = KeyIndex::CaseOf(*view.snapshot, key_id);
  if (!case_id) {
    // Another replica may have issued it a moment ago. Its id falls into the partition of its case.
    RT_ASSIGN_OR_RETURN(view, runtime_->ReadStrong(base::CaseId(key_id.bytes()), call.deadline));
    case_id = KeyIndex::CaseOf(*view.snapshot, key_id);
  }
  v1::OpenKeyResponse response;
  response.set_state(case_id ? v1::KEY_STATE_LIVE : v1::KEY_STATE_UNKNOWN);
  if (case_id) {
    const v1::CaseKeysState state = KeysOf(*view.snapshot, *case_id);
    const v1::WrappedKey* wrapped = FindKeyById(state, key_id.ToString());
    if (wrapped == nullptr) return KeyringError(v1::KEYRING_REASON_KEY_DAMAGED);
    RT_ASSIGN_OR_RETURN(const sealing::DataKey key, Unwrap(*keys_, *case_id, *wrapped));
    *response.mutable_key() = ToWire(key);
  }
  *response.mutable_position() = runtime_->PositionOf(base::CaseId(key_id.bytes()));
  return response;
}

absl::StatusOr<v1::FindSubjectResponse> KeyringHandlers::FindSubject(
    const rpc::Call& call, const v1::FindSubjectRequest& request) {
  RT_RETURN_IF_ERROR(CheckWorkload(call.actor));
  rpc::FieldFaults faults;
  CheckIdentity("person", request.person(), faults);
  const IdentityStreams streams = hasher_.StreamsOf(request.person(), base::CaseId());
  if (faults.empty() && !streams.number && !streams.name) {
    faults.Add("person", "", "must have a national number, or a name and a birth date");
  }
  RT_RETURN_IF_ERROR(std::move(faults).ToStatus());
  RT_RETURN_IF_ERROR(Await(call, request.position()));
  RT_ASSIGN_OR_RETURN(const std::vector<std::string> subjects, resolver_.Find(call, streams));
  v1::FindSubjectResponse response;
  for (const std::string& subject : subjects) response.add_subject_ids(subject);
  *response.mutable_position() =
      runtime_->PositionOf(OwnCase(streams.number ? *streams.number : *streams.name));
  return response;
}

}  // namespace rondetafel::keyring
