#!/usr/bin/env bash
# Resolve every dependency for all platforms and Pythons, with hashes, into requirements/.
# `tools/lock.sh --upgrade` takes the newest versions, `--upgrade-package NAME` one of them.
set -euo pipefail
cd "$(dirname "$0")/.."

# A lock says what to install, never where from: neither an address nor this machine's settings.
for name in ${!UV_INDEX*} ${!UV_DEFAULT_INDEX*} ${!UV_EXTRA_INDEX*} UV_FIND_LINKS; do unset "$name"; done

compile() {
  .tools/bin/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes \
    --no-header --no-annotate --no-emit-index-url --no-emit-find-links --no-config "$@"
}

# The largest set first: what a server needs keeps to its versions, so that both fit into one environment.
compile pyproject.toml --extra desktop --extra spelling --extra postgres --extra cluster --group dev -o requirements/dev.txt "$@"
compile pyproject.toml --extra omemo -c requirements/dev.txt -o requirements/omemo.txt "$@"
compile pyproject.toml --extra postgres -c requirements/dev.txt -o requirements/run.txt
compile requirements/build.in -o requirements/build.txt "$@"
compile requirements/uv.in -o requirements/uv.txt "$@"
compile requirements/node.in -c requirements/dev.txt -o requirements/node.txt
