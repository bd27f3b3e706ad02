// Snapshot: a consistent, read-only look at one service's projection. What queries run on.
#pragma once
#include <google/protobuf/message.h>

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "rondetafel/type/v1/type.pb.h"
#include "shared/projection/rows.h"

namespace rondetafel::projection {

// One row after another. Views are valid until Next.
class RowWalk {
 public:
  virtual ~RowWalk() = default;
  virtual bool valid() const = 0;
  virtual std::string_view key() const = 0;
  virtual std::string_view value() const = 0;
  virtual void Next() = 0;
};

// Thread-compatible: several threads may read one snapshot. Cheap; hold it for one query.
class Snapshot {
 public:
  virtual ~Snapshot() = default;
  // False when absent.
  virtual bool GetBytes(const Key& key, std::string* value) const = 0;
  // Rows whose key starts with `prefix`, in key order, from `from` (a full key; empty: the
  // beginning) on, until `visit` returns false.
  virtual void Scan(
      const Key& prefix, std::string_view from,
      const std::function<bool(std::string_view key, std::string_view value)>& visit) const = 0;
  // All rows in key order, the store's own among them. Must not outlive the snapshot.
  virtual std::unique_ptr<RowWalk> Walk() const = 0;

  template <class Row>
  std::optional<Row> Get(const Key& key) const {
    std::string bytes;
    Row row;
    if (!GetBytes(key, &bytes) || !row.ParseFromString(bytes)) return std::nullopt;
    return row;
  }
};

}  // namespace rondetafel::projection
