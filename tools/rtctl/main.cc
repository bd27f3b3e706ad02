// rtctl: the suite from the command line.
#include "tools/rtctl/commands.h"

int main(int argc, char** argv) { return rondetafel::rtctl::Main(argc, argv); }
