#include <CLI/CLI.hpp>

#include "tools/rtctl/commands.h"
#include "tools/rtctl/operate/projection.h"

namespace rondetafel::rtctl {
namespace {

void AddProjectionVerb(CLI::App& group, Session& session, const char* name, const char* about) {
  auto service = std::make_shared<std::string>();
  auto* verb = group.add_subcommand(name, about);
  verb->add_option("SERVICE", *service, "Only this service; else all five");
  verb->callback([service, &session] { VerifyProjections(session, *service); });
}

}  // namespace

void AddOperateCommands(CLI::App& app, Session& session) {
  auto* projection = app.add_subcommand("projection", "The projections of the services");
  projection->require_subcommand(1);
  AddProjectionVerb(*projection, session, "verify",
                    "Is the live projection what the log says? Rebuilt beside it and compared");
  AddProjectionVerb(*projection, session, "rebuild",
                    "Rebuild from offset 0 beside the live one and compare");
  auto* migration = app.add_subcommand("migration", "The import of old registrations");
  migration->require_subcommand(1);
  migration
      ->add_subcommand("close", "No old registrations come any more: figures are final from now on")
      ->callback([&session] { CloseMigration(session); });
}

}  // namespace rondetafel::rtctl
