#!/usr/bin/env bash
# bubblewrap 0.8.0 (Debian 0.8.0-2+deb12u1) ends with 1 where the program is not found or may not be executed, where shells, env(1)
# and container runtimes say 127 and 126; only a line on stderr, among the program's own, tells it from a program that ended with 1.
# A runner that maps exit codes must look the program up before it starts bwrap.
#
# Output seen:
# not there: bwrap 1, env 127; not executable: bwrap 1, env 126
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
apt-get -o APT::Sandbox::User=root download -qq bubblewrap=0.8.0-2+deb12u1 >/dev/null
dpkg -x bubblewrap_*.deb root
echo 'exit 0' > "$work/plain"

code() { "$@" >/dev/null 2>&1 && echo 0 || echo $?; }
in_bwrap() { "$work/root/usr/bin/bwrap" --bind / / "$@"; }

seen="not there: bwrap $(code in_bwrap "$work/nothing"), env $(code env "$work/nothing"); not executable: bwrap $(code in_bwrap "$work/plain"), env $(code env "$work/plain")"
echo "$seen"
[ "$seen" = "not there: bwrap 1, env 127; not executable: bwrap 1, env 126" ]
