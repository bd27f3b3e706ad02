// TempDir: a directory of one test's own, removed with it.
#pragma once
#include <gtest/gtest.h>

#include <filesystem>
#include <string>

#include "shared/base/id.h"

namespace rondetafel::projection {

class TempDir {
 public:
  TempDir() : path_(::testing::TempDir() + base::FormatUuid(base::RandomUuid())) {
    std::filesystem::create_directories(path_);
  }
  ~TempDir() {
    std::error_code ignored;
    std::filesystem::remove_all(path_, ignored);
  }
  TempDir(const TempDir&) = delete;
  TempDir& operator=(const TempDir&) = delete;
  std::string path(const std::string& name = "") const {
    return name.empty() ? path_ : path_ + "/" + name;
  }

 private:
  std::string path_;
};

}  // namespace rondetafel::projection
