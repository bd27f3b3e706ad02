#include <CLI/CLI.hpp>
#include <cstdio>

#include "shared/base/text.h"
#include "tools/rtctl/commands.h"

namespace rondetafel::rtctl {
namespace {

// One case label of the script for each verb: "rtctl intake" → its verbs and flags.
std::string CaseOf(const CLI::App& app, const std::string& path) {
  std::string words;
  for (const CLI::App* sub : app.get_subcommands([](const CLI::App*) { return true; })) {
    words += sub->get_name() + " ";
  }
  for (const CLI::Option* option : app.get_options()) {
    for (const std::string& name : option->get_lnames()) words += "--" + name + " ";
  }
  std::string text = base::Cat("    \"", path, "\") words=\"", words, "\" ;;\n");
  for (const CLI::App* sub : app.get_subcommands([](const CLI::App*) { return true; })) {
    text += CaseOf(*sub, base::Cat(path, " ", sub->get_name()));
  }
  return text;
}

std::string BashScript(const CLI::App& app) {
  return base::Cat(
      "# rtctl completion for bash:  eval \"$(bin/rtctl completion bash)\"\n"
      "_rtctl() {\n"
      "  local words path=rtctl i\n"
      "  for ((i = 1; i < COMP_CWORD; i++)); do\n"
      "    [[ ${COMP_WORDS[i]} == -* ]] || path+=\" ${COMP_WORDS[i]}\"\n"
      "  done\n"
      "  case $path in\n",
      CaseOf(app, "rtctl"),
      "    *) words=\"\" ;;\n"
      "  esac\n"
      "  mapfile -t COMPREPLY < <(compgen -W \"$words\" -- \"${COMP_WORDS[COMP_CWORD]}\")\n"
      "  ((${#COMPREPLY[@]})) || mapfile -t COMPREPLY < <(compgen -f -- "
      "\"${COMP_WORDS[COMP_CWORD]}\")\n"
      "}\n"
      "complete -F _rtctl rtctl bin/rtctl\n");
}

}  // namespace

void AddCompletion(CLI::App& app, Session&) {
  auto* completion = app.add_subcommand("completion", "A completion script for the shell");
  completion->require_subcommand(1);
  completion->add_subcommand("bash", "For bash: eval \"$(bin/rtctl completion bash)\"")
      ->callback([&app] { std::fputs(BashScript(app).c_str(), stdout); });
}

}  // namespace rondetafel::rtctl
