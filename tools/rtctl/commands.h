// The verbs of rtctl, a group per file. Each adds its part of the command line; what a verb does
// stands elsewhere and knows nothing of the command line.
#pragma once

namespace CLI {
class App;
}

namespace rondetafel::rtctl {

struct Session;

void AddSuiteCommands(CLI::App& app, Session& session);    // status, token, import, fixture, demo
void AddReportCommands(CLI::App& app, Session& session);   // report, references
void AddCaseCommands(CLI::App& app, Session& session);     // case, request
void AddServiceCommands(CLI::App& app, Session& session);  // a verb for each RPC
void AddOperateCommands(CLI::App& app, Session& session);  // migration
void AddLogCommands(CLI::App& app, Session& session);      // log
void AddProjectionCommands(CLI::App& app, Session& session);  // projection, checkpoint
void AddCompletion(CLI::App& app, Session& session);          // completion bash

// The whole program; returns the exit code.
int Main(int argc, char** argv);

}  // namespace rondetafel::rtctl
