#include "services/keyring/subject_resolver.h"

#include <map>
#include <utility>

#include "services/keyring/definition.h"
#include "services/keyring/domain/namesake.h"
#include "services/keyring/domain/subject.h"
#include "services/keyring/own_commands.h"
#include "shared/base/status.h"
#include "shared/base/text.h"

namespace rondetafel::keyring {
namespace {

// Recognised by name, identified by number, noted under the name when another was faster, read.
constexpr int kRoundsMax = 5;

template <class State>
State StateOf(const projection::Snapshot& snapshot, std::string_view kind,
              const base::StreamId& stream) {
  return snapshot.Get<State>(runtime::StateKey(kind, stream)).value_or(State());
}

std::string NewSubject() { return base::SubjectId::Random().ToString(); }

// Whose the person's number is; empty when there is none or nobody's is known.
std::string OwnerOf(const projection::Snapshot& snapshot, const IdentityStreams& person) {
  if (!person.number) return "";
  return StateOf<v1::SubjectState>(snapshot, kSubjectKind, *person.number).subject_id();
}

// Everybody it may be, by a snapshot.
std::vector<std::string> Known(const projection::Snapshot& snapshot,
                               const IdentityStreams& person) {
  if (std::string owner = OwnerOf(snapshot, person); !owner.empty()) return {std::move(owner)};
  std::vector<std::string> out;
  if (!person.name) return out;
  const auto state = StateOf<v1::NamesakeState>(snapshot, kNamesakeKind, *person.name);
  for (const v1::Namesake& namesake : state.namesakes()) {
    // Somebody whose number is another one is somebody else.
    if (person.number && !namesake.number_stream_id().empty()) continue;
    out.push_back(namesake.subject_id());
  }
  return out;
}

}  // namespace

runtime::Command SubjectResolver::Identify(const rpc::Call& call, const base::StreamId& stream,
                                           v1::IdentityBasis basis, std::string candidate) const {
  runtime::Command command = OwnCommand(call, "IdentifySubject", kSubjectKind, stream, "");
  command.decide = runtime::DecideWith<v1::SubjectState, v1::SubjectEvent>(
      [identify = IdentifySubject{std::move(candidate), basis, identity_key_id_}](
          const v1::SubjectState& state, const base::Context& context) {
        return Decide(state, identify, context);
      });
  return command;
}

runtime::Command SubjectResolver::Recognise(const rpc::Call& call, const IdentityStreams& person,
                                            std::string owner) const {
  RecogniseNamesake recognise;
  recognise.candidate_subject_id = NewSubject();
  if (person.number) recognise.number_stream_id = person.number->ToString();
  recognise.numbered_subject_id = std::move(owner);
  recognise.identity_key_id = identity_key_id_;
  runtime::Command command =
      OwnCommand(call, "RecogniseNamesake", kNamesakeKind, *person.name,
                 base::Cat(recognise.number_stream_id, '|', recognise.numbered_subject_id));
  command.decide = runtime::DecideWith<v1::NamesakeState, v1::NamesakeEvent>(
      [recognise = std::move(recognise)](const v1::NamesakeState& state,
                                         const base::Context& context) {
        return Decide(state, recognise, context);
      });
  return command;
}

SubjectResolver::Step SubjectResolver::Next(const rpc::Call& call,
                                            const projection::Snapshot& snapshot,
                                            const IdentityStreams& person) const {
  if (person.number) return NextOfNumbered(call, snapshot, person);
  if (person.name) {
    const auto names = StateOf<v1::NamesakeState>(snapshot, kNamesakeKind, *person.name);
    if (const v1::Namesake* namesake = FindNamesake(names, "")) return namesake->subject_id();
    return Recognise(call, person, "");
  }
  auto state = StateOf<v1::SubjectState>(snapshot, kSubjectKind, *person.case_person);
  if (!state.subject_id().empty()) return std::move(*state.mutable_subject_id());
  return Identify(call, *person.case_person, v1::IDENTITY_BASIS_CASE_AND_PERSON_ID, NewSubject());
}

SubjectResolver::Step SubjectResolver::NextOfNumbered(const rpc::Call& call,
                                                      const projection::Snapshot& snapshot,
                                                      const IdentityStreams& person) const {
  constexpr auto kBasis = v1::IDENTITY_BASIS_NATIONAL_NUMBER;
  const std::string owner = OwnerOf(snapshot, person);
  if (!person.name) {
    if (!owner.empty()) return owner;
    return Identify(call, *person.number, kBasis, NewSubject());
  }
  const auto names = StateOf<v1::NamesakeState>(snapshot, kNamesakeKind, *person.name);
  if (owner.empty()) {
    // The name stream says whether this is somebody who came before without the number.
    const v1::Namesake* namesake = FindNamesake(names, person.number->ToString());
    if (namesake == nullptr) return Recognise(call, person, "");
    return Identify(call, *person.number, kBasis, namesake->subject_id());
  }
  const v1::Namesake* noted = FindNamesakeBySubject(names, owner);
  if (noted != nullptr && !noted->number_stream_id().empty()) return owner;
  return Recognise(call, person, owner);
}

absl::StatusOr<std::vector<std::string>> SubjectResolver::Resolve(
    const rpc::Call& call, const std::vector<IdentityStreams>& persons) {
  for (int round = 0; round < kRoundsMax; ++round) {
    const runtime::ReadView view = runtime_->ReadNow();
    std::vector<std::string> subjects;
    // By command id, which says what is asked: for a person listed twice it is asked once.
    std::map<base::CommandId, runtime::Command> asked;
    for (const IdentityStreams& person : persons) {
      Step step = Next(call, *view.snapshot, person);
      if (auto* subject = std::get_if<std::string>(&step)) {
        subjects.push_back(std::move(*subject));
      } else {
        auto& command = std::get<runtime::Command>(step);
        const base::CommandId id = command.command_id;
        asked.try_emplace(id, std::move(command));
      }
    }
    if (asked.empty()) return subjects;
    std::vector<runtime::Command> commands;
    for (auto& [id, command] : asked) commands.push_back(std::move(command));
    RT_RETURN_IF_ERROR(ExecuteAll(*runtime_, call, std::move(commands)));
  }
  return absl::UnavailableError("others keep changing the same persons; repeat the call");
}

absl::StatusOr<std::vector<std::string>> SubjectResolver::Find(const rpc::Call& call,
                                                               const IdentityStreams& person) {
  runtime::ReadView view = runtime_->ReadNow();
  // The owner of a number never changes. Anything else may have been written a moment ago
  // elsewhere.
  if (auto owner = OwnerOf(*view.snapshot, person); !owner.empty()) {
    return std::vector<std::string>{std::move(owner)};
  }
  for (const auto& stream : {person.number, person.name}) {
    if (!stream) continue;
    RT_ASSIGN_OR_RETURN(view, runtime_->ReadStrong(OwnCase(*stream), call.deadline));
  }
  return Known(*view.snapshot, person);
}

}  // namespace rondetafel::keyring
