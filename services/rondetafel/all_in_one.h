// The whole suite in one process, on the embedded log.
#pragma once
#include "shared/host/program.h"

namespace rondetafel::suite {

host::Program AllInOne();

}  // namespace rondetafel::suite
