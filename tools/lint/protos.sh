#!/usr/bin/env bash
# buf lint, or buf breaking against the protos as last released (proto/released.binpb).
# The google protos are read where Debian installs them, side by side with ours.
#
# usage: protos.sh lint|breaking|release
set -euo pipefail
root=$(git rev-parse --show-toplevel)
buf=$root/tools/lint/buf/node_modules/.bin/buf
google=/usr/share/gocode/src/github.com/gogo/googleapis
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
mkdir -p "$work/google"
cp -r "$google/google/rpc" "$google/google/type" "$work/google/"
ours=${RONDETAFEL_PROTO_DIR:-$root/proto}
cp -r "$ours/rondetafel" "$work/"
cp "$root/proto/buf.yaml" "$work/"
cd "$work"
case ${1:-} in
  lint) "$buf" lint --path rondetafel ;;
  breaking) "$buf" breaking --path rondetafel --against "$root/proto/released.binpb" ;;
  release) "$buf" build --path rondetafel -o "$root/proto/released.binpb" ;;
  *) echo "usage: $0 lint|breaking|release" >&2; exit 2 ;;
esac
