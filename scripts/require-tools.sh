#!/usr/bin/env bash
# One line for each tool that is missing or too old, before anything else happens.
# usage: require-tools.sh [node] [terraform] [python3]
set -euo pipefail

declare -A wanted=([node]=20.9.0 [terraform]=1.11.0 [python3]=3.10.0)

version_of() {
  case $1 in
    node) node --version ;;
    terraform) terraform version ;;
    python3) python3 --version ;;
  esac 2>/dev/null | grep -oE '[0-9]+\.[0-9]+(\.[0-9]+)?' | head -n 1
}

status=0
for tool in "$@"; do
  if ! command -v "$tool" >/dev/null; then
    echo "$tool: must be ${wanted[$tool]} or newer, got none: install it and put it on PATH" >&2
    status=1
    continue
  fi
  found=$(version_of "$tool" || true)
  oldest=$(printf '%s\n%s\n' "${wanted[$tool]}" "${found:-0}" | sort -V | head -n 1)
  if [ "$oldest" != "${wanted[$tool]}" ]; then
    echo "$tool: must be ${wanted[$tool]} or newer, got ${found:-an unreadable version}" >&2
    status=1
  fi
done
exit $status
