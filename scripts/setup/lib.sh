# shellcheck shell=bash
# Sourced by the other scripts here: strict mode, the clone's root, the tool cache and how to speak.
# Written for bash 3.2, which is what macOS has.
set -euo pipefail

ROOT=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)
cd "$ROOT"

ONCEK_TOOLS=${ONCEK_TOOLS:-${HOME:-$ROOT/.data}/.cache/oncek}
mkdir -p "$ONCEK_TOOLS" || {
  echo "oncek: cannot create the tool cache $ONCEK_TOOLS; set ONCEK_TOOLS to a folder you may write to" >&2
  exit 1
}
ONCEK_TOOLS=$(cd "$ONCEK_TOOLS" && pwd)
export ONCEK_TOOLS

say() { printf '==> %s\n' "$*" >&2; }

fail() {
  printf 'oncek: %s\n' "$*" >&2
  exit 1
}

have() { command -v "$1" >/dev/null 2>&1; }

# long_step LABEL COMMAND…: runs the command with its output in a log, says every 30 s that it is still at work, and
# shows the log's two ends where it fails. The ticker's sleep has no open output: left over by kill, it would keep a
# pipe of the caller open.
long_step() {
  local label=$1 log status=0 ticker
  shift
  log=$(mktemp "${TMPDIR:-/tmp}/oncek-setup.XXXXXX")
  say "$label"
  (
    seconds=0
    while sleep 30 >/dev/null 2>&1; do
      seconds=$((seconds + 30))
      say "$label: still at work after $seconds s"
    done
  ) </dev/null &
  ticker=$!
  "$@" </dev/null >"$log" 2>&1 || status=$?
  kill "$ticker" 2>/dev/null || true
  wait "$ticker" 2>/dev/null || true
  if [ "$status" -ne 0 ]; then
    # Tools put the reason first or last, and pages of help or notes on the other side.
    if [ "$(wc -l <"$log")" -le 40 ]; then cat "$log" >&2; else { head -n 20 "$log" && echo '[…]' && tail -n 20 "$log"; } >&2; fi
    say "$label: failed (exit $status), see the lines above"
  fi
  rm -f "$log"
  return "$status"
}

# staging_dir NAME: a fresh folder inside the tool cache, on the same disk as its goal so that a rename is atomic.
staging_dir() { mktemp -d "$ONCEK_TOOLS/.staging-$1.XXXXXX"; }

# publish STAGED GOAL PROGRAM: the finished folder takes its place at once. Where another run was quicker, its work
# stands; a goal without its program is a left-over and makes room.
publish() {
  if [ -x "$2/$3" ]; then
    rm -rf "$1"
    return
  fi
  rm -rf "$2"
  chmod 755 "$1"
  mv "$1" "$2" || fail "cannot write $2; check that the folder is writable and the disk is not full"
}
