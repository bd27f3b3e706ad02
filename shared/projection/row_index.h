// RowIndex: the fold's heads and known commands as rows of the projection, so they are written in
// the same batch as everything they decide.
#pragma once
#include <map>
#include <string>
#include <string_view>

#include "shared/commit/fold.h"
#include "shared/projection/rows.h"

namespace rondetafel::projection {

// Of one topic.
class RowIndex : public commit::FoldIndex {
 public:
  RowIndex(Rows* rows, std::string_view topic);

  std::optional<commit::StreamHead> FindHead(const base::StreamId& stream) override;
  void PutHead(const base::StreamId& stream, const commit::StreamHead& head) override;
  std::optional<commit::KnownCommand> FindCommand(const base::CaseId& case_id,
                                                  const base::CommandId& command) override;
  void PutCommand(const base::CaseId& case_id, const base::CommandId& command,
                  const commit::KnownCommand& known) override;

 private:
  Key HeadKey(const base::StreamId& stream) const;
  Key CommandKey(const base::CaseId& case_id, const base::CommandId& command) const;

  Rows* rows_;
  Key heads_;  // prefix of the topic's rows
  Key commands_;
  std::string scratch_;
};

// Of all topics a service folds. References stay valid.
class RowIndexes {
 public:
  explicit RowIndexes(Rows* rows) : rows_(rows) {}
  commit::FoldIndex& Of(std::string_view topic);

 private:
  Rows* rows_;
  std::map<std::string, RowIndex, std::less<>> by_topic_;
};

}  // namespace rondetafel::projection
