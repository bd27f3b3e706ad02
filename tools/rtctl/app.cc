#include <CLI/CLI.hpp>
#include <filesystem>
#include <iostream>

#include "shared/base/text.h"
#include "tools/rtctl/commands.h"
#include "tools/rtctl/exit_code.h"
#include "tools/rtctl/session.h"

namespace rondetafel::rtctl {
namespace {

constexpr const char* kFooter =
    "\nExit codes: 0 done; 1 the command line or a file is not as it should be; 2 the suite "
    "refused;\n"
    "3 the suite cannot be reached, or not in time; 4 a verification found a difference;\n"
    "5 some lines of an import were not taken; 6 a log holds records that are not the suite's "
    "(log verify --strict).";

void AddGlobalFlags(CLI::App& app, Session& session) {
  app.add_option("--host", session.options.host, "Host of all services")->capture_default_str();
  app.add_option("--data-dir", session.options.data_dir,
                 "Data directory of the suite, for its development key; RONDETAFEL_DATA_DIR, or "
                 "\"data\"");
  for (const std::string_view service : kAllServices) {
    app.add_option_function<std::string>(
           base::Cat("--", service, "-address"),
           [&session, name = std::string(service)](const std::string& address) {
             session.options.addresses[name] = address;
           },
           base::Cat("host:port of ", service))
        ->group("Addresses");
  }
  app.add_flag("--json", session.json, "Answer in JSON");
  app.add_flag("--dutch", session.dutch, "Refusals in plain Dutch");
}

}  // namespace

int Main(int argc, char** argv) {
  CLI::App app("Rondetafel from the command line: cases, requests, figures and the suite itself.",
               "rtctl");
  app.footer(kFooter);
  app.require_subcommand(1);
  app.fallthrough();
  Session session;
  AddGlobalFlags(app, session);
  AddSuiteCommands(app, session);
  AddReportCommands(app, session);
  AddCaseCommands(app, session);
  AddServiceCommands(app, session);
  AddLogCommands(app, session);
  AddOperateCommands(app, session);
  AddProjectionCommands(app, session);
  AddCompletion(app, session);
  try {
    app.parse(argc, argv);
  } catch (const CLI::ParseError& error) {
    return app.exit(error) == 0 ? kExitOk : kExitUsage;
  } catch (const std::filesystem::filesystem_error& error) {
    // A path that the system refuses to look at: too long, or not to be entered.
    std::cerr << "rtctl: " << error.path1().string() << ": " << error.code().message() << "\n";
    return kExitUsage;
  }
  return session.exit_code;
}

}  // namespace rondetafel::rtctl
