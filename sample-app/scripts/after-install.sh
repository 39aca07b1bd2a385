#!/usr/bin/env bash
# Makes systemd read the installed unit, and start it with the instance.
set -euo pipefail

systemctl daemon-reload
systemctl enable sample-app.service
