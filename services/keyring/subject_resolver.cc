#include "services/keyring/subject_resolver.h"

#include <map>
#include <utility>

#include "services/keyring/definition.h"
#include "services/keyring/domain/namesake.h"
#include "services/keyring/domain/recognition.h"
#include "services/keyring/domain/subject.h"
#include "services/keyring/own_commands.h"
#include "shared/base/status.h"
#include "shared/base/text.h"

namespace rondetafel::keyring {
namespace {

template <class State>
State StateOf(const projection::Snapshot& snapshot, std::string_view kind,
              const base::StreamId& stream) {
  return snapshot.Get<State>(runtime::StateKey(kind, stream)).value_or(State());
}

std::string NewSubject() { return base::SubjectId::Random().ToString(); }

NextStep NextStepOf(const projection::Snapshot& snapshot, const IdentityStreams& person) {
  const auto names = person.name ? StateOf<v1::NamesakeState>(snapshot, kNamesakeKind, *person.name)
                                 : v1::NamesakeState();
  if (!person.number) return NextStepOfNamed(names);
  return NextStepOfNumbered(StateOf<v1::SubjectState>(snapshot, kSubjectKind, *person.number),
                            person.name ? &names : nullptr, person.number->ToString());
}

// Whose the person's number is; empty when there is none or nobody's is known.
std::string OwnerOf(const projection::Snapshot& snapshot, const IdentityStreams& person) {
  if (!person.number) return "";
  return StateOf<v1::SubjectState>(snapshot, kSubjectKind, *person.number).subject_id();
}

// Everybody it may be, by a snapshot.
std::vector<std::string> Candidates(const projection::Snapshot& snapshot,
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
  if (!person.number && !person.name) {
    auto state = StateOf<v1::SubjectState>(snapshot, kSubjectKind, *person.case_person);
    if (!state.subject_id().empty()) return std::move(*state.mutable_subject_id());
    return Identify(call, *person.case_person, v1::IDENTITY_BASIS_CASE_AND_PERSON_ID, NewSubject());
  }
  NextStep step = NextStepOf(snapshot, person);
  if (auto* known = std::get_if<Known>(&step)) return std::move(known->subject_id);
  if (auto* name = std::get_if<AskName>(&step)) {
    return Recognise(call, person, std::move(name->numbered_subject_id));
  }
  std::string candidate = std::move(std::get<AskNumber>(step).candidate_subject_id);
  if (candidate.empty()) candidate = NewSubject();
  return Identify(call, *person.number, v1::IDENTITY_BASIS_NATIONAL_NUMBER, std::move(candidate));
}

absl::StatusOr<std::vector<std::string>> SubjectResolver::Resolve(
    const rpc::Call& call, const std::vector<IdentityStreams>& persons) {
  for (int step = 0; step < kStepsMax; ++step) {
    const runtime::ReadView view = runtime_->ReadNow();
    std::vector<std::string> subjects;
    // By command id, which says what is asked: for a person listed twice it is asked once.
    std::map<base::CommandId, runtime::Command> asked;
    for (const IdentityStreams& person : persons) {
      Step next = Next(call, *view.snapshot, person);
      if (auto* subject = std::get_if<std::string>(&next)) {
        subjects.push_back(std::move(*subject));
      } else {
        auto& command = std::get<runtime::Command>(next);
        const base::CommandId id = command.command_id;
        asked.try_emplace(id, std::move(command));
      }
    }
    if (asked.empty()) return subjects;
    std::vector<runtime::Command> commands;
    commands.reserve(asked.size());
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
  return Candidates(*view.snapshot, person);
}

}  // namespace rondetafel::keyring
