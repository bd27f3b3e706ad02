#include <CLI/CLI.hpp>

#include "tools/rtctl/commands.h"
#include "tools/rtctl/operate/projection.h"

namespace rondetafel::rtctl {

void AddOperateCommands(CLI::App& app, Session& session) {
  auto* migration = app.add_subcommand("migration", "The import of old registrations");
  migration->require_subcommand(1);
  migration
      ->add_subcommand("close", "No old registrations come any more: figures are final from now on")
      ->callback([&session] { CloseMigration(session); });
}

}  // namespace rondetafel::rtctl
