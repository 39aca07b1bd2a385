#!/usr/bin/env bash
# Checks the instance, and writes the environment that appspec.yml installs beside the application.
# The file is made in the unpacked revision: appspec.yml stays the only place that names destinations.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

if ! node --eval 'process.exit(parseInt(process.versions.node) >= 20 ? 0 : 1)'; then
  echo "node: version must be 20 or newer, got $(node --version 2>/dev/null || echo none)" >&2
  exit 1
fi

colour="${DEPLOYMENT_GROUP_NAME##*-}"
case "$colour" in
  blue | green) ;;
  *)
    echo "deployment group: name must end in -blue or -green, got ${DEPLOYMENT_GROUP_NAME}" >&2
    exit 1
    ;;
esac

{
  # Settings of the instance, such as PORT, which its user data may write.
  if [[ -r /etc/slipway/environment ]]; then cat /etc/slipway/environment; fi
  echo "COLOUR=${colour}"
} >environment
