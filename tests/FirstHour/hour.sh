# What the lines of a show mean. A show is a person at a terminal: it types what the documentation says and reads what comes.
#
#   steps N            the greatest number of steps that the task may take; a step is a command typed or a file written
#   types COMMAND      types a command that stands in README.md or docs/ word for word
#   own COMMAND        types a command of one's own making
#   writes FILE        writes a file; its content is the standard input
#   leaves COMMAND     types a command into a terminal of its own, where it stays; waits until it is ready
#   reads PATTERN      reads, in what came last, a line that the pattern fits; waits for it where the command is still at work
#   never_reads PATTERN  no line of what came last fits
#   ends CODE          the command ended with that exit code
#   presses SIGNAL     Ctrl-C is INT: in the terminal of its own; then waits for the end
#
# A show runs in a folder of its own that looks like the repository.
set -uo pipefail
# Ctrl-C reaches what runs in a terminal of its own: a shell without job control has it ignored there.
set -m

repository=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)
: "${LOCALCLOUD:=$repository/src/LocalCloud/bin/Debug/net10.0/LocalCloud}"
export LOCALCLOUD PATH="$repository/tests/FirstHour/commands:$PATH"
unset AWS_ENDPOINT_URL AWS_ACCESS_KEY_ID AWS_SECRET_ACCESS_KEY AWS_SESSION_TOKEN AWS_REGION AWS_DEFAULT_REGION AWS_PROFILE

folder=$(mktemp -d)
chmod 755 "$folder"
cd "$folder" || exit 1
for entry in examples template.yaml src samconfig.toml .ci Directory.Build.props Directory.Build.targets Directory.Packages.props AwsPackages.targets BannedSymbols.txt global.json .editorconfig; do
  ln -s "$repository/$entry" "$entry"
done

documentation=$(cat "$repository/README.md" "$repository"/docs/*.md)
most=0 taken=0 left= out=$folder/.out status=0 api=http://127.0.0.1:4501 endpoint=http://127.0.0.1:4500

finish() {
  local code=$?
  [ -z "$left" ] || { kill -KILL "$left"; wait "$left"; } 2>/dev/null
  cd / && rm -rf "$folder"
  if [ "$code" = 0 ] && [ "$taken" -gt "$most" ]; then
    echo "It took $taken steps; $most are the most."
    code=1
  fi
  exit "$code"
}
trap finish EXIT

fail() {
  echo "FAILED: $1"
  echo "---- what came last:"
  cat "$out"
  exit 1
}

steps() { most=$1; }

own() {
  taken=$((taken + 1))
  echo "\$ $1"
  # The addresses of the documentation are those of a stack on its own ports.
  local command=${1//http:\/\/127.0.0.1:4501/$api}
  eval "${command//http:\/\/127.0.0.1:4500/$endpoint}" >"$out" 2>&1
  status=$?
  cat "$out"
}

documented() { [[ $documentation == *"$1"* ]] || fail "the documentation does not say: $1"; }

types() {
  documented "$1"
  own "$1"
}

writes() {
  taken=$((taken + 1))
  cat >"$1"
}

waits_for() {
  local turns=600
  until grep -Eq -- "$1" "$out"; do
    kill -0 "$left" 2>/dev/null || { grep -Eq -- "$1" "$out" && return; fail "it ended without a line like: $1"; }
    turns=$((turns - 1))
    [ "$turns" -gt 0 ] || fail "no line came like: $1"
    sleep 0.2
  done
}

leaves() {
  taken=$((taken + 1))
  echo "\$ $1"
  out=$folder/.terminal
  : >"$out"
  eval "exec $1" >"$out" 2>&1 &
  left=$!
  waits_for "${2-^Ready\.$}"
  # A person pastes the lines with export into the other terminal.
  eval "$(grep -oE '^export AWS_[A-Z_]+=[^ ]+' "$out")"
  endpoint=$AWS_ENDPOINT_URL
  api=$(sed -n 's/^HTTP API *//p' "$out")
  [ -n "$api" ] || api=http://127.0.0.1:4501
  out=$folder/.out
}

# What the terminal of its own has said so far.
looks_there() { out=$folder/.terminal; }

reads() { [ "$out" = "$folder/.terminal" ] && waits_for "$1" || grep -Eq -- "$1" "$out" || fail "no line like: $1"; }

never_reads() { ! grep -Eq -- "$1" "$out" || fail "a line like: $1"; }

ends() { [ "$status" = "$1" ] || fail "exit code $status, not $1"; }

presses() {
  looks_there
  kill -"$1" "$left"
  wait "$left"
  status=$?
  left=
  cat "$out"
}
