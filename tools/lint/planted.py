"""Planted failures: for each guard, the smallest tree in which it must find a fault, and one in which it
must not. A guard that misses its own is worse than none.

usage: planted.py [BUILD_DIR]   Without BUILD_DIR only the guards that read text are tried.
"""
import os
import pathlib
import subprocess
import sys
import tempfile

import guards
import tidy

RULES = {"docs/rules.md": "| # | Kind |\n| --- | --- |\n| R39 | CON | text |\n"}

# guard, files with a fault, files without.
TEXT = [
    (guards.layering, {"services/intake/domain/request_decide.cc": '#include "rocksdb/db.h"\n'},
     {"services/intake/domain/request_decide.cc": '#include "shared/base/decision.h"\n'}),
    (guards.layering, {"services/intake/domain/a.cc": "#include <chrono>\n"},
     {"services/intake/domain/a.cc": "#include <vector>\n"}),
    (guards.layering, {"services/intake/domain/a.cc": '#include "shared/runtime/definition.h"\n'},
     {"services/intake/domain/a.cc": '#include "rondetafel/intake/v1/events.pb.h"\n'}),
    (guards.layering, {"services/intake/views/a.cc": "#include <librdkafka/rdkafka.h>\n"},
     {"shared/eventlog_kafka/a.cc": "#include <librdkafka/rdkafka.h>\n"}),
    (guards.layering, {"shared/commit/a.h": '#include "shared/runtime/definition.h"\n'},
     {"shared/runtime/a.h": '#include "shared/commit/fold.h"\n'}),
    (guards.layering, {"shared/rpc/a.cc": '#include "services/intake/wiring.h"\n'},
     {"services/intake/wiring.cc": '#include "services/intake/wiring.h"\n'}),
    (guards.layering, {"tests/checker/a.cc": '#include "shared/commit/fold.h"\n'},
     {"tests/checker/a.cc": '#include "rondetafel/log/v1/body.pb.h"\n'}),
    (guards.layering, {"tests/checker/log_port.cc": '#include "shared/base/id.h"\n'},
     {"tests/checker/log_port.cc": '#include "shared/eventlog/event_log.h"\n'}),
    (guards.layering, {"tests/checker/suite/a.h": '#include "services/intake/wiring.h"\n'},
     {"tests/checker/fold_comparison_test.cc": '#include "shared/commit/fold.h"\n'}),
    (guards.limits, {"shared/base/a.h": "int x;\n" * 301}, {"shared/base/a.h": "int x;\n" * 300}),
    (guards.limits, {"shared/base/a.cc": "int x;\n" * 501}, {"shared/base/a.cc": "int x;\n" * 500}),
    (guards.limits, {"services/intake/main.cc": "int x;\n" * 41},
     {"services/intake/main.cc": "int x;\n" * 40}),
    (guards.limits, {"shared/base/a.cc": "x" * 101}, {"shared/base/a.cc": "x" * 100}),
    (guards.limits,
     {"services/a/a_service.cc": "grpc::ServerUnaryReactor* M() {\n" + "f();\n" * 30 + "}\n"},
     {"services/a/a_service.cc": "grpc::ServerUnaryReactor* M() {\n" + "f();\n" * 20 + "}\n"}),
    (guards.names, {"shared/base/utils.h": ""}, {"shared/base/text.h": ""}),
    (guards.registered, {"shared/base/lost_test.cc": "", "shared/base/CMakeLists.txt": "kept_test.cc"},
     {"shared/base/kept_test.cc": "", "shared/base/CMakeLists.txt": "SRCS kept_test.cc)"}),
    (guards.registered, {"services/a/domain/x.cc": "", "services/a/CMakeLists.txt": "domain/xx.cc"},
     {"services/a/domain/x.cc": "", "services/a/CMakeLists.txt": "SRCS domain/x.cc"}),
    (guards.words, {"shared/base/a.cc": "// TODO later\n"}, {"shared/base/a.cc": "// done\n"}),
    (guards.words, {"shared/base/a_test.cc": "TEST(A, DISABLED_B) {}\n"},
     {"shared/base/a_test.cc": "TEST(A, B) {}\n"}),
    (guards.words, {"shared/base/a_test.cc": "std::this_thread::sleep_for(x);\n"},
     {"shared/base/a_test.cc": "condition.wait(lock);\n"}),
    (guards.words, {"shared/base/a_test.cc": "sleep_for(x);  // lasts\n"},
     {"shared/base/a_test.cc": "sleep_for(x);  // lasts: the cut\n"}),
    (guards.rocksdb_status,
     {"shared/projection/a.cc": '#include "rocksdb/db.h"\nvoid F() {\n  db->Flush(options);\n}\n'},
     {"shared/projection/a.cc":
      '#include "rocksdb/db.h"\nvoid F() {\n  auto s = db->Flush(options);\n}\n'}),
    (guards.cited_rules, {**RULES, "services/a/a_test.cc": "// R40 not there\n"},
     {**RULES, "services/a/a_test.cc": "// R39 is\n"}),
]

BAD_PROTO = """syntax = "proto3";
package rondetafel.planted.v1;
message planted { string A = 1; }
"""
GOOD_PROTO = """// A package for a planted failure.
syntax = "proto3";

package rondetafel.planted.v1;

// A message.
message Planted {
  // A field.
  string a = 1;
}
"""
BAD_SOURCE = "#include <vector>\n#include <string>\nint F(std::vector<std::string> v) {\n" \
             "  for (auto s : v) { if (s.empty()) return 1; }\n  return 0;\n}\n"


def run(*command, **environment):
    return subprocess.run(command, capture_output=True, text=True, check=False,
                          env={**os.environ, **environment}).returncode


def try_text():
    missed = []
    for guard, bad, good in TEXT:
        if not guard(guards.Tree(bad)):
            missed.append(f"{guard.__name__} missed {sorted(bad)}")
        if guard(guards.Tree(good)):
            missed.append(f"{guard.__name__} found a fault in {sorted(good)}")
    return missed


def write(folder, name, text):
    path = pathlib.Path(folder, name)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
    return str(path)


def try_tools():
    """The guards that are other people's programs, each on a planted file."""
    missed = []
    here = pathlib.Path(__file__).parent
    with tempfile.TemporaryDirectory() as folder:
        bad = write(folder, "bad.cc", BAD_SOURCE)
        if run("clang-format-14", "--dry-run", "-Werror", bad) == 0:
            missed.append("clang-format missed a source in another style")
        missed += try_tidy(here.parent.parent, folder)
        if run("shellcheck", write(folder, "bad.sh", "#!/bin/bash\ncd $1\n")) == 0:
            missed.append("shellcheck missed an unquoted variable")
        header = write(folder, "bad.h", "#pragma once\ninline std::string F() { return {}; }\n")
        if run("g++", "-std=c++20", "-fsyntax-only", "-x", "c++", header) == 0:
            missed.append("a header that includes nothing compiled alone")
        missed += try_protos(here, folder)
    return missed


def try_tidy(root, folder):
    """Read together and, as both have an F, apart again: the fault in the second must come out."""
    missed = []
    good = [write(folder, name, "namespace { int F() { return 1; } }\n") for name in ("one.cc", "two.cc")]
    bad = write(folder, "bad.cc", BAD_SOURCE)
    if not tidy.tidy(root, [good[0], bad], ["-std=c++20"]):
        missed.append("clang-tidy missed a copy in a loop")
    if "performance-" not in tidy.tidy(root, [*good, bad], ["-std=c++20"]):
        missed.append("clang-tidy missed a copy in a loop of a group that had to be halved")
    if tidy.tidy(root, good, ["-std=c++20"]):
        missed.append("clang-tidy found a fault in two good sources with a name in common")
    return missed


def try_protos(here, folder):
    missed = []
    protos = str(here / "protos.sh")
    name = "rondetafel/planted/v1/planted.proto"
    write(folder, "bad/" + name, BAD_PROTO)
    write(folder, "good/" + name, GOOD_PROTO)
    if run(protos, "lint", RONDETAFEL_PROTO_DIR=folder + "/bad") == 0:
        missed.append("buf lint missed a message in lower case without comments")
    if run(protos, "lint", RONDETAFEL_PROTO_DIR=folder + "/good") != 0:
        missed.append("buf lint found a fault in a good file")
    # Every released file is gone in this folder: nothing breaks more.
    if run(protos, "breaking", RONDETAFEL_PROTO_DIR=folder + "/good") == 0:
        missed.append("buf breaking missed deleted files")
    return missed


def main():
    missed = try_text()
    if len(sys.argv) > 1:
        missed += try_tools()
    print("\n".join(missed))
    return 1 if missed else 0


if __name__ == "__main__":
    sys.exit(main())
