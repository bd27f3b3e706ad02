#include "tools/rtctl/case/history_text.h"

#include "shared/base/text.h"
#include "tools/rtctl/json_text.h"

namespace rondetafel::rtctl {
namespace {

using history::v1::CaseCommit;

std::string WhoText(const CaseCommit& commit) {
  std::string who = EnumText(commit.actor().role());
  if (commit.actor().region() != type::v1::REGION_UNSPECIFIED) {
    who += base::Cat(" ", RegionCode(commit.actor().region()));
  }
  return base::Cat(who, " ", commit.actor().actor_id().substr(0, 8));
}

std::string OutcomeText(const CaseCommit& commit) {
  if (commit.has_refusal()) {
    std::string text = base::Cat("refused: ", commit.refusal().reason());
    if (!commit.refusal().rule().empty()) text += base::Cat(" [", commit.refusal().rule(), "]");
    for (const std::string& field : commit.refusal().fields()) text += " " + field;
    return text;
  }
  std::string text;
  for (const auto& event : commit.events()) {
    const std::string name =
        event.name().empty() ? "an event this version does not know" : event.name();
    text += (text.empty() ? "" : ", ") + name;
  }
  return text.empty() ? "nothing changed: it stood so already" : text;
}

}  // namespace

std::string CommitText(const CaseCommit& commit, std::size_t ordinal) {
  const std::string indent = "      ";
  std::string text =
      base::Cat(PadLeft(std::to_string(ordinal), 4), "  ", MomentText(commit.effective_at()), "  ",
                PadRight(commit.topic(), 11), commit.method(), "  by ", WhoText(commit), "\n");
  text += base::Cat(indent, commit.stream_kind(), " v", commit.version(), ": ", OutcomeText(commit),
                    "\n");
  text += base::Cat(indent, "recorded ", MomentText(commit.recorded_at()));
  if (commit.known_at().SerializeAsString() != commit.effective_at().SerializeAsString()) {
    text += base::Cat(", known since ", MomentText(commit.known_at()));
  }
  text += base::Cat(", commit ", commit.commit_hash().substr(0, 12), " at ", commit.topic(), "/",
                    commit.partition(), ":", commit.offset(), "\n");
  if (commit.has_cause()) {
    text +=
        base::Cat(indent, "because of ", commit.cause().topic(), "/", commit.cause().partition(),
                  ":", commit.cause().offset(), " ", commit.cause().commit_hash().substr(0, 12),
                  " (", commit.cause().name(), ")\n");
  }
  return text;
}

}  // namespace rondetafel::rtctl
