#include "tests/canary/canary_scanner.h"

#include <gtest/gtest.h>
#include <sodium.h>

#include <filesystem>
#include <fstream>

#include "shared/base/id.h"

namespace rondetafel::canary {
namespace {

// Letters outside ASCII and outside the basic plane, so that every form differs from every other.
const std::string kName = "Zoë Kanarie-Test \U0001F426";

CanaryScanner NameScanner() { return CanaryScanner(std::vector<Canary>{{"name", kName}}); }

bool Finds(const CanaryScanner& scanner, const std::string& text, std::string_view form) {
  for (const CanaryHit& hit : scanner.ScanText("text", text)) {
    if (hit.form == form) return true;
  }
  return false;
}

std::string Base64(const std::string& text, int variant) {
  std::string out(sodium_base64_encoded_len(text.size(), variant), '\0');
  sodium_bin2base64(out.data(), out.size(), reinterpret_cast<const unsigned char*>(text.data()),
                    text.size(), variant);
  return out;
}

TEST(CanaryScannerTest, FindsNothingInOtherText) {
  EXPECT_TRUE(NameScanner().ScanText("text", "Zoe Kanarie, 5a6fc3ab, WmDDqyBLYW5hcmll").empty());
  EXPECT_TRUE(NameScanner().ScanText("text", "").empty());
}

TEST(CanaryScannerTest, FindsThePlainTextInEitherCase) {
  EXPECT_TRUE(Finds(NameScanner(), "xx" + kName + "yy", "plain"));
  EXPECT_TRUE(Finds(NameScanner(), "zoë kanarie-TEST \U0001F426", "plain"));
}

TEST(CanaryScannerTest, FindsHexadecimalInEitherCase) {
  const CanaryScanner scanner(std::vector<Canary>{{"word", "kanarie"}});
  EXPECT_TRUE(Finds(scanner, "..6b616e61726965..", "hexadecimal"));
  EXPECT_TRUE(Finds(scanner, "..6B616E61726965..", "hexadecimal"));
}

TEST(CanaryScannerTest, FindsBase64AtEveryAlignmentInBothAlphabets) {
  for (int variant : {sodium_base64_VARIANT_ORIGINAL, sodium_base64_VARIANT_URLSAFE_NO_PADDING}) {
    for (std::size_t before = 0; before < 6; ++before) {
      for (std::size_t after = 0; after < 3; ++after) {
        const std::string text = std::string(before, 'b') + kName + std::string(after, 'a');
        EXPECT_TRUE(Finds(NameScanner(), Base64(text, variant), "base64"))
            << variant << " " << before << " " << after;
      }
    }
  }
}

TEST(CanaryScannerTest, FindsUtf16InBothByteOrders) {
  std::string little;
  std::string big;
  for (char16_t unit : std::u16string(u"Zo\u00eb Kanarie-Test \U0001F426")) {
    little += {static_cast<char>(unit & 0xff), static_cast<char>(unit >> 8)};
    big += {static_cast<char>(unit >> 8), static_cast<char>(unit & 0xff)};
  }
  EXPECT_TRUE(Finds(NameScanner(), little, "UTF-16LE"));
  EXPECT_TRUE(Finds(NameScanner(), big, "UTF-16BE"));
}

TEST(CanaryScannerTest, FindsPercentEncodingAndJsonEscapes) {
  EXPECT_TRUE(
      Finds(NameScanner(), "q=Zo%C3%AB%20Kanarie%2dTest%20%F0%9F%90%A6", "percent-encoded"));
  EXPECT_TRUE(Finds(NameScanner(), "Zo%C3%AB Kanarie-Test %F0%9F%90%A6", "percent-encoded"));
  EXPECT_TRUE(Finds(NameScanner(), R"("Zo\u00EB Kanarie-Test \ud83d\udc26")", "JSON-escaped"));
}

TEST(CanaryScannerTest, FindsBytesThatAreNoText) {
  const std::string key("\x00\xff\x80\x10\xfe\x07\x00\x01", 8);
  const CanaryScanner scanner(std::vector<Canary>{{"key", key}});
  EXPECT_TRUE(Finds(scanner, "a" + key + "b", "plain"));
  EXPECT_TRUE(Finds(scanner, "00ff8010fe070001", "hexadecimal"));
  EXPECT_TRUE(Finds(scanner, Base64("z" + key, sodium_base64_VARIANT_ORIGINAL), "base64"));
}

TEST(CanaryScannerTest, HitsNameTheCanaryByItsLabelOnly) {
  const auto hits = NameScanner().ScanText("some log", "at 6: " + kName);
  ASSERT_FALSE(hits.empty());
  EXPECT_EQ(Describe(hits[0]), "name as plain in some log at 6");
}

class ScanDirectoryTest : public testing::Test {
 protected:
  ScanDirectoryTest() { std::filesystem::create_directories(root_ / "deep" / "deeper"); }
  ~ScanDirectoryTest() override { std::filesystem::remove_all(root_); }
  void Write(const std::string& name, const std::string& content) {
    std::ofstream(root_ / name, std::ios::binary) << content;
  }
  std::vector<CanaryHit> Scan() { return *NameScanner().ScanDirectory(root_.string()); }

  const std::filesystem::path root_ =
      std::filesystem::path(testing::TempDir()) / base::FormatUuid(base::RandomUuid());
};

TEST_F(ScanDirectoryTest, CleanFilesHaveNoHits) {
  Write("a", std::string(100'000, 'x'));
  EXPECT_TRUE(Scan().empty());
}

TEST_F(ScanDirectoryTest, FindsAPlantedFieldHoweverDeep) {
  Write("deep/deeper/000001.sst", "head" + kName + "tail");
  ASSERT_EQ(Scan().size(), 1u);
  EXPECT_EQ(Scan()[0].place, "deep/deeper/000001.sst");
  EXPECT_EQ(Scan()[0].offset, 4u);
}

TEST_F(ScanDirectoryTest, FindsWhatLiesAcrossAChunkBorder) {
  constexpr std::size_t kChunk = 4 * 1024 * 1024;
  for (std::size_t back : {std::size_t{1}, kName.size() - 1}) {
    Write("big", std::string(kChunk - back, 'x') + kName + "y");
    ASSERT_EQ(Scan().size(), 1u) << back;
    EXPECT_EQ(Scan()[0].offset, kChunk - back);
  }
}

TEST_F(ScanDirectoryTest, FindsACanaryInAFileName) {
  Write("letter to " + kName, "");
  ASSERT_EQ(Scan().size(), 1u);
  EXPECT_EQ(Scan()[0].place, "a file name");
}

TEST_F(ScanDirectoryTest, MissingDirectoryIsAnErrorAndNotClean) {
  EXPECT_TRUE(absl::IsNotFound(NameScanner().ScanDirectory((root_ / "none").string()).status()));
}

}  // namespace
}  // namespace rondetafel::canary
