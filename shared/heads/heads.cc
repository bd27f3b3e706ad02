#include "shared/heads/heads.h"

#include <algorithm>
#include <cstring>

#include "rondetafel/log/v1/heads.pb.h"
#include "shared/base/status.h"
#include "shared/base/text.h"

namespace rondetafel::heads {
namespace {

constexpr std::string_view kMagic = "RTHEADS1";
// What is signed begins with this, so that no signature of ours means anything else anywhere.
constexpr std::string_view kPurpose = "rondetafel heads 1\n";
constexpr std::size_t kFileBytesMax = 4 * 1024 * 1024;
constexpr int kPartitionsMax = 1024;

absl::Status NotHeads(std::string_view why) {
  return absl::InvalidArgumentError(base::Cat("not a file of signed heads: ", why));
}

template <class Bytes>
bool TakeBytes(const std::string& from, Bytes* to) {
  if (from.size() != to->size()) return false;
  std::memcpy(to->data(), from.data(), from.size());
  return true;
}

template <class Bytes>
std::string_view ViewOf(const Bytes& bytes) {
  return {reinterpret_cast<const char*>(bytes.data()), bytes.size()};
}

log::v1::HeadStatement ToStatement(const Heads& heads) {
  log::v1::HeadStatement statement;
  statement.set_log_id(heads.log_id.ToString());
  statement.set_topic(heads.topic);
  statement.set_partition_count(static_cast<int>(heads.cursors.size()));
  statement.set_signed_at_us(heads.signed_at.us);
  for (const commit::FoldCursor& cursor : heads.cursors) {
    const int partition = statement.heads_size();
    log::v1::Head* head = statement.add_heads();
    head->set_partition(partition);
    head->set_position(cursor.next);
    head->set_running_hash(std::string(commit::HashBytes(cursor.running)));
    head->set_effective_us(cursor.effective.us);
    for (const base::KeyId& key : cursor.introduced_mac_keys) {
      head->add_introduced_mac_key_ids(key.ToString());
    }
    head->set_migration_closed(cursor.migration_closed);
    head->set_accepted(cursor.accepted);
    head->set_ignored(cursor.ignored);
  }
  return statement;
}

std::optional<commit::FoldCursor> ToCursor(const log::v1::Head& head) {
  commit::FoldCursor cursor;
  if (head.position() < 0 || !TakeBytes(head.running_hash(), &cursor.running)) return std::nullopt;
  cursor.next = head.position();
  cursor.effective.us = head.effective_us();
  for (const std::string& text : head.introduced_mac_key_ids()) {
    const auto key = base::KeyId::Parse(text);
    if (!key) return std::nullopt;
    cursor.introduced_mac_keys.push_back(*key);
  }
  cursor.migration_closed = head.migration_closed();
  cursor.accepted = head.accepted();
  cursor.ignored = head.ignored();
  return cursor;
}

absl::StatusOr<Heads> FromStatement(const log::v1::HeadStatement& statement) {
  const auto log_id = base::LogId::Parse(statement.log_id());
  if (!log_id) return NotHeads("its log id is no UUID");
  if (statement.topic().empty() || statement.topic().size() > commit::kTopicBytesMax ||
      !std::ranges::all_of(statement.topic(), [](char c) { return c > ' ' && c <= '~'; })) {
    return NotHeads("its topic is none");
  }
  if (statement.partition_count() < 1 || statement.partition_count() > kPartitionsMax ||
      statement.partition_count() != statement.heads_size()) {
    return NotHeads("it does not have one head a partition");
  }
  Heads heads{*log_id, statement.topic(), {statement.signed_at_us()}, {}};
  for (const log::v1::Head& head : statement.heads()) {
    const auto cursor = ToCursor(head);
    if (!cursor || head.partition() != static_cast<int>(heads.cursors.size())) {
      return NotHeads(base::Cat("head ", heads.cursors.size(), " is none"));
    }
    heads.cursors.push_back(*cursor);
  }
  return heads;
}

}  // namespace

bool SignedHeads::SignedBy(const PublicKey& key) const {
  return key == signer && VerifySignature(base::Cat(kPurpose, statement), signature, key);
}

std::string SignHeads(const Heads& heads, const SigningKey& key) {
  log::v1::SignedHeads file;
  file.set_statement(ToStatement(heads).SerializeAsString());
  file.set_public_key(std::string(ViewOf(key.public_key())));
  file.set_signature(std::string(ViewOf(key.Sign(base::Cat(kPurpose, file.statement())))));
  return base::Cat(kMagic, file.SerializeAsString());
}

absl::StatusOr<SignedHeads> DecodeHeads(std::string_view file) {
  if (file.substr(0, kMagic.size()) != kMagic) return NotHeads("it does not begin as one");
  if (file.size() > kFileBytesMax) return NotHeads("it is far too large");
  file.remove_prefix(kMagic.size());
  log::v1::SignedHeads parsed;
  log::v1::HeadStatement statement;
  if (!parsed.ParseFromArray(file.data(), static_cast<int>(file.size())) ||
      !statement.ParseFromString(parsed.statement())) {
    return NotHeads("it is cut or altered");
  }
  SignedHeads heads;
  if (!TakeBytes(parsed.public_key(), &heads.signer) ||
      !TakeBytes(parsed.signature(), &heads.signature)) {
    return NotHeads("it has no signature");
  }
  heads.statement = parsed.statement();
  RT_ASSIGN_OR_RETURN(heads.heads, FromStatement(statement));
  return heads;
}

std::string HeadsFileName(const Heads& heads, std::string_view file) {
  // "2026-11-22T13:04:05.000006Z" without what a file name should not have.
  std::string when = base::FormatRfc3339({heads.signed_at.us / 1'000'000 * 1'000'000});
  when.resize(std::min(when.find('.'), when.find('Z')));
  std::erase_if(when, [](char c) { return c == '-' || c == ':'; });
  return base::Cat(heads.topic, "-", when, "Z-",
                   commit::HashToHex(commit::Blake2b(file)).substr(0, 8), ".heads");
}

}  // namespace rondetafel::heads
