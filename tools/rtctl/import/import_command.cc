#include "tools/rtctl/import/import_command.h"

#include <cstdio>
#include <fstream>
#include <iostream>

#include "shared/base/text.h"
#include "tools/rtctl/exit_code.h"
#include "tools/rtctl/import/importer.h"
#include "tools/rtctl/progress.h"

namespace rondetafel::rtctl {
namespace {

std::string RejectsFileOf(const ImportArguments& arguments) {
  if (!arguments.rejects_file.empty()) return arguments.rejects_file;
  std::string stem = arguments.file;
  if (stem.ends_with(".ndjson")) stem.resize(stem.size() - 7);
  return stem + ".rejects.ndjson";
}

// The file is there only when there is something in it.
bool WriteRejects(const std::string& path, const std::vector<Reject>& rejects) {
  if (rejects.empty()) {
    std::remove(path.c_str());
    return true;
  }
  std::ofstream out(path);
  for (const Reject& reject : rejects) out << ToJson(reject) << '\n';
  return static_cast<bool>(out.flush());
}

void Print(const ImportSummary& summary, const std::string& rejects_file, bool json) {
  std::size_t disagree = 0;
  for (const Reject& reject : summary.rejects) disagree += reject.gates_disagree ? 1 : 0;
  if (json) {
    std::cout << base::Cat("{\"dossiers\":", summary.dossiers, ",\"chairs\":", summary.chairs,
                           ",\"published_figures\":", summary.published_figures,
                           ",\"rejects\":", summary.rejects.size(),
                           ",\"gate_disagreements\":", disagree, "}\n");
    return;
  }
  std::cout << base::Cat(summary.dossiers, " dossiers taken, ", summary.chairs, " chairs, ",
                         summary.published_figures, " published figures; ", summary.rejects.size(),
                         " rejects, ", disagree, " of them because the gates disagree\n");
  if (!summary.rejects.empty()) std::cout << "rejects: " << rejects_file << '\n';
}

}  // namespace

int RunImport(const ImportArguments& arguments) {
  std::ifstream in(arguments.file);
  if (!in) {
    std::cerr << "cannot read " << arguments.file
              << "; name a file of NDJSON, see docs/import.md\n";
    return kExitUsage;
  }
  const ImportFile file = ReadImportFile(in);
  auto connection = Connection::Open(arguments.connection);
  if (!connection.ok()) {
    std::cerr << std::string(connection.status().message()) << '\n';
    return kExitUnavailable;
  }
  Progress bar("dossiers");
  ImportOptions options;
  options.workers = arguments.workers;
  options.migration = MigrationActor();
  options.progress = [&bar](std::size_t done, std::size_t all) { bar.Show(done, all); };
  const ImportSummary summary = Import(**connection, file, options);
  bar.End();
  for (const Reject& reject : summary.rejects) std::cerr << Describe(reject) << '\n';
  const std::string rejects_file = RejectsFileOf(arguments);
  if (!WriteRejects(rejects_file, summary.rejects)) {
    std::cerr << "cannot write " << rejects_file << "; the rejects are above\n";
  }
  Print(summary, rejects_file, arguments.json);
  return summary.rejects.empty() ? kExitOk : kExitRejects;
}

}  // namespace rondetafel::rtctl
