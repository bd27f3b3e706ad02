// What intake does when others act: it notes on the request what became of it, and opens a new
// request when a follow-up is asked. Pure functions of one upstream commit.
#pragma once
#include <vector>

#include "shared/runtime/definition.h"

namespace rondetafel::intake {

// triage: assessment opened, admitted, rejected, transferred, redirected, chair appointed or
// replaced.
std::vector<runtime::ReactionCommand> NoteTriage(const runtime::AcceptedCommit& upstream);
// scheduling: meeting held, ended without one, an answer heard after assignment (Q22).
std::vector<runtime::ReactionCommand> NoteScheduling(const runtime::AcceptedCommit& upstream);
// workplan: a plan version exists.
std::vector<runtime::ReactionCommand> NoteWorkPlan(const runtime::AcceptedCommit& upstream);
// workplan: a follow-up was asked (R69, R70, Q20): a new request in the same case, whose stream is
// a function of work plan and asking. People come with it, agreements do not.
std::vector<runtime::ReactionCommand> OpenFollowUp(const runtime::AcceptedCommit& upstream);

// All of intake's upstreams, with these reactions.
std::vector<runtime::Upstream> IntakeUpstreams();

}  // namespace rondetafel::intake
