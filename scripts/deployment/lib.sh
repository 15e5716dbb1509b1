# shellcheck shell=bash
# Sourced by backup.sh, restore.sh and rehearse-restore.sh: settings of .env, how commands are run or only shown.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../.."

DRY_RUN=false
fail() {
  echo "oncek: $*" >&2
  exit 1
}
run() {
  if $DRY_RUN; then printf '+ %s\n' "$*"; else "$@"; fi
}
# run_into FILE COMMAND…: its output into a file that appears only once it is whole.
run_into() {
  local file=$1
  shift
  if $DRY_RUN; then
    printf '+ %s >%s\n' "$*" "$file"
    return
  fi
  "$@" >"$file.partial"
  mv "$file.partial" "$file"
}
# A setting: of the environment, else of .env.
setting() {
  if [ -n "${!1:-}" ]; then
    printf %s "${!1}"
  else
    { sed -n "s/^$1=//p" .env 2>/dev/null || true; } | tail -n 1
  fi
}
# Also of a path that is not there yet.
absolute() { case $1 in /*) printf %s "$1" ;; *) printf '%s/%s' "$PWD" "${1#./}" ;; esac; }
# What in a folder of data is SQLite and so must be copied by SQLite itself, not as a file that may be half written.
sqlite_files() { (cd "$1" && find . -maxdepth 1 -name '*.db' -printf '%f\n' | sort); }
sha256_of_all() { (cd "$1" && find . -type f ! -name 'SHA256SUMS*' -print0 | sort -z | xargs -0 -r sha256sum); }

# with_postgres URL PROGRAM arguments…: @ among the arguments becomes the URL without its password, which goes by
# environment: a list of processes shows arguments.
with_postgres() {
  local url=$1 password='' argument arguments=()
  shift
  if [[ $url =~ ^(postgres(ql)?://[^:/@]+):([^@]*)@(.*)$ ]]; then
    password=$(printf '%b' "${BASH_REMATCH[3]//%/\\x}")
    url=${BASH_REMATCH[1]}@${BASH_REMATCH[4]}
  fi
  for argument in "$@"; do
    if [ "$argument" = @ ]; then arguments+=("$url"); else arguments+=("$argument"); fi
  done
  PGPASSWORD=$password run "${arguments[@]}"
}
