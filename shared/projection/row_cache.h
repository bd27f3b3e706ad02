// RowCache: Rows in memory over whatever keeps them. A row is read and decoded once, changed in
// place, and encoded when the group of records is written; only the rows changed since then are
// looked at.
#pragma once
#include <absl/container/flat_hash_map.h>

#include <cstddef>
#include <functional>
#include <list>
#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "shared/projection/row_hash.h"
#include "shared/projection/rows.h"

namespace rondetafel::projection {

// Where rows are kept between groups.
class RowSource {
 public:
  virtual ~RowSource() = default;
  // False when absent.
  virtual bool Load(std::string_view key, std::string* value) = 0;
};

// Not thread-safe. Rows that a Drain handed out stay in memory until Trim: they are seen while the
// source does not show them yet.
class RowCache : public Rows {
 public:
  // Clean rows beyond `bytes_max` (estimated) are forgotten by Trim, least recently used first; a
  // group itself is not bounded here.
  RowCache(RowSource* source, std::size_t bytes_max);

  void PutRaw(const Key& key, std::string value) override;
  bool GetRaw(const Key& key, std::string* value) override;
  void Erase(const Key& key) override;
  const google::protobuf::Message* FindMessage(const Key& key,
                                               const google::protobuf::Message& prototype) override;
  google::protobuf::Message* MutableMessage(const Key& key,
                                            const google::protobuf::Message& prototype) override;

  // nullptr: the row is gone.
  using Write = std::function<void(std::string_view key, const std::string* value)>;
  // Hands out every changed row once, in no order, and brings `hash` up to date. A row changed to
  // what it was is not handed out.
  void Drain(RowHash* hash, const Write& write);
  // The source shows what Drain handed out: what is too much may go.
  void Trim();
  // Drain, but in key order, and the cache is empty afterwards: the source must show the rows at
  // the next read.
  void DrainSorted(RowHash* hash, const Write& write);
  // What Drain would make of `hash`; changes nothing.
  RowHash HashAfterDrain(RowHash hash);
  // Forgets everything: the source has other rows from now on. Nothing may be changed.
  void Clear();

  std::size_t rows() const { return by_key_.size(); }
  std::size_t bytes() const { return bytes_; }  // estimated

 private:
  enum class Form { kAbsent, kBytes, kMessage };
  struct Row {
    std::string key;
    std::string bytes;                                   // kBytes
    std::unique_ptr<google::protobuf::Message> message;  // kMessage
    RowHash stored_hash;                                 // of what the source has
    std::size_t charged = 0;
    Form form = Form::kAbsent;
    bool stored = false;  // the source has the row
    bool changed = false;
  };

  struct Sortable;

  Row& Touch(const Key& key);
  std::map<std::string_view, std::vector<Sortable>> SortedByTable();
  void MarkChanged(Row& row);
  // The row's bytes, nullptr when it is absent; valid until the next call.
  const std::string* Encode(const Row& row);
  // True when the row is not what the source has.
  static bool Settle(Row& row, const std::string* value, RowHash* hash);
  void Charge(Row& row, std::size_t bytes);

  RowSource* source_;
  std::size_t bytes_max_;
  std::size_t bytes_ = 0;
  std::list<Row> rows_;  // most recently used first
  absl::flat_hash_map<std::string_view, std::list<Row>::iterator> by_key_;
  std::vector<Row*> changed_;
  std::string scratch_;
};

}  // namespace rondetafel::projection
