#!/bin/bash
# Fetches Apache Kafka as jars, exactly those of pom.xml and jars.sha256, into .cache/kafka/jars.
# Does nothing when they are there and unchanged.
set -euo pipefail

here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
root=$(cd "$here/../.." && pwd)
jars=${RONDETAFEL_KAFKA_JARS:-$root/.cache/kafka/jars}

fail() {
  echo "kafka: $*" >&2
  exit 1
}

intact() {
  [ -d "$jars" ] && (cd "$jars" && sha256sum --check --quiet --strict "$here/jars.sha256") \
    >/dev/null 2>&1
}

if intact; then
  exit 0
fi

command -v java >/dev/null ||
  fail "Java is missing: install the Debian package openjdk-17-jre-headless"
command -v mvn >/dev/null ||
  fail "Maven is missing: install the Debian package maven"

mkdir -p "$(dirname "$jars")"
log=$(dirname "$jars")/fetch.log
fresh=$(mktemp -d "$jars.XXXXXX")
trap 'rm -rf "$fresh"' EXIT
echo "kafka: fetching $(wc -l <"$here/jars.sha256") jars (about 43 MB)"
if ! mvn -q -B --strict-checksums -f "$here/pom.xml" dependency:copy-dependencies \
  -DincludeScope=runtime "-DoutputDirectory=$fresh" >"$log" 2>&1; then
  tail -n 5 "$log" >&2
  fail "Maven could not fetch the jars: is the registry (Maven Central or your mirror) within reach? All of it is in $log"
fi
(cd "$fresh" && sha256sum --check --quiet --strict "$here/jars.sha256") >&2 ||
  fail "a jar is not the one in deploy/kafka/jars.sha256; nothing was installed"
[ "$(find "$fresh" -name '*.jar' | wc -l)" -eq "$(wc -l <"$here/jars.sha256")" ] ||
  fail "Maven brought a jar that deploy/kafka/jars.sha256 does not name; nothing was installed"
rm -rf "$jars"
mv "$fresh" "$jars"
chmod 755 "$jars"
trap - EXIT
