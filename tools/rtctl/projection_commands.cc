#include <CLI/CLI.hpp>

#include "tools/rtctl/commands.h"
#include "tools/rtctl/operate/checkpoint_restore.h"
#include "tools/rtctl/operate/projection.h"
#include "tools/rtctl/operate/projection_work.h"

namespace rondetafel::rtctl {
namespace {

struct ProjectionFlags {
  std::string service;
  RebuildFlags rebuild;
  std::string directory;
};

// What an unset variable of a script leaves: neither every service nor any folder is meant.
std::string RefuseEmpty(const std::string& value) {
  return value.empty() ? "must not be empty" : std::string();
}

// A verb of `projection` or `checkpoint` about one service (or all, unless it must be named).
CLI::App* AddServiceVerb(CLI::App& group, const char* name, const char* about,
                         const std::shared_ptr<ProjectionFlags>& flags, bool must_name) {
  auto* verb = group.add_subcommand(name, about);
  auto* service = verb->add_option("SERVICE", flags->service,
                                   must_name ? "Which service" : "Only this service; else all");
  service->check(RefuseEmpty);
  if (must_name) service->required();
  return verb;
}

void AddProjection(CLI::App& app, Session& session) {
  auto* projection = app.add_subcommand("projection", "The projections of the services");
  projection->require_subcommand(1);
  auto flags = std::make_shared<ProjectionFlags>();
  AddServiceVerb(*projection, "verify",
                 "Is the live projection what the log says? Rebuilt beside it and compared", flags,
                 false)
      ->callback([flags, &session] { VerifyProjections(session, flags->service); });
  auto* rebuild =
      AddServiceVerb(*projection, "rebuild",
                     "Rebuild from offset 0 beside the live one and compare", flags, false);
  rebuild->add_flag("--switch", flags->rebuild.switch_over,
                    "Put the new one in service; the one before it is kept");
  rebuild->add_flag("--accept-difference", flags->rebuild.accept_difference,
                    "Also when they differ: in service from the next start on");
  rebuild->callback(
      [flags, &session] { RebuildProjections(session, flags->service, flags->rebuild); });
  auto* rollback = AddServiceVerb(
      *projection, "rollback", "Put the one before the last switch back in service", flags, true);
  rollback->add_flag("--accept-difference", flags->rebuild.accept_difference,
                     "Also when they differ: in service from the next start on");
  rollback->callback([flags, &session] {
    RollBackProjection(session, flags->service, flags->rebuild.accept_difference);
  });
  AddServiceVerb(*projection, "forget", "Remove the one that is kept to roll back to", flags, true)
      ->callback([flags, &session] { ForgetPreviousProjection(session, flags->service); });
}

void AddCheckpoint(CLI::App& app, Session& session) {
  auto* checkpoint = app.add_subcommand("checkpoint", "Copies of projections");
  checkpoint->require_subcommand(1);
  auto flags = std::make_shared<ProjectionFlags>();
  auto* create =
      AddServiceVerb(*checkpoint, "create",
                     "Copy the projection of a running service, with a manifest", flags, true);
  create->add_option("DIR", flags->directory, "A new directory on the service's machine")
      ->check(RefuseEmpty)
      ->required();
  create->callback(
      [flags, &session] { CreateCheckpoint(session, flags->service, flags->directory); });
  auto* restore =
      AddServiceVerb(*checkpoint, "restore",
                     "Put a copy in service below --data-dir, with the suite stopped", flags, true);
  restore->add_option("DIR", flags->directory, "The checkpoint")->check(RefuseEmpty)->required();
  auto place = std::make_shared<LogPlace>();
  restore->add_option("--kafka", place->kafka,
                      "Brokers, host:port; unless given: the embedded log below --data-dir");
  restore->add_option("--topic-prefix", place->topic_prefix, "Of the topics on Kafka")
      ->capture_default_str();
  restore->callback([flags, place, &session] {
    RestoreCheckpointInto(session, *place, flags->service, flags->directory);
  });
}

}  // namespace

void AddProjectionCommands(CLI::App& app, Session& session) {
  AddProjection(app, session);
  AddCheckpoint(app, session);
}

}  // namespace rondetafel::rtctl
