// The bytes kept for each target, through it: so that the targets stay true in every build, and
// what once was found stays found. Runs in the root of the checkout.
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <iterator>

#include "tests/fuzz/target.h"

namespace rondetafel::fuzz {
namespace {

namespace fs = std::filesystem;

TEST(CorpusTest, EveryTargetTakesItsKeptBytes) {
  for (const Target& target : Targets()) {
    SCOPED_TRACE(target.name);
    int files = 0;
    for (const auto& file : fs::directory_iterator(fs::path("tests/fuzz/corpus") / target.name)) {
      std::ifstream in(file.path(), std::ios::binary);
      const std::string bytes(std::istreambuf_iterator<char>(in), {});
      target.run(bytes);
      ++files;
    }
    EXPECT_GE(files, 2);
    target.run("");
  }
}

TEST(CorpusTest, ABrokenPropertyEndsTheProcess) {
  EXPECT_DEATH(Expect(false, "planted"), "property broken: planted");
}

}  // namespace
}  // namespace rondetafel::fuzz
