"""Guards that read the tree as text: layering, limits, names, registration, words, cited rules.

Each guard is a function from a Tree to a list of faults ("path:line: what and why"). planted.py holds, for
each, a tree in which it must find a fault.
"""
import pathlib
import re
import subprocess

SOURCE_ENDINGS = (".cc", ".h")
HEADER_LINES_MAX = 300
SOURCE_LINES_MAX = 500
MAIN_LINES_MAX = 40
COLUMNS_MAX = 100
SHELL_BODY_LINES_MAX = 25


class Tree:
    """Files by path relative to the root, as git knows them or as a test gives them."""

    def __init__(self, files):
        self.files = files

    @classmethod
    def of_checkout(cls, root):
        names = subprocess.run(
            ["git", "-C", root, "ls-files", "--cached", "--others", "--exclude-standard"],
            check=True, capture_output=True, text=True).stdout.split("\n")
        files = {}
        for name in names:
            path = pathlib.Path(root, name)
            if name and path.is_file():
                try:
                    files[name] = path.read_text(encoding="utf-8")
                except UnicodeDecodeError:
                    continue
        return cls(files)

    def sources(self, *prefixes):
        for name, text in sorted(self.files.items()):
            if name.endswith(SOURCE_ENDINGS) and (not prefixes or name.startswith(prefixes)):
                yield name, text


def _lines(text):
    return enumerate(text.split("\n"), start=1)


def _includes(text):
    for number, line in _lines(text):
        match = re.match(r'\s*#\s*include\s*[<"]([^>"]+)[>"]', line)
        if match:
            yield number, match.group(1)


# Which third-party header may be included where (architecture: one adapter each).
THIRD_PARTY_HOMES = [
    (r"rocksdb/", r"(shared/eventlog_rocksdb/|shared/projection/|tests/|"
                   r"shared/telemetry/rocksdb_log\.h)"),
    (r"librdkafka/", r"shared/eventlog_kafka/"),
    (r"grpcpp/", r"(shared/rpc/|shared/host/|services/[a-z]+/[a-z_]+_service\.(h|cc)$|"
                 r"services/[a-z]+/wiring\.(h|cc)$|services/keyring/grpc_|tools/|tests/)"),
    (r"boost/", r"(shared/host/|shared/telemetry/|services/statistics/domain/arithmetic\.cc|tests/)"),
    (r"prometheus/", r"shared/telemetry/"),
    (r"spdlog/", r"shared/telemetry/"),
    (r"toml\+\+/", r"(shared/host/|shared/commit/|shared/sealing/|services/keyring/|tools/|"
                   r"services/triage/[a-z_]*seed)"),
    (r"CLI/", r"(shared/host/|tools/|tests/)"),
    (r"date/", r"shared/base/"),
]

DOMAIN = re.compile(r"^(services/[a-z]+/domain/|shared/gates/)")
DOMAIN_STANDARD_FORBIDDEN = {
    "chrono", "thread", "mutex", "condition_variable", "atomic", "future", "random", "fstream",
    "iostream", "cstdio", "filesystem", "cstdlib", "ctime", "shared_mutex", "semaphore",
}

# shared/ libraries from low to high: a library includes only those in its own set.
SHARED_LAYERS = {
    "base": set(),
    "gates": {"base"},
    "telemetry": {"base"},
    "eventlog": {"base"},
    "eventlog_rocksdb": {"base", "eventlog", "telemetry"},
    "eventlog_kafka": {"base", "eventlog", "telemetry"},
    "commit": {"base", "eventlog"},
    "heads": {"base", "eventlog", "commit"},
    "projection": {"base", "eventlog", "commit", "telemetry"},
    "runtime": {"base", "eventlog", "commit", "projection", "telemetry"},
    "sealing": {"base"},
    "access": {"base"},
    "rpc": {"base", "access", "telemetry"},
    "host": {"base", "eventlog", "eventlog_rocksdb", "eventlog_kafka", "commit", "heads",
             "projection", "runtime", "sealing", "access", "rpc", "telemetry"},
}


def layering(tree):
    """Domain code is pure; third-party libraries each have one home; shared/ has a direction."""
    faults = []
    for name, text in tree.sources("shared/", "services/", "tools/", "tests/"):
        is_test = name.endswith(("_test.cc", "_benchmark.cc")) or name.startswith("tests/")
        for number, include in _includes(text):
            for header, home in THIRD_PARTY_HOMES:
                if re.match(header, include) and not re.match(home, name):
                    faults.append(f"{name}:{number}: <{include}> belongs in {home}")
            faults += _checker_faults(name, number, include)
            if not is_test:
                faults += _domain_faults(name, number, include)
                faults += _shared_faults(name, number, include)
    return faults


def _domain_faults(name, number, include):
    if not DOMAIN.match(name):
        return []
    generated = include.startswith(("rondetafel/", "google/")) and include.endswith(".pb.h")
    own = include.startswith(("shared/base/", "shared/gates/")) or DOMAIN.match(include)
    standard = "/" not in include and "." not in include
    exact = include.startswith("boost/multiprecision/")
    if standard and include in DOMAIN_STANDARD_FORBIDDEN:
        return [f"{name}:{number}: domain code has no <{include}>: time, ids and actor come in"]
    if include.endswith("grpc.pb.h") or not (generated or own or standard or exact):
        return [f"{name}:{number}: domain code includes generated protos, shared/base and the "
                f"standard library, not {include}"]
    return []


def _shared_faults(name, number, include):
    match = re.match(r"shared/([a-z_]+)/", name)
    target = re.match(r"shared/([a-z_]+)/", include)
    if not match:
        return []
    if include.startswith("services/"):
        return [f"{name}:{number}: shared/ does not know services: {include}"]
    if target and target.group(1) != match.group(1):
        allowed = SHARED_LAYERS.get(match.group(1))
        if allowed is None:
            return [f"{name}:{number}: shared/{match.group(1)} has no row in SHARED_LAYERS"]
        if target.group(1) not in allowed:
            return [f"{name}:{number}: shared/{match.group(1)} may not include {include}"]
    return []


# The checker is a second opinion only while it is a second reading: of the product it may have the protos, and
# the log port to read records through. Its comparison test alone links both.
CHECKER_MAY_INCLUDE = re.compile(r"tests/checker/|rondetafel/(?!runtime/)|google/|absl/|sodium\.h$|gtest/|(sys/)?[a-z_]+(\.h)?$")
CHECKER_LOG_PORT = {
    "tests/checker/log_port.h": ("shared/eventlog/",),
    "tests/checker/log_port.cc": ("shared/eventlog/", "shared/eventlog_rocksdb/", "shared/eventlog_kafka/"),
}


def _checker_faults(name, number, include):
    if not name.startswith("tests/checker/") or name.endswith("comparison_test.cc"):
        return []
    if CHECKER_MAY_INCLUDE.match(include) or include.startswith(CHECKER_LOG_PORT.get(name, ("\0",))):
        return []
    return [f"{name}:{number}: the checker shares no code with what it checks: {include}"]


def limits(tree):
    """Lines per file, columns, main, and the body of an RPC shell method."""
    faults = []
    for name, text in tree.sources():
        lines = text.rstrip("\n").split("\n")
        most = HEADER_LINES_MAX if name.endswith(".h") else SOURCE_LINES_MAX
        if name.endswith("/main.cc"):
            most = MAIN_LINES_MAX
        if len(lines) > most:
            faults.append(f"{name}:1: {len(lines)} lines, at most {most}")
        for number, line in _lines(text):
            if len(line) > COLUMNS_MAX and "http" not in line and "#include" not in line:
                faults.append(f"{name}:{number}: {len(line)} columns, at most {COLUMNS_MAX}")
        if name.endswith("_service.cc") or name.endswith("_service.h"):
            faults += _rpc_bodies(name, lines)
    return faults


def _rpc_bodies(name, lines):
    faults, start = [], None
    for number, line in enumerate(lines, start=1):
        if "ServerUnaryReactor*" in line:
            start = number
        elif start and re.match(r"\s*}\s*$", line):
            if number - start > SHELL_BODY_LINES_MAX:
                faults.append(f"{name}:{start}: RPC body of {number - start} lines, "
                              f"at most {SHELL_BODY_LINES_MAX}")
            start = None
    return faults


BAD_NAMES = re.compile(r"(^|[/_])(utils?|helpers?|common|misc|managers?)([._/]|$)")


def names(tree):
    """Files and folders say what they hold."""
    return [f"{name}:1: no utils, helpers, common, misc or manager" for name in sorted(tree.files)
            if BAD_NAMES.search(name)]


def registered(tree):
    """A source that no CMakeLists.txt names is built and tested by nobody."""
    faults = []
    for name, _ in tree.sources("shared/", "services/", "tools/", "tests/"):
        if not name.endswith(".cc"):
            continue
        folder, base = name.rsplit("/", 1)
        found, path = False, folder
        while path and not found:
            cmake = tree.files.get(path + "/CMakeLists.txt", "")
            relative = name[len(path) + 1:]
            found = re.search(r"(^|[\s(/])" + re.escape(relative) + r"([\s)]|$)", cmake) is not None
            path = path.rsplit("/", 1)[0] if "/" in path else ""
        if not found:
            faults.append(f"{name}:1: no CMakeLists.txt of its folder or above names {base}")
    return faults


BAD_WORDS = [
    (re.compile(r"\b(TODO|FIXME|XXX)\b"), "finish it or open an issue"),
    (re.compile(r"\b(DISABLED_\w+|GTEST_SKIP\b)"), "a test that does not run proves nothing"),
    (re.compile(r"EXPECT_TRUE\(true\)|ASSERT_TRUE\(true\)"), "a test that cannot fail"),
    # A pause that is itself what is tested says why behind the call: "// lasts: …".
    (re.compile(r"^(?!.*(//|#) lasts: ).*(\bsleep_for\b|\busleep\(|\bsleep\()"),
     "no sleeps: wait for the thing itself"),
    (re.compile(r"\.\./shared\b"), "the project stands alone"),
]


def words(tree):
    """Words that mean something is unfinished, cannot fail or waits for luck."""
    faults = []
    for name, text in sorted(tree.files.items()):
        if name.startswith(("tools/lint/", "docs/", "CHANGELOG")) or name.endswith(".sh"):
            continue
        if not name.endswith(SOURCE_ENDINGS + (".proto", ".py", ".txt", ".cmake")):
            continue
        for number, line in _lines(text):
            for pattern, why in BAD_WORDS:
                if pattern.search(line):
                    faults.append(f"{name}:{number}: {pattern.search(line).group(0)}: {why}")
    return faults


ROCKSDB_CALL = re.compile(
    r"^\s*(?:\w+(?:->|\.))*\w+(?:->|\.)"
    r"(Put|Delete|Write|Flush|Merge|Ingest\w*|SyncWAL|Close|CreateCheckpoint|Finish)\(")


def rocksdb_status(tree):
    """Debian's rocksdb::Status is not [[nodiscard]]: a dropped one is a lost write nobody sees."""
    faults = []
    for name, text in tree.sources("shared/", "services/", "tools/"):
        if "rocksdb/" not in text or name.endswith("_test.cc"):
            continue
        previous = ""
        for number, line in _lines(text):
            starts = previous.rstrip().endswith((";", "{", "}", ":")) or not previous.strip()
            if starts and ROCKSDB_CALL.match(line) and "batch" not in line.lower():
                faults.append(f"{name}:{number}: result of {line.strip()[:40]}… is dropped")
            if line.strip() and not line.strip().startswith("//"):
                previous = line
    return faults


RULE = re.compile(r"\b(R[1-9]\d{0,2}|CO-\d+|ME-\d+|Q[1-9]\d?|M[1-9]\d?|F[1-9]\d?|P-\d{2}b?)\b")


def known_rules(tree):
    """The numbers that docs/rules.md defines: the first cell of its table rows."""
    found = set()
    for line in tree.files.get("docs/rules.md", "").split("\n"):
        match = re.match(r"\|\s*([A-Z]+-?\d+b?)\s*\|", line)
        if match:
            found.add(match.group(1))
    return found


def cited_rules(tree):
    """A rule number cited in code, proto or test exists in docs/rules.md."""
    known, faults = known_rules(tree), []
    for name, text in sorted(tree.files.items()):
        if not name.endswith(SOURCE_ENDINGS + (".proto",)):
            continue
        for number, line in _lines(text):
            comment = line.split("//", 1)[1] if "//" in line else ""
            quoted = " ".join(re.findall(r'"([^"]*)"', line))
            for rule in RULE.findall(comment) + RULE.findall(quoted):
                if rule not in known and rule.startswith(("R", "CO-", "ME-", "Q", "P-", "M", "F")):
                    faults.append(f"{name}:{number}: {rule} is not in docs/rules.md")
    return faults


GUARDS = [layering, limits, names, registered, words, rocksdb_status, cited_rules]
