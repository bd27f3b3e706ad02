// Rows: the write side of a projection while records are folded. Every row is a protobuf message
// (no map fields: serialisation must be deterministic) or raw bytes under an order-preserving key.
//
// Rows are decoded once, changed in memory, and serialised when the group of records is written:
// one WriteBatch with offsets, state, views, history, outbox, idempotency index and the additive
// hash. A bulk rebuild uses the same code on an empty memory store and writes sorted files at the
// end.
#pragma once
#include <google/protobuf/message.h>

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

namespace rondetafel::projection {

// Key of a row: table name, then parts; keys sort by table, then part by part.
// Key("by_region").Add(region).Add(date).Add(id).bytes()
class Key {
 public:
  explicit Key(std::string_view table);
  Key& Add(std::string_view text);  // any bytes; escaped so that order is kept
  Key& Add(std::int64_t number);    // signed order is kept
  Key& Add(int number) { return Add(static_cast<std::int64_t>(number)); }
  const std::string& bytes() const { return bytes_; }
  // Reads parts back, in the order they were added.
  class Reader {
   public:
    explicit Reader(std::string_view key);
    std::string_view table() const { return table_; }
    std::string Text();
    std::int64_t Number();

   private:
    std::string_view table_;
    std::string_view rest_;
  };

 private:
  std::string bytes_;
};

// Point access during a fold. Not thread-safe; lives on the service's runtime thread.
class Rows {
 public:
  virtual ~Rows() = default;

  // nullptr when absent. The pointer is valid until the next call that changes the same row.
  template <class Row>
  const Row* Find(const Key& key) {
    return static_cast<const Row*>(FindMessage(key, Row::default_instance()));
  }
  // Creates an empty row when absent; the row counts as changed.
  template <class Row>
  Row* Mutable(const Key& key) {
    return static_cast<Row*>(MutableMessage(key, Row::default_instance()));
  }
  // Raw rows: index entries (often with an empty value) and history. A key is raw or a message for
  // ever.
  virtual void PutRaw(const Key& key, std::string value) = 0;
  virtual bool GetRaw(const Key& key, std::string* value) = 0;
  virtual void Erase(const Key& key) = 0;

  virtual const google::protobuf::Message* FindMessage(
      const Key& key, const google::protobuf::Message& prototype) = 0;
  virtual google::protobuf::Message* MutableMessage(const Key& key,
                                                    const google::protobuf::Message& prototype) = 0;
};

}  // namespace rondetafel::projection
