#include "tools/rtctl/demo/teller.h"

#include <google/protobuf/descriptor.h>

#include <algorithm>
#include <cstdio>

#include "shared/base/id.h"
#include "shared/base/text.h"
#include "tools/rtctl/error_text.h"
#include "tools/rtctl/json_text.h"
#include "tools/rtctl/operate/wait.h"

namespace rondetafel::rtctl {
namespace {

constexpr std::size_t kReplyCharactersMax = 400;
constexpr std::size_t kUuidCharacters = 36;
constexpr std::size_t kUuidShown = 8;

// "rondetafel.triage.v1.AdmitRequestRequest" → "triage AdmitRequest".
std::string MethodText(const google::protobuf::Message& request) {
  std::string name = request.GetDescriptor()->name();
  if (name.ends_with("Request")) name.resize(name.size() - std::string_view("Request").size());
  const std::string& package = request.GetDescriptor()->file()->package();
  const std::size_t start = package.find('.') + 1;
  return base::Cat(package.substr(start, package.find('.', start) - start), " ", name);
}

std::string ActorText(const type::v1::Actor& actor) {
  const std::string_view region = RegionCode(actor.region());
  return base::Cat(EnumText(actor.role()), region.empty() ? "" : " ", region);
}

bool IsHex(char c) { return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f') || c == '-'; }

// UUIDs by their first eight digits: enough to see which is which.
std::string WithShortIds(const std::string& text) {
  std::string out;
  for (std::size_t i = 0; i < text.size();) {
    std::size_t end = i;
    while (end < text.size() && IsHex(text[end])) ++end;
    if (end - i == kUuidCharacters) {
      out += text.substr(i, kUuidShown) + "…";
      i = end;
    } else {
      end = std::max(end, i + 1);
      out += text.substr(i, end - i);
      i = end;
    }
  }
  return out;
}

std::string ReplyText(const google::protobuf::Message& response) {
  const std::unique_ptr<google::protobuf::Message> shown(response.New());
  shown->CopyFrom(response);
  if (const auto* position = shown->GetDescriptor()->FindFieldByName("position")) {
    shown->GetReflection()->ClearField(shown.get(), position);
  }
  std::string text = JsonLine(*shown);
  if (text.size() > kReplyCharactersMax) {
    return base::Cat("(", response.GetDescriptor()->name(), ", told below)");
  }
  return WithShortIds(text);
}

}  // namespace

void Teller::Fail(const absl::Status& status) {
  if (status_.ok()) status_ = status;
}

void Teller::Chapter(std::string_view title) {
  if (!ok()) return;
  std::puts(base::Cat("\n== ", title, " ",
                      std::string(Width(title) < 92 ? 92 - Width(title) : 0, '='), "\n")
                .c_str());
}

void Teller::Say(std::string_view sentence) {
  if (ok()) std::puts(base::Cat("      ", sentence).c_str());
}

void Teller::Show(std::string_view text) {
  if (!ok()) return;
  std::size_t from = 0;
  while (from < text.size()) {
    const std::size_t end = std::min(text.find('\n', from), text.size());
    std::puts(base::Cat("      | ", text.substr(from, end - from)).c_str());
    from = end + 1;
  }
}

void Teller::Fill(google::protobuf::Message& request) const {
  const auto* reflection = request.GetReflection();
  const auto* id = request.GetDescriptor()->FindFieldByName("command_id");
  if (id != nullptr && reflection->GetString(request, id).empty()) {
    reflection->SetString(&request, id, base::FormatUuid(base::RandomUuid()));
  }
  if (const auto* position = request.GetDescriptor()->FindFieldByName("position")) {
    reflection->MutableMessage(&request, position)->CopyFrom(position_);
  }
}

void Teller::TellStep(std::string_view sentence, const type::v1::Actor& actor,
                      const google::protobuf::Message& request, std::string_view reply) {
  ++step_;
  std::puts(base::Cat(PadLeft(std::to_string(step_), 4), "  ", sentence, "\n        ",
                      MethodText(request), " as ", ActorText(actor), " → ", reply)
                .c_str());
}

void Teller::Tell(std::string_view sentence, const type::v1::Actor& actor,
                  const google::protobuf::Message& request,
                  const google::protobuf::Message& response) {
  TellStep(sentence, actor, request, ReplyText(response));
}

void Teller::TellRefused(std::string_view sentence, const type::v1::Actor& actor,
                         const google::protobuf::Message& request, const absl::Status& status) {
  if (status.ok()) {
    return Fail(absl::InternalError(
        base::Cat(MethodText(request), " should have been refused: ", sentence)));
  }
  if (status.code() == absl::StatusCode::kUnavailable) return Fail(status);
  std::string reply = RenderError(status, {});
  reply.pop_back();
  for (std::size_t at = reply.find('\n'); at != std::string::npos; at = reply.find('\n', at + 1)) {
    reply.insert(at + 1, "      ");
  }
  TellStep(sentence, actor, request, reply);
}

void Teller::FailAwaiting(const google::protobuf::Message& request) {
  Fail(absl::DeadlineExceededError(base::Cat(MethodText(request),
                                             ": the reaction did not come within ten seconds; "
                                             "see `rtctl status`")));
}

void Teller::PauseBeforeNextLook() { WaitFor(std::chrono::milliseconds(20)); }

}  // namespace rondetafel::rtctl
