#!/usr/bin/env bash
# Runs a command with Terraform's provider taken from a local mirror where this machine has one.
# A user's own CLI configuration wins; without mirror and configuration, Terraform downloads as usual.
# usage: with-terraform.sh COMMAND [ARGUMENT...]
set -euo pipefail

root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
config=${TF_CLI_CONFIG_FILE:-$HOME/.terraformrc}
provider=registry.terraform.io/hashicorp/aws

# Folders that hold a mirror by convention, and what was installed as optional software. Not ~/.terraform.d as a
# whole: the cache in it holds links to a mirror, which Terraform cannot install from.
mirror() {
  for base in "$HOME/.terraform.d/plugins" "${XDG_DATA_HOME:-$HOME/.local/share}/terraform/plugins" \
    /usr/local/share/terraform/plugins /usr/share/terraform/plugins /opt; do
    if [ -d "$base" ]; then find "$base" -maxdepth 5 -type d -path "*/$provider" 2>/dev/null; fi
  done | sed -n 1p
}

if [ ! -e "$config" ]; then
  unset TF_CLI_CONFIG_FILE
  found=$(mirror)
  if [ -n "$found" ]; then
    mkdir -p "$root/.local"
    export TF_CLI_CONFIG_FILE="$root/.local/terraform.rc"
    written=$(mktemp "$root/.local/terraform.rc.XXXXXX")
    cat >"$written" <<RC
provider_installation {
  filesystem_mirror {
    path    = "${found%/"$provider"}"
    include = ["$provider"]
  }
  direct {
    exclude = ["$provider"]
  }
}
RC
    mv "$written" "$TF_CLI_CONFIG_FILE"
  fi
fi

export CHECKPOINT_DISABLE=1
exec "$@"
