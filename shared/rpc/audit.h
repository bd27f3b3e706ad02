// The record of looks and acts: one log line per audited call. It says who did what to which
// resource and what came of it, never what the request or the reply held.
#pragma once
#include <google/protobuf/message.h>

#include <string>
#include <string_view>

#include "shared/access/access.h"
#include "shared/rpc/call.h"

namespace rondetafel::rpc {

// The first of the request's fields `name`, `parent`, `request_name`, `consultation_name`,
// `work_plan_name` that holds a resource name of ours; "" when none does. Anything else a client
// writes there is not repeated.
std::string ResourceNamedBy(const google::protobuf::Message& request);
// Letters, then a UUID, once or twice: "cases/{uuid}/requests/{uuid}", "desks/{uuid}".
bool IsResourceName(std::string_view text);

void WriteAuditLine(const std::string& service, const Call& call, access::AuditLevel level,
                    const std::string& result, const std::string& resource);

}  // namespace rondetafel::rpc
