#include "shared/host/config.h"

#include <gtest/gtest.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>

namespace rondetafel::host {
namespace {

std::vector<Setting> Settings() {
  return {{"data_dir", SettingKind::kText, "data", "where data is kept"},
          {"intake.port", SettingKind::kPort, "7401", "port of intake"},
          {"log.kind", SettingKind::kText, "embedded", "which log", {"embedded", "kafka"}},
          {"log.partitions", SettingKind::kNumber, "4", "partitions"},
          {"log.compression", SettingKind::kBool, "true", "compress"}};
}

class ConfigTest : public testing::Test {
 protected:
  void SetUp() override {
    std::string pattern = testing::TempDir() + "rondetafel-config-XXXXXX";
    ASSERT_NE(mkdtemp(pattern.data()), nullptr);
    dir_ = pattern;
    file_ = dir_ + "/rondetafel.toml";
  }
  void TearDown() override { std::filesystem::remove_all(dir_); }
  void Write(const std::string& text) { std::ofstream(file_) << text; }
  absl::StatusOr<Config> Load(std::vector<std::string> arguments,
                              std::map<std::string, std::string> environment = {}) {
    return Config::Load(Settings(), {std::move(arguments), std::move(environment)});
  }
  // The error's text; "" when there is none.
  std::string Fault(std::vector<std::string> arguments,
                    std::map<std::string, std::string> environment = {}) {
    return std::string(Load(std::move(arguments), std::move(environment)).status().message());
  }

  std::string dir_;
  std::string file_;
};

TEST_F(ConfigTest, EachSourceOverrulesTheOneBefore) {
  EXPECT_EQ(Load({})->Number("intake.port"), 7401);
  Write("data_dir = \"file\"\n[intake]\nport = 1\n[log]\ncompression = false\n");
  EXPECT_EQ(Load({"--config", file_})->Number("intake.port"), 1);
  EXPECT_FALSE(Load({"--config=" + file_})->Flag("log.compression"));
  const std::map<std::string, std::string> environment = {
      {"RONDETAFEL_INTAKE_PORT", "2"}, {"RONDETAFEL_CONFIG", file_}, {"PATH", "/bin"}};
  EXPECT_EQ(Load({}, environment)->Number("intake.port"), 2);
  EXPECT_EQ(Load({}, environment)->Text("data_dir"), "file");
  EXPECT_EQ(Load({"--intake-port", "3"}, environment)->Number("intake.port"), 3);
  EXPECT_EQ(Load({"--intake-port=4"}, environment)->Number("intake.port"), 4);
}

TEST_F(ConfigTest, NamesTheNearestKeyForAnUnknownOne) {
  Write("[intake]\nprot = 1\n");
  EXPECT_EQ(Fault({"--config", file_}),
            file_ + ": there is no setting intake.prot; did you mean intake.port?");
  EXPECT_EQ(Fault({}, {{"RONDETAFEL_DATADIR", "x"}}),
            "environment: there is no setting RONDETAFEL_DATADIR; did you mean "
            "RONDETAFEL_DATA_DIR?");
  EXPECT_EQ(Fault({"--log-knd", "kafka"}),
            "command line: there is no flag --log-knd; did you mean --log-kind?");
  EXPECT_EQ(Fault({"--check-konfig"}),
            "command line: there is no flag --check-konfig; did you mean --check-config?");
}

TEST_F(ConfigTest, SaysWhatWouldBeRight) {
  EXPECT_EQ(Fault({"--intake-port", "65536"}),
            "flag --intake-port: intake.port must be a port, 0 to 65535");
  EXPECT_EQ(Fault({"--intake-port", "12x"}),
            "flag --intake-port: intake.port must be a port, 0 to 65535");
  EXPECT_EQ(Fault({"--log-kind", "paper"}),
            "flag --log-kind: log.kind must be one of embedded, kafka");
  EXPECT_EQ(Fault({"--log-compression", "yes"}),
            "flag --log-compression: log.compression must be true or false");
  EXPECT_EQ(Fault({"--data-dir"}), "command line: --data-dir needs a value");
}

TEST_F(ConfigTest, RefusesAFileThatIsAbsentOrNoToml) {
  EXPECT_NE(Fault({"--config", file_}), "");
  Write("data_dir = \n");
  EXPECT_NE(Fault({"--config", file_}).find("line 1"), std::string::npos)
      << Fault({"--config", file_});
  Write("data_dir = [1, 2]\n");
  EXPECT_NE(Fault({"--config", file_}).find("data_dir must be a text"), std::string::npos);
}

TEST_F(ConfigTest, PrintsAFileThatReadsBackTheSame) {
  const auto config = Load({"--data-dir", "a \"b\" \\c", "--log-partitions", "8"});
  Write(config->Print());
  const auto back = Load({"--config", file_});
  ASSERT_TRUE(back.ok()) << back.status() << config->Print();
  EXPECT_EQ(back->Text("data_dir"), "a \"b\" \\c");
  EXPECT_EQ(back->Number("log.partitions"), 8);
  EXPECT_NE(config->Print().find("partitions = 8  # flag --log-partitions"), std::string::npos);
}

TEST_F(ConfigTest, KnowsItsSwitches) {
  EXPECT_TRUE(Load({"--check-config"})->Asked("--check-config"));
  EXPECT_FALSE(Load({"--check-config"})->Asked("--print-config"));
}

}  // namespace
}  // namespace rondetafel::host
