#include <CLI/CLI.hpp>
#include <cstdio>

#include "shared/base/time.h"
#include "tools/rtctl/actor_text.h"
#include "tools/rtctl/commands.h"
#include "tools/rtctl/demo/demo.h"
#include "tools/rtctl/fixture/fixture_command.h"
#include "tools/rtctl/import/import_command.h"
#include "tools/rtctl/operate/status.h"
#include "tools/rtctl/session.h"

namespace rondetafel::rtctl {
namespace {

struct TokenArguments {
  std::string role;
  std::string actor;
};

void MintToken(Session& session, const TokenArguments& arguments) {
  const auto actor = ParseActor(arguments.role, arguments.actor);
  if (!actor.ok()) return session.Fail(actor.status());
  const auto connection = session.Open();
  if (!connection.ok()) return session.Fail(connection.status());
  std::puts((*connection)->Authorization(*actor).c_str());
}

void AddImport(CLI::App& app, Session& session) {
  auto arguments = std::make_shared<ImportArguments>();
  auto* verb = app.add_subcommand("import", "Import old registrations (docs/import.md)");
  verb->add_option("FILE", arguments->file, "NDJSON, a dossier a line")->required();
  verb->add_option("--rejects", arguments->rejects_file,
                   "Where lines that were not taken go; beside FILE unless given");
  verb->add_option("--workers", arguments->workers, "Cases at once")
      ->check(CLI::Range(1, 128))
      ->capture_default_str();
  verb->callback([arguments, &session] {
    arguments->connection = session.options;
    arguments->json = session.json;
    session.exit_code = RunImport(*arguments);
  });
}

void AddFixture(CLI::App& app, Session& session) {
  auto out = std::make_shared<std::string>("fixture.ndjson");
  auto seed = std::make_shared<std::uint64_t>(kFixtureSeed);
  auto* verb = app.add_subcommand(
      "fixture", "Write the synthetic history of 2020 to 2022 as a file to import");
  verb->add_option("--out", *out, "File to write")->capture_default_str();
  verb->add_option("--seed", *seed, "The same seed gives the same bytes")->capture_default_str();
  verb->callback([out, seed, &session] { session.exit_code = RunFixture(*out, *seed); });
}

}  // namespace

void AddSuiteCommands(CLI::App& app, Session& session) {
  AddImport(app, session);
  AddFixture(app, session);
  app.add_subcommand("status", "Where each service stands: serving, positions, lag, halts")
      ->callback([&session] { ShowStatus(session); });

  auto token = std::make_shared<TokenArguments>();
  auto* mint = app.add_subcommand("token",
                                  "Print the metadata `authorization` of an actor, valid "
                                  "for an hour");
  mint->add_option("ROLE", token->role, "ROLE[:REGION][:ORGANISATION], for example desk_worker:ANT")
      ->required();
  mint->add_option("--actor", token->actor, "Actor id, UUID; else derived from the role");
  mint->callback([token, &session] { MintToken(session, *token); });

  app.add_subcommand("demo",
                     "One ordinary case, a rejection, a follow-up and a hard case, told "
                     "step by step against the running suite")
      ->callback([&session] { RunDemo(session); });
}

}  // namespace rondetafel::rtctl
