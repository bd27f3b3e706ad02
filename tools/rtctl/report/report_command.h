// `rtctl report consultations` and `rtctl references`.
#pragma once
#include <string>

#include "tools/rtctl/session.h"

namespace rondetafel::rtctl {

struct ReportArguments {
  int year = 0;
  int month = 0;
  std::string region;       // any spelling ParseEnum takes; empty: all six
  std::string as_known_on;  // ISO date; empty: all that is known
  bool public_output = false;
  std::string format = "table";  // table, json, csv
};

struct ReferencesArguments {
  ReportArguments period;
  std::string measure;
  std::string part;
};

void ShowReport(Session& session, const ReportArguments& arguments);
void ShowReferences(Session& session, const ReferencesArguments& arguments);

}  // namespace rondetafel::rtctl
