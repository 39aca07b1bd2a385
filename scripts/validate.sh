#!/usr/bin/env bash
# `terraform validate` of every synthesized stack, without touching a backend.
set -euo pipefail

cd "$(dirname "${BASH_SOURCE[0]}")/.."
validate() {
  local data
  data=$(mktemp -d)
  trap 'rm -rf "$data"' EXIT
  cd "$1"
  export TF_DATA_DIR=$data
  terraform init -backend=false -input=false -no-color >"$data/init.log" 2>&1 || { cat "$data/init.log" >&2; return 1; }
  terraform validate -no-color >"$data/validate.log" 2>&1 || { echo "$(basename "$1"):" >&2; cat "$data/validate.log" >&2; return 1; }
  rm -f .terraform.lock.hcl
  echo "valid: $(basename "$1")"
}
export -f validate
find cdktf.out/stacks -mindepth 1 -maxdepth 1 -type d -print0 | sort -z | xargs -0 -n 1 -P 2 bash -c 'set -euo pipefail; validate "$1"' _
