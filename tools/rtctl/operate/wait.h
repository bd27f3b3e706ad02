// Waits between two looks at something that takes its time.
#pragma once
#include <chrono>

namespace rondetafel::rtctl {

void WaitFor(std::chrono::milliseconds time);

}  // namespace rondetafel::rtctl
