#!/usr/bin/env bash
# Asks a running installation whether it does its work, without changing anything in it. Ends with
# `smoke: N passed, N failed, N skipped`; exit code 1 where something failed.
#   scripts/smoke.sh [--dry-run] [ADDRESS]      default http://127.0.0.1
# SMOKE_API_KEY, or the file SMOKE_API_KEY_FILE: a key of role read; without one what needs it is skipped.
# SMOKE_LEGACY_PORTS: addresses of the ports 8001, 8002, 8005, by spaces; default those of ADDRESS's machine.
set -uo pipefail

dry_run=false
if [ "${1:-}" = --dry-run ]; then
  dry_run=true
  shift
fi
address=${1:-http://127.0.0.1}
address=${address%/}
host=${address#*://}
host=${host%%[:/]*}
read -r -a legacy <<<"${SMOKE_LEGACY_PORTS:-http://$host:8001 http://$host:8002 http://$host:8005}"
key=${SMOKE_API_KEY:-}
if [ -z "$key" ] && [ -n "${SMOKE_API_KEY_FILE:-}" ]; then key=$(cat "$SMOKE_API_KEY_FILE"); fi

passed=0 failed=0 skipped=0
body=$(mktemp)
trap 'rm -f "$body"' EXIT

# check NAME STATUS PATTERN curl-arguments…: the answer has the status, and its body matches.
check() {
  local name=$1 wanted=$2 pattern=$3 status
  shift 3
  if $dry_run; then
    printf '+ curl %s  # %s: %s\n' "${*: -1}" "$name" "$wanted"
    return
  fi
  # The key goes by a file descriptor: a list of processes shows arguments.
  status=$(curl --silent --show-error --max-time 20 --output "$body" --write-out '%{http_code}' \
    --config <(printf 'header = "X-API-Key: %s"\n' "$key") "$@" 2>&1) || true
  if [ "$status" = "$wanted" ] && grep -Eq "$pattern" "$body"; then
    passed=$((passed + 1))
    printf 'ok      %s\n' "$name"
  else
    failed=$((failed + 1))
    printf 'FAILED  %s: %s instead of %s, %s\n' "$name" "$status" "$wanted" "$(head -c 200 "$body" | tr '\n' ' ')"
  fi
}
skip() {
  skipped=$((skipped + 1))
  printf 'skipped %s\n' "$1"
}
with_key() {
  if [ -n "$key" ] || $dry_run; then check "$@"; else skip "$1 (no SMOKE_API_KEY)"; fi
}

check 'the API is alive' 200 '"ok"' "$address/health/live"
check 'Temporal and model are there' 200 '"status":"ok"' "$address/health/ready"
check 'the console opens' 200 '<html' "$address/"
check 'the API describes itself' 200 '"openapi"' "$address/api/openapi.json"
check 'nobody without a key reads tickets' 401 'Unauthorized' -H 'X-API-Key: wrong' "$address/api/tickets"
with_key 'the model is in service' 200 '"is_loaded":true' "$address/api/model/info"
with_key 'a text is classified' 200 '"predicted_symtomps"' -H 'Content-Type: application/json' \
  --data '{"tech_raw_text":"mohon bantuan tidak bisa login"}' "$address/api/predict"
with_key 'tickets are listed' 200 '"items"' "$address/api/tickets?limit=1"
with_key 'the ledger answers' 200 '"pending"' "$address/api/ledger"
for path in /mlflow/ /temporal/ /grafana/ /metrics; do
  check "$path is closed to strangers" 401 'Unauthorized' "$address$path"
done
for port in "${legacy[@]}"; do check "$port answers" 200 '"status"' "$port/health"; done

$dry_run || printf 'smoke: %d passed, %d failed, %d skipped\n' "$passed" "$failed" "$skipped"
[ "$failed" -eq 0 ]
