#include "tools/rtctl/operate/kept_heads.h"

#include <algorithm>
#include <filesystem>

#include "shared/base/status.h"
#include "shared/base/text.h"

namespace rondetafel::rtctl {

const KeptHead* KeptHeads::Newest(const eventlog::TopicPartition& of,
                                  const base::LogId& log_id) const {
  const auto found = by_partition.find(of);
  if (found == by_partition.end()) return nullptr;
  const auto newest = std::find_if(found->second.rbegin(), found->second.rend(),
                                   [&](const KeptHead& head) { return head.log_id == log_id; });
  return newest == found->second.rend() ? nullptr : &*newest;
}

absl::StatusOr<KeptHeads> ReadKeptHeads(const std::string& path,
                                        const std::vector<heads::PublicKey>& signers) {
  RT_ASSIGN_OR_RETURN(const auto files, heads::ReadHeadsFiles(path));
  KeptHeads kept;
  for (const heads::HeadsFile& file : files) {
    const std::string name = std::filesystem::path(file.path).filename().string();
    if (!file.content.ok()) {
      kept.rejected.push_back(base::Cat(name, ": ", std::string(file.content.status().message())));
      continue;
    }
    const heads::SignedHeads& content = *file.content;
    if (std::ranges::none_of(signers, [&](const auto& key) { return content.SignedBy(key); })) {
      kept.rejected.push_back(base::Cat(name, ": not signed by the given key"));
      continue;
    }
    ++kept.files;
    for (std::size_t p = 0; p < content.heads.cursors.size(); ++p) {
      kept.by_partition[{content.heads.topic, static_cast<int>(p)}].push_back(
          {content.heads.log_id, content.heads.cursors[p], content.heads.signed_at, name});
    }
  }
  for (auto& [source, heads] : kept.by_partition) {
    std::ranges::stable_sort(heads, {}, [](const KeptHead& head) { return head.cursor.next; });
  }
  return kept;
}

std::string DescribeHead(const KeptHead& head) {
  std::string when = base::FormatRfc3339(head.signed_at);
  when.resize(std::min(when.find('.'), when.size()));
  return base::Cat("the head at ", head.cursor.next, " signed ", when, "Z (", head.file, ")");
}

}  // namespace rondetafel::rtctl
