// Trace: what happened in a run, as a hash always and as text when wanted.
#pragma once
#include <cstdint>
#include <functional>
#include <string>
#include <string_view>

namespace rondetafel::simulation {

class Trace {
 public:
  explicit Trace(bool text) : wants_text_(text) {}
  // Something happened; the numbers say what.
  template <class... Numbers>
  void Note(Numbers... numbers) {
    (Mix(static_cast<std::uint64_t>(numbers)), ...);
  }
  void NoteBytes(std::string_view bytes);
  // In words; `line` is called only when somebody reads it.
  template <class Fn>
  void Say(Fn line) {
    if (wants_text_) text_ += line() + "\n";
  }
  bool wants_text() const { return wants_text_; }
  std::uint64_t hash() const { return hash_; }
  std::string TakeText() { return std::move(text_); }

 private:
  void Mix(std::uint64_t number) {
    hash_ = (hash_ ^ number) * 0x9e3779b97f4a7c15;
    hash_ ^= hash_ >> 29;
  }
  bool wants_text_;
  std::uint64_t hash_ = 0x51ed270b7a3f4b21;
  std::string text_;
};

}  // namespace rondetafel::simulation
