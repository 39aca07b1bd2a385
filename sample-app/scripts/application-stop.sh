#!/usr/bin/env bash
# Stops the running version. CodeDeploy runs this script from the previous revision, so it must stay compatible.
set -euo pipefail

# 5: no such unit, as on an instance that has never had one.
systemctl stop sample-app.service || [[ $? -eq 5 ]]
