#!/usr/bin/env bash
# Starts the installed version; a rerun, or a version that is still running, ends with exactly this one.
set -euo pipefail

systemctl restart sample-app.service
