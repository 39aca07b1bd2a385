#!/usr/bin/env bash
# Passes when this instance answers its health check with the version that was just installed.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

set -o allexport
source ./environment
set +o allexport
version="$(<VERSION)"
url="http://${HOST:-127.0.0.1}:${PORT:-8080}/health"

# --retry covers 5xx answers, so a slow start passes and a version that stays unhealthy fails with its status.
answer="$(curl --fail --silent --show-error --max-time 2 --retry 12 --retry-delay 1 --retry-connrefused "$url")"
if [[ "$answer" != *"\"version\":\"${version}\""* ]]; then
  echo "${url}: version must be ${version}, got ${answer}" >&2
  exit 1
fi
systemctl is-active --quiet sample-app.service
echo "${version} is healthy: ${answer}"
