// Records in words, for traces.
#pragma once
#include <string>
#include <string_view>

namespace rondetafel::simulation {

std::string DescribeRecord(std::string_view record);

}  // namespace rondetafel::simulation
