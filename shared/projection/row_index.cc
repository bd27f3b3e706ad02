#include "shared/projection/row_index.h"

#include <cstring>

#include "shared/base/check.h"
#include "shared/projection/store.h"

namespace rondetafel::projection {
namespace {

// Numbers big endian, texts with their size before them.
class Encoder {
 public:
  Encoder& Number(std::int64_t value) {
    for (int shift = 56; shift >= 0; shift -= 8) {
      out_ += static_cast<char>(static_cast<std::uint64_t>(value) >> shift);
    }
    return *this;
  }
  Encoder& Fixed(std::string_view bytes) {
    out_ += bytes;
    return *this;
  }
  Encoder& Text(std::string_view bytes) {
    return Number(static_cast<std::int64_t>(bytes.size())).Fixed(bytes);
  }
  std::string Take() { return std::move(out_); }

 private:
  std::string out_;
};

class Decoder {
 public:
  explicit Decoder(std::string_view bytes) : rest_(bytes) {}
  std::int64_t Number() {
    std::uint64_t value = 0;
    for (char c : Fixed(8)) value = value << 8 | static_cast<std::uint8_t>(c);
    return static_cast<std::int64_t>(value);
  }
  std::string_view Fixed(std::size_t size) {
    RT_CHECK(rest_.size() >= size);
    const std::string_view taken = rest_.substr(0, size);
    rest_.remove_prefix(size);
    return taken;
  }
  std::string Text() { return std::string(Fixed(static_cast<std::size_t>(Number()))); }
  commit::Hash Hash() {
    commit::Hash hash;
    std::memcpy(hash.data(), Fixed(hash.size()).data(), hash.size());
    return hash;
  }

 private:
  std::string_view rest_;
};

}  // namespace

RowIndex::RowIndex(Rows* rows, std::string_view topic)
    : rows_(rows), heads_(kHeadTable), commands_(kCommandTable) {
  heads_.Add(topic);
  commands_.Add(topic);
}

Key RowIndex::HeadKey(const base::StreamId& stream) const {
  Key key = heads_;
  key.Add(stream.raw());
  return key;
}

Key RowIndex::CommandKey(const base::CaseId& case_id, const base::CommandId& command) const {
  Key key = commands_;
  key.Add(case_id.raw()).Add(command.raw());
  return key;
}

commit::FoldIndex& RowIndexes::Of(std::string_view topic) {
  auto found = by_topic_.find(topic);
  if (found == by_topic_.end()) {
    found = by_topic_.try_emplace(std::string(topic), rows_, topic).first;
  }
  return found->second;
}

std::optional<commit::StreamHead> RowIndex::FindHead(const base::StreamId& stream) {
  if (!rows_->GetRaw(HeadKey(stream), &scratch_)) return std::nullopt;
  Decoder in(scratch_);
  commit::StreamHead head;
  head.hash = in.Hash();
  head.version = in.Number();
  head.registered_at.us = in.Number();
  return head;
}

void RowIndex::PutHead(const base::StreamId& stream, const commit::StreamHead& head) {
  rows_->PutRaw(HeadKey(stream), Encoder()
                                     .Fixed(commit::HashBytes(head.hash))
                                     .Number(head.version)
                                     .Number(head.registered_at.us)
                                     .Take());
}

std::optional<commit::KnownCommand> RowIndex::FindCommand(const base::CaseId& case_id,
                                                          const base::CommandId& command) {
  if (!rows_->GetRaw(CommandKey(case_id, command), &scratch_)) return std::nullopt;
  Decoder in(scratch_);
  commit::KnownCommand known;
  known.actor = base::ActorId::FromRaw(in.Fixed(16));
  known.stream_id = base::StreamId::FromRaw(in.Fixed(16));
  known.commit_hash = in.Hash();
  known.offset = in.Number();
  known.refused = in.Fixed(1) != std::string_view("\0", 1);
  known.method = in.Text();
  known.fingerprint = in.Text();
  known.fingerprint_key_id = in.Text();
  known.outcome = in.Text();
  return known;
}

void RowIndex::PutCommand(const base::CaseId& case_id, const base::CommandId& command,
                          const commit::KnownCommand& known) {
  rows_->PutRaw(CommandKey(case_id, command),
                Encoder()
                    .Fixed(known.actor.raw())
                    .Fixed(known.stream_id.raw())
                    .Fixed(commit::HashBytes(known.commit_hash))
                    .Number(known.offset)
                    .Fixed(std::string_view(known.refused ? "\1" : "\0", 1))
                    .Text(known.method)
                    .Text(known.fingerprint)
                    .Text(known.fingerprint_key_id)
                    .Text(known.outcome)
                    .Take());
}

}  // namespace rondetafel::projection
