#include <CLI/CLI.hpp>

#include "tools/rtctl/case/case_command.h"
#include "tools/rtctl/commands.h"

namespace rondetafel::rtctl {
namespace {

std::shared_ptr<CaseArguments> AddVerb(CLI::App& group, const char* name, const char* about,
                                       Session& session,
                                       void (*run)(Session&, const CaseArguments&)) {
  auto arguments = std::make_shared<CaseArguments>();
  auto* verb = group.add_subcommand(name, about);
  verb->add_option("CASE", arguments->typed, "Reference (RT-…), case id or name")->required();
  verb->add_option("--as-known-on", arguments->as_known_on,
                   "As known then: a date (its end, in Brussels) or a moment in RFC 3339");
  verb->callback([arguments, run, &session] { run(session, *arguments); });
  return arguments;
}

}  // namespace

void AddCaseCommands(CLI::App& app, Session& session) {
  auto* cases = app.add_subcommand("case", "One case over all services");
  cases->require_subcommand(1);
  AddVerb(*cases, "show", "Where each request of the case stands", session, ShowCase);
  AddVerb(*cases, "history", "Every commit of the case, of all services, in causal order", session,
          ShowHistory);
  auto* requests = app.add_subcommand("request", "One request");
  requests->require_subcommand(1);
  AddVerb(*requests, "explain", "The gates CO-1 to CO-8 with result, rule and explanation", session,
          ExplainRequest);
}

}  // namespace rondetafel::rtctl
