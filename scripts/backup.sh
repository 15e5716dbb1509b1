#!/usr/bin/env bash
# Copies everything that cannot be made again into a new folder, while all is running.
#   scripts/backup.sh [--compose] [--to FOLDER] [--keep N] [--dry-run]
# Without --compose the installation of this machine (make run, or processes by hand): DATA_DIR with mirror, Temporal's
# database, registry, media and stories; the database of DATABASE_URL and the buckets of AWS_S3_ENDPOINT, where set.
# With --compose that of docker-compose.yml: all PostgreSQL databases (Temporal, mirror, MLflow) and all buckets.
# FOLDER: default ./backups; a backup is FOLDER/<UTC time>, complete once it has SHA256SUMS. --keep: older ones beyond
# the newest N are deleted. Secrets and .env are not in it: keep those apart.
# shellcheck source=scripts/deployment/lib.sh
. "$(dirname "${BASH_SOURCE[0]}")/deployment/lib.sh"

compose=false to=./backups keep=''
while [ $# -gt 0 ]; do
  case $1 in
    --compose) compose=true ;;
    --to) to=${2:?--to FOLDER} && shift ;;
    --keep) keep=${2:?--keep N} && shift ;;
    --dry-run) DRY_RUN=true ;;
    *) fail "unknown option: $1 (usage: backup.sh [--compose] [--to FOLDER] [--keep N] [--dry-run])" ;;
  esac
  shift
done
[[ $keep =~ ^([1-9][0-9]*)?$ ]] || fail "--keep: not a count: $keep"

umask 077
goal=$to/$(date -u +%Y%m%dT%H%M%SZ)
run mkdir -p "$goal"

back_up_data_dir() {
  local data=$1 file
  [ -d "$data" ] || fail "there is no $data: set DATA_DIR"
  run mkdir -p "$goal/data"
  while IFS= read -r file; do
    run node scripts/deployment/copy-sqlite.mjs "$data/$file" "$goal/data/$file"
  done < <(sqlite_files "$data")
  # Objects and models are written once and moved into place, so plain copies are whole.
  run_into "$goal/data/files.tar" tar -C "$data" --exclude='*.db' --exclude='*.db-wal' --exclude='*.db-shm' \
    --exclude=.staging --warning=no-file-changed -cf - .
}

if $compose; then
  for database in temporal temporal_visibility oncek mlflow; do
    run_into "$goal/$database.dump" docker compose exec -T postgres pg_dump -U postgres --format=custom "$database"
  done
  run mkdir -p "$goal/objects"
  run docker compose run --rm --no-deps -T --user "$(id -u):$(id -g)" -v "$(absolute "$goal")/objects:/backup" \
    worker dist/scripts/copy-objects.js out /backup
else
  data=$(setting DATA_DIR)
  back_up_data_dir "${data:-.data}"
  url=$(setting DATABASE_URL)
  if [ -n "$url" ]; then
    with_postgres "$url" pg_dump --format=custom --no-owner --file "$goal/oncek.dump" @
  fi
  if [ -n "$(setting AWS_S3_ENDPOINT)" ]; then
    run mkdir -p "$goal/objects"
    run node dist/scripts/copy-objects.js out "$goal/objects"
  fi
fi

run_into "$goal/SHA256SUMS" sha256_of_all "$goal"
if [ -n "$keep" ]; then
  # Only folders that backups made, and only complete ones count.
  mapfile -t complete < <(find "$to" -mindepth 2 -maxdepth 2 -name SHA256SUMS -printf '%h\n' 2>/dev/null | sort -r)
  for old in "${complete[@]:$keep}"; do run rm -rf "$old"; done
fi
echo "backup: $goal"
