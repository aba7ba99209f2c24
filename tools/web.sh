#!/bin/sh
# Fetch the web client as web/package-lock.json pins it: web.sh UV. Node comes from PyPI where there is none.
set -eu
cd "$(dirname "$0")/.."
uv=$1

npm=npm
if ! command -v npm >/dev/null; then
  "$uv" pip install --quiet --python .tools/bin/python --require-hashes -r requirements/node.txt
  npm=$PWD/.tools/bin/npm
  PATH=$PWD/.tools/bin:$PATH
fi
echo "Fetching the web client"
"$npm" ci --prefix web --ignore-scripts --no-audit --no-fund --no-update-notifier --silent
.tools/bin/python tools/web.py
