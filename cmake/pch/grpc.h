// core.h and gRPC: for the few files that speak it.
#pragma once
#include <grpcpp/grpcpp.h>

#include "core.h"
