// Passing operating failures up: absl::Status with two macros.
#pragma once
#include <absl/status/status.h>
#include <absl/status/statusor.h>

#include <utility>

#define RT_RETURN_IF_ERROR(expression)                    \
  do {                                                    \
    if (auto rt_status = (expression); !rt_status.ok()) { \
      return rt_status;                                   \
    }                                                     \
  } while (false)

#define RT_CONCAT_INNER(a, b) a##b
#define RT_CONCAT(a, b) RT_CONCAT_INNER(a, b)
// RT_ASSIGN_OR_RETURN(auto x, Compute());
#define RT_ASSIGN_OR_RETURN(declaration, expression) \
  RT_ASSIGN_OR_RETURN_IMPL(RT_CONCAT(rt_or_, __LINE__), declaration, expression)
#define RT_ASSIGN_OR_RETURN_IMPL(temporary, declaration, expression) \
  auto temporary = (expression);                                     \
  if (!temporary.ok()) return std::move(temporary).status();         \
  declaration = *std::move(temporary)
