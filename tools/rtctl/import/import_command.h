// `rtctl import FILE`.
#pragma once
#include <string>

#include "tools/rtctl/connection.h"

namespace rondetafel::rtctl {

struct ImportArguments {
  std::string file;
  std::string rejects_file;  // empty: beside `file`, ending in .rejects.ndjson
  int workers = 32;
  bool json = false;
  ConnectionOptions connection;
};

// Prints a summary, every reject and a bar; returns the exit code.
int RunImport(const ImportArguments& arguments);

}  // namespace rondetafel::rtctl
