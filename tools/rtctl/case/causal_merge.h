// Commits of several services as one story: what caused a commit stands before it, a partition
// keeps its own order, and beyond that the effective times decide.
#pragma once
#include <vector>

#include "rondetafel/history/v1/service.pb.h"

namespace rondetafel::rtctl {

// The same result whatever the order given. Clocks that disagree between machines cannot put an
// effect before its cause.
std::vector<history::v1::CaseCommit> MergeCausally(std::vector<history::v1::CaseCommit> commits);

}  // namespace rondetafel::rtctl
