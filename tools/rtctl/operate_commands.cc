#include <CLI/CLI.hpp>

#include "tools/rtctl/commands.h"
#include "tools/rtctl/operate/log_command.h"
#include "tools/rtctl/operate/projection.h"

namespace rondetafel::rtctl {
namespace {

struct LogVerb {
  const char* name;
  const char* about;
  void (*run)(Session&, LogPlace);
};

CLI::App* AddLogVerb(CLI::App& group, Session& session, const LogVerb& wanted,
                     const std::shared_ptr<LogPlace>& place) {
  auto* verb = group.add_subcommand(wanted.name, wanted.about);
  verb->add_option("--kafka", place->kafka,
                   "Brokers, host:port; unless given: the embedded log below --data-dir, with the "
                   "suite stopped");
  verb->add_option("--topic-prefix", place->topic_prefix, "Of the topics on Kafka")
      ->capture_default_str();
  verb->add_option("--keys-dir", place->keys_dir, "Folder of key files; keys below --data-dir");
  verb->callback([place, run = wanted.run, &session] { run(session, *place); });
  return verb;
}

void AddLog(CLI::App& app, Session& session) {
  auto* log = app.add_subcommand("log", "The log everything stands in");
  log->require_subcommand(1);
  auto place = std::make_shared<LogPlace>();
  auto* create =
      AddLogVerb(*log, session,
                 {"create", "Make key files and an empty log; prints its id", CreateLogAt}, place);
  create->add_option("--partitions", place->partitions, "Partitions a topic, for good")
      ->check(CLI::Range(1, 1024))
      ->capture_default_str();
  create->add_option("--replication", place->replication, "Copies of each partition, on Kafka")
      ->check(CLI::Range(1, 9))
      ->capture_default_str();
  AddLogVerb(*log, session, {"info", "Which log it is, and how many records it has", ShowLog},
             std::make_shared<LogPlace>());
  AddLogVerb(
      *log, session,
      {"verify", "Read all of it by the fold rule: density, hashes, MACs, chains; what was ignored",
       VerifyLog},
      std::make_shared<LogPlace>());
}

}  // namespace

void AddOperateCommands(CLI::App& app, Session& session) {
  AddLog(app, session);
  auto* migration = app.add_subcommand("migration", "The import of old registrations");
  migration->require_subcommand(1);
  migration
      ->add_subcommand("close", "No old registrations come any more: figures are final from now on")
      ->callback([&session] { CloseMigration(session); });
}

}  // namespace rondetafel::rtctl
