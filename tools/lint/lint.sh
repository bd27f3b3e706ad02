#!/usr/bin/env bash
# Every guard of the repository, a line each; ends non-zero when one finds a fault or misses its planted one.
#
# usage: lint.sh BUILD_DIR
set -uo pipefail
build=${1:?usage: lint.sh BUILD_DIR}
root=$(git rev-parse --show-toplevel)
cd "$root" || exit 2
failed=0
passed=0

guard() { # guard NAME COMMAND …: runs it, prints its output only when it fails
  local name=$1 out
  shift
  if out=$("$@" 2>&1); then
    printf '  ok      %s\n' "$name"
    passed=$((passed + 1))
  else
    printf '  FAULT   %s\n%s\n' "$name" "$out"
    failed=$((failed + 1))
  fi
}

buf=tools/lint/buf/node_modules/.bin/buf
# Not `npm ci`: the lock names buf for this platform only, and ci wants every other one too. Version and
# integrity still come from the lock.
[ -x "$buf" ] || (cd tools/lint/buf && npm install --no-save --silent --no-audit --no-fund) || exit 2
cmake --build "$build" --target generated_protos >/dev/null || exit 2
mapfile -t ours < <(git ls-files '*.cc' '*.h')
mapfile -t scripts < <(git ls-files '*.sh' '.ci/run')

guard "planted failures: every guard finds its own" python3 tools/lint/planted.py "$build"
guard "layering, limits, names, registration, words, rules" python3 tools/lint/run_guards.py
guard "clang-format" clang-format-14 --dry-run -Werror "${ours[@]}"
guard "shellcheck" shellcheck "${scripts[@]}"
guard "buf lint" tools/lint/protos.sh lint
guard "buf breaking against the released protos" tools/lint/protos.sh breaking
guard "headers stand alone" python3 tools/lint/headers.py "$build"
guard "clang-tidy" python3 tools/lint/tidy.py "$build"

printf '%d passed, %d failed\n' "$passed" "$failed"
[ "$failed" = 0 ]
