#!/usr/bin/env bash
# Makes the files that docker-compose.yml takes secrets from: random ones for what only the parts among themselves need,
# empty ones for what people have to put in. Never changes a file that holds something, never prints a secret.
#   scripts/secrets.sh [--dry-run] [FOLDER]      default: SECRETS_DIR, else ./secrets
set -euo pipefail
dry_run=false
if [ "${1:-}" = --dry-run ]; then
  dry_run=true
  shift
fi
folder=${1:-${SECRETS_DIR:-./secrets}}
umask 077
$dry_run || mkdir -p "$folder"

# Of letters and digits alone: they go into addresses of databases unquoted.
random() { head -c 512 /dev/urandom | LC_ALL=C tr -dc 'A-Za-z0-9' | head -c 40; }

put() {
  local name=$1 value=$2 why=$3
  if [ -s "$folder/$name" ]; then
    echo "kept    $name"
  elif $dry_run; then
    echo "would make $name ($why)"
  else
    printf %s "$value" >"$folder/$name"
    # Containers read them as users of their own.
    chmod 0444 "$folder/$name"
    echo "made    $name ($why)"
  fi
}

for name in postgres_password temporal_db_password mlflow_db_password oncek_db_password minio_root_password \
  aws_secret_access_key media_link_secret session_secret; do
  put "$name" "$(random)" random
done
put grafana_password "${GRAFANA_PASSWORD:-$(random)}" random
if $dry_run; then
  put database_url '' 'postgres://oncek:…@postgres:5432/oncek'
else
  put database_url "postgres://oncek:$(cat "$folder/oncek_db_password")@postgres:5432/oncek" 'for the mirror'
fi
missing=()
for name in api_keys telegram_bot_token_collecting telegram_bot_token_reporting google_service_account_json \
  gemini_api_key mlflow_tracking_password temporal_payload_key; do
  put "$name" '' 'empty: fill it in'
  [ -s "$folder/$name" ] || missing+=("$name")
done
[ ${#missing[@]} -eq 0 ] || echo "empty still: ${missing[*]} (npm run key makes entries of api_keys; the last three may stay empty, see docs/runbook.md)"
