#!/bin/sh
# Install the system packages named that are missing, if we may; otherwise say what to type.
set -eu

if ! command -v dpkg-query >/dev/null; then
  echo "Not a Debian system: please see to it that these are installed: $*" >&2
  exit 0 # what then is missing is reported by the tests that need it
fi

missing=
for package in "$@"; do
  dpkg-query -W -f '${db:Status-Status}' "$package" 2>/dev/null | grep -qx installed ||
    missing="$missing $package"
done
[ -n "$missing" ] || exit 0

# No question is asked, and nothing that is installed gets started.
install="apt-get update && apt-get install -y --no-install-recommends$missing"
if [ "$(id -u)" = 0 ]; then
  become=
elif sudo -n true 2>/dev/null; then
  become="sudo -n"
else
  echo "Missing:$missing. Please run as root: $install" >&2
  exit 1
fi

policy=/usr/sbin/policy-rc.d
echo "Installing$missing"
$become env DEBIAN_FRONTEND=noninteractive POLICY=$policy sh -euc '
  if [ ! -e "$POLICY" ]; then
    trap "rm -f $POLICY" EXIT
    printf "#!/bin/sh\nexit 101\n" >"$POLICY"
    chmod +x "$POLICY"
  fi
  tries=0
  until apt-get -qq update; do # somebody else may hold the lock
    tries=$((tries + 1))
    [ $tries -lt 20 ] || exit 1
    sleep 5
  done
  apt-get -qq -o DPkg::Lock::Timeout=600 install -y --no-install-recommends "$@" >/dev/null
' sh $missing
