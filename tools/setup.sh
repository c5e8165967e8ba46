#!/usr/bin/env bash
# Make .venv exactly what requirements/dev.lock says; `tools/setup.sh peers` makes .venv-peers of requirements/peers.lock.
# Needs only python3 >= 3.11 with venv.
set -euo pipefail
cd "$(dirname "$0")/.."
python=${PYTHON:-python3}
"$python" -c 'import sys; sys.exit(sys.version_info < (3, 11))' ||
  { echo "setup.python_too_old: $("$python" --version) found. Fix: PYTHON=python3.12 make setup"; exit 1; }

if ! .venv/bin/python -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then
  rm -rf .venv
  "$python" -m venv .venv ||
    { echo "setup.no_venv: python3 has no venv module. Fix: install your system's python3-venv package"; exit 1; }
fi
if ! cmp -s requirements/installer.lock .venv/installer.lock; then
  .venv/bin/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements/installer.lock
  cp requirements/installer.lock .venv/installer.lock
fi
# uv reads none of pip's settings: whoever told pip about a mirror has told us.
mirror=$(.venv/bin/python -m pip config get global.index-url 2>/dev/null || true)
mirror=${PIP_INDEX_URL:-$mirror}
[ -z "$mirror" ] || export UV_DEFAULT_INDEX=${UV_DEFAULT_INDEX:-$mirror}

if [ "${1:-}" = peers ]; then
  [ -x .venv-peers/bin/python ] || .venv/bin/python -m venv --without-pip .venv-peers
  .venv/bin/uv pip sync --quiet --python .venv-peers/bin/python --require-hashes requirements/peers.lock
  exit
fi
uv() { .venv/bin/uv "$@" --quiet --python .venv/bin/python; }
uv pip sync --require-hashes requirements/dev.lock
uv pip install --no-deps --no-build-isolation --editable .
