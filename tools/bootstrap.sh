#!/bin/sh
# Make an environment with pip from the Python given: bootstrap.sh PYTHON FOLDER
set -eu
python=$1
folder=$2

stop() {
  echo "$1" >&2
  exit 1
}

command -v "$python" >/dev/null ||
  stop "Magpie needs Python 3.11 or newer, and there is no '$python' here: make PYTHON=/path/to/python"
"$python" -c 'import sys; sys.exit(not (3, 11) <= sys.version_info < (3, 15))' ||
  stop "Magpie needs Python 3.11 to 3.14, and '$python' is $("$python" -V 2>&1): make PYTHON=python3.12"

# Debian splits venv off into a package of its own.
if ! "$python" -c 'import ensurepip, venv' 2>/dev/null; then
  "$(dirname "$0")/system.sh" "$("$python" -c 'import sys; print("python%d.%d-venv" % sys.version_info[:2])')"
fi
"$python" -m venv --clear "$folder"
