#!/usr/bin/env bash
# bubblewrap 0.8.0 (Debian 0.8.0-2+deb12u1) does not pass signals on to the program it runs: SIGTERM ends bwrap alone, with 143,
# and the program, which would have ended cleanly, runs on without a parent. With --die-with-parent the program gets SIGKILL instead,
# so its handler never runs either way. Who wants a graceful stop must signal the "child-pid" of --json-status-fd itself.
#
# Output seen:
# SIGTERM to bwrap: bwrap ended with 143, handler ran: no, program still there: yes; SIGTERM to child-pid: bwrap ended with 7, handler ran: yes
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
apt-get -o APT::Sandbox::User=root download -qq bubblewrap=0.8.0-2+deb12u1 >/dev/null
dpkg -x bubblewrap_*.deb root
bwrap=$work/root/usr/bin/bwrap

cat > program.sh <<'SH'
trap 'echo ran > "$1/handled"; exit 7' TERM
echo $$ > "$1/ready"
while :; do sleep 0.1; done
SH

await() { until [ -s "$1" ]; do sleep 0.05; done; }

start() {
  rm -f ready handled status
  "$bwrap" --bind / / --json-status-fd 3 /bin/sh "$work/program.sh" "$work" 3>status &
  await ready
  await status
  program=$(sed -n 's/.*"child-pid": *\([0-9]*\).*/\1/p' status | head -1)
}

start
parent=$!
kill -TERM "$parent"
wait "$parent" 2>/dev/null && code=0 || code=$?
sleep 0.5
handled=$([ -e handled ] && echo yes || echo no)
left=$(kill -0 "$program" 2>/dev/null && echo yes || echo no)
kill -KILL "$program" 2>/dev/null || true

start
parent=$!
kill -TERM "$program"
wait "$parent" 2>/dev/null && second=0 || second=$?
seen="SIGTERM to bwrap: bwrap ended with $code, handler ran: $handled, program still there: $left; SIGTERM to child-pid: bwrap ended with $second, handler ran: $([ -e handled ] && echo yes || echo no)"
echo "$seen"
[ "$seen" = "SIGTERM to bwrap: bwrap ended with 143, handler ran: no, program still there: yes; SIGTERM to child-pid: bwrap ended with 7, handler ran: yes" ]
