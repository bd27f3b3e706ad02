// Drives the ordinary commands with an import file: chairs first, then cases side by side, each
// case in order. Repeating or interrupting it is harmless; a bad line is reported and the rest goes
// on.
#pragma once
#include <functional>
#include <string>
#include <vector>

#include "tools/rtctl/connection.h"
#include "tools/rtctl/import/import_file.h"

namespace rondetafel::rtctl {

struct ImportOptions {
  int workers = 32;  // cases at once, 1–128
  type::v1::Actor migration;
  // Called now and then from one thread: done, of all dossiers.
  std::function<void(std::size_t done, std::size_t all)> progress;
};

struct ImportSummary {
  std::size_t dossiers = 0;  // taken whole
  std::size_t chairs = 0;
  std::size_t published_figures = 0;
  std::vector<Reject> rejects;  // by line
};

// The migration actor of the suite: one id, so that a repeat elsewhere meets the first.
type::v1::Actor MigrationActor();

ImportSummary Import(Connection& connection, const ImportFile& file, const ImportOptions& options);

}  // namespace rondetafel::rtctl
