#!/usr/bin/env bash
# Installs what is missing for the given groups of packages.txt, as root or through sudo. With neither it
# prints the command to give to an administrator and stops with exit code 3.
#
# usage: install.sh GROUP …        GROUP: build, kafka, test, lint, rules, fuzz
set -euo pipefail
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
list=${RONDETAFEL_PACKAGES_FILE:-$here/packages.txt}

[ $# -gt 0 ] || { echo "usage: $0 GROUP …" >&2; exit 2; }

installed() { dpkg-query -W -f='${db:Status-Status}' "$1" 2>/dev/null | grep -qx installed; }

missing=()
while read -r package groups command; do
  case "$package" in ''|\#*) continue ;; esac
  wanted=no
  for group in "$@"; do
    case ",$groups," in *",$group,"*) wanted=yes ;; esac
  done
  [ "$wanted" = yes ] || continue
  if [ -n "${command:-}" ] && command -v "$command" >/dev/null 2>&1; then continue; fi
  installed "$package" || missing+=("$package")
done < "$list"

[ ${#missing[@]} -gt 0 ] || exit 0

install=(apt-get install -y --no-install-recommends "${missing[@]}")
if [ "$(id -u)" = 0 ]; then
  runner=()
elif command -v sudo >/dev/null 2>&1 && sudo -n true 2>/dev/null; then
  runner=(sudo -n)
else
  echo "These packages are missing: ${missing[*]}" >&2
  echo "Neither root nor sudo is at hand. Ask an administrator to run:" >&2
  echo "  apt-get update && ${install[*]}" >&2
  exit 3
fi
echo "Installing ${#missing[@]} Debian packages: ${missing[*]}"
"${runner[@]}" env DEBIAN_FRONTEND=noninteractive apt-get update -qq
"${runner[@]}" env DEBIAN_FRONTEND=noninteractive "${install[@]}" >/dev/null
