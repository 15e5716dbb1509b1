#!/usr/bin/env bash
# Puts a backup back. Stop the product before; what is there now is moved aside, not deleted.
#   scripts/restore.sh [--compose] --from FOLDER [--dry-run]
# Environment as for backup.sh. The spreadsheet is not part of it: rows written since the backup stay where they are, and
# the mirror takes them up again from the sheet within a minute (docs/runbook.md, "Restore").
# shellcheck source=scripts/deployment/lib.sh
. "$(dirname "${BASH_SOURCE[0]}")/deployment/lib.sh"

compose=false from=''
while [ $# -gt 0 ]; do
  case $1 in
    --compose) compose=true ;;
    --from) from=${2:?--from FOLDER} && shift ;;
    --dry-run) DRY_RUN=true ;;
    *) fail "unknown option: $1 (usage: restore.sh [--compose] --from FOLDER [--dry-run])" ;;
  esac
  shift
done
[ -n "$from" ] || fail '--from FOLDER is missing: a folder that backup.sh made'
[ -f "$from/SHA256SUMS" ] || fail "$from is no complete backup: it has no SHA256SUMS"
from=$(cd "$from" && pwd)
(cd "$from" && sha256sum --check --quiet SHA256SUMS) || fail "$from has changed since it was made: nothing was restored"
aside=$(date -u +%Y%m%dT%H%M%SZ)

if $compose; then
  [ -f "$from/temporal.dump" ] || fail "$from was made without --compose"
  # Everything that writes goes first; the data's own services stay.
  run docker compose stop gateway api group-bot admin-bot worker training-worker temporal temporal-ui mlflow
  for database in temporal temporal_visibility oncek mlflow; do
    owner=${database%_visibility}
    run docker compose exec -T postgres psql -U postgres -q -v ON_ERROR_STOP=1 -c "ALTER DATABASE $database RENAME TO ${database}_$aside"
    run docker compose exec -T postgres createdb -U postgres --owner "$owner" "$database"
    if $DRY_RUN; then echo "+ docker compose exec -T postgres pg_restore -U postgres --exit-on-error -d $database <$from/$database.dump"; else
      docker compose exec -T postgres pg_restore -U postgres --exit-on-error -d "$database" <"$from/$database.dump"
    fi
  done
  run docker compose run --rm --no-deps -T -v "$from/objects:/backup:ro" worker dist/scripts/copy-objects.js in /backup
  run docker compose up --detach --no-build --wait
else
  data=$(setting DATA_DIR)
  data=${data:-.data}
  [ -f "$from/data/files.tar" ] || fail "$from was made with --compose"
  if [ -e "$data" ]; then run mv "$data" "$data.before-$aside"; fi
  run mkdir -p -m 0700 "$data"
  run tar -C "$data" -xf "$from/data/files.tar"
  while IFS= read -r file; do run cp "$from/data/$file" "$data/$file"; done < <(sqlite_files "$from/data")
  url=$(setting DATABASE_URL)
  if [ -f "$from/oncek.dump" ]; then
    [ -n "$url" ] || fail 'the backup holds a PostgreSQL database: set DATABASE_URL'
    with_postgres "$url" pg_restore --clean --if-exists --no-owner --exit-on-error -d @ "$from/oncek.dump"
  fi
  if [ -d "$from/objects" ]; then
    [ -n "$(setting AWS_S3_ENDPOINT)" ] || fail 'the backup holds buckets: set AWS_S3_ENDPOINT and its keys'
    run node dist/scripts/copy-objects.js in "$from/objects"
  fi
fi
echo "restore: $from is back"
