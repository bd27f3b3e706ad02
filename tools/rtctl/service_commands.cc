#include <CLI/CLI.hpp>

#include "shared/base/text.h"
#include "tools/rtctl/commands.h"
#include "tools/rtctl/session.h"
#include "tools/rtctl/verbs/call_method.h"
#include "tools/rtctl/verbs/message_fields.h"

namespace rondetafel::rtctl {
namespace {

using google::protobuf::MethodDescriptor;

void AddFieldFlags(CLI::App& verb, const MethodDescriptor& method,
                   const std::shared_ptr<CallArguments>& arguments) {
  const auto& request = *method.input_type();
  for (int i = 0; i < request.field_count(); ++i) {
    const auto& field = *request.field(i);
    if (!HasFlag(field)) continue;
    verb.add_option_function<std::string>(
        "--" + FlagName(field.name()),
        [arguments, name = field.name()](const std::string& text) {
          arguments->fields[name] = text;
        },
        FlagHelp(field));
  }
}

void AddMethod(CLI::App& group, Session& session, std::string_view service,
               const MethodDescriptor& method) {
  auto arguments = std::make_shared<CallArguments>();
  auto* verb = group.add_subcommand(
      VerbName(method.name()),
      base::Cat(method.name(), ", as ", UsualRole(service, method.name()), " unless told"));
  verb->add_option("--body", arguments->body, "Request as JSON; @FILE, or - for standard input");
  verb->add_option("--set", arguments->assignments, "PATH=VALUE, for example form.region=ANT")
      ->expected(1, -1);
  verb->add_option("--as", arguments->as, "ROLE[:REGION][:ORGANISATION] of the caller");
  verb->add_option("--actor", arguments->actor, "Actor id of the caller, UUID");
  AddFieldFlags(*verb, method, arguments);
  verb->callback([arguments, &session, service, &method] {
    CallMethod(session, service, method, *arguments);
  });
}

}  // namespace

void AddServiceCommands(CLI::App& app, Session& session) {
  for (const ServiceVerbs& service : AllServices()) {
    auto* group = app.add_subcommand(std::string(service.service),
                                     base::Cat("Any method of ", service.type->full_name()));
    group->require_subcommand(1);
    group->group("Methods");
    for (int i = 0; i < service.type->method_count(); ++i) {
      AddMethod(*group, session, service.service, *service.type->method(i));
    }
  }
}

}  // namespace rondetafel::rtctl
