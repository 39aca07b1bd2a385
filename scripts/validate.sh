#!/usr/bin/env bash
# `terraform validate` of every synthesized stack, without touching a backend.
set -euo pipefail

cd "$(dirname "${BASH_SOURCE[0]}")/.."

# Runs in a shell of its own for each stack.
validate() {
  TF_DATA_DIR=$(mktemp -d)
  export TF_DATA_DIR
  trap 'rm -rf "$TF_DATA_DIR"' EXIT
  cd "$1"
  local log=$TF_DATA_DIR/log
  if ! { terraform init -backend=false -input=false -no-color && terraform validate -no-color; } >"$log" 2>&1; then
    echo "invalid: $(basename "$1")" >&2
    cat "$log" >&2
    return 1
  fi
  echo "valid: $(basename "$1")"
}
export -f validate

find cdktf.out/stacks -mindepth 1 -maxdepth 1 -type d -print0 | sort -z |
  xargs -0 -n 1 -P 2 bash -c 'set -euo pipefail; validate "$1"' _
