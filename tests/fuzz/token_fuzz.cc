// A position token: what a client hands back of an earlier reply, perhaps of another service.
#include "shared/runtime/published.h"
#include "tests/fuzz/target.h"

namespace rondetafel::fuzz {
namespace {

constexpr eventlog::Offset kReached = 100;
constexpr eventlog::Offset kReactionLeft = 40;

runtime::SourceState Reached(std::string topic) {
  runtime::SourceState source;
  source.source = {std::move(topic), 0};
  source.position = kReached;
  return source;
}

runtime::ReplicaState State() {
  runtime::ReplicaState state;
  state.sources = {Reached("triage"), Reached("intake")};
  state.sources[1].lowest_outbox = kReactionLeft;
  return state;
}

}  // namespace

void FuzzToken(std::string_view bytes) {
  static const runtime::ReplicaState kState = State();
  type::v1::Position token;
  if (!token.ParseFromArray(bytes.data(), static_cast<int>(bytes.size()))) return;
  bool below = true;
  for (const type::v1::TopicPosition& entry : token.topics()) {
    if (entry.partition() != 0) continue;
    if (entry.topic() == "triage") below = below && entry.offset() <= kReached;
    if (entry.topic() == "intake") below = below && entry.offset() <= kReactionLeft;
  }
  Expect(kState.Covers(token) == below, "covered only with position and reactions behind it (I5)");
  const type::v1::Position once = token;
  token.MergeFrom(once);
  Expect(kState.Covers(token) == below, "an entry twice asks no more");
}

}  // namespace rondetafel::fuzz
