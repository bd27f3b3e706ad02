// The keyring in a process of its own.
#include "services/rondetafel/alone.h"

int main(int argc, char** argv) { return rondetafel::suite::RunKeyringAlone(argc, argv); }
