#!/usr/bin/env bash
# Write requirements/*.lock anew: every package, hashed, for every platform. `tools/lock.sh --upgrade` takes newer versions.
set -euo pipefail
cd "$(dirname "$0")/.."
compile() { .venv/bin/uv pip compile --quiet --universal --generate-hashes --no-header --no-annotate --python-version 3.11 "$@"; }
compile "${@}" pyproject.toml --extra all --group dev --output-file requirements/dev.lock
compile "${@}" pyproject.toml --constraints requirements/dev.lock --output-file requirements/base.lock
compile "${@}" --group pyproject.toml:peers --overrides requirements/peers-overrides.txt --output-file requirements/peers.lock
# pip installs this one, and then uv installs everything else.
{ grep '^uv==' requirements/dev.lock | cut -d' ' -f1; } |
  compile - --output-file requirements/installer.lock
