#!/usr/bin/env bash
# Rehearses a restore on this machine, in a folder of its own: plays tickets through the product, backs up, destroys
# everything, restores, starts again, and compares. Prints one line a check; docs/runbook.md shows a run.
#   scripts/rehearse-restore.sh [--postgres]    the mirror in PostgreSQL (Debian's programs) instead of SQLite
# Needs a built clone (make build) and a model for its start (dist/test-models, or it trains the demo's).
# shellcheck source=scripts/deployment/lib.sh
. "$(dirname "${BASH_SOURCE[0]}")/deployment/lib.sh"

with_pg=false
[ "${1:-}" != --postgres ] || with_pg=true
TEMPORAL_CLI_PATH=$(bash scripts/setup/temporal-cli.sh)
work=$(mktemp -d)
product='' postgres=''
# shellcheck disable=SC2317 # called by the trap
finish() {
  for pid in $product $postgres; do
    kill -INT "$pid" 2>/dev/null || continue
    wait "$pid" || true
  done
  rm -rf "$work"
}
trap finish EXIT

read -r -a ports < <(node -e '
  const { createServer } = require("node:net");
  const servers = Array.from({ length: 6 }, () => createServer().listen(0, "127.0.0.1"));
  setTimeout(() => { console.log(servers.map((each) => each.address().port).join(" ")); process.exit(); }, 50);')
export DATA_DIR=$work/data TEMPORAL_ADDRESS=127.0.0.1:${ports[0]} TEMPORAL_UI_PORT=${ports[1]} API_PORT=${ports[2]} \
  METRICS_PORT=${ports[3]} SANDBOX_PORT=${ports[4]} TEMPORAL_CLI_PATH EDIT_WINDOW_HOURS=48 OMP_WAIT_POLICY=passive
unset DATABASE_URL AWS_S3_ENDPOINT MLFLOW_TRACKING_URI
mkdir -p "$DATA_DIR"
model=$(find dist/test-models -maxdepth 1 -mindepth 1 -type d 2>/dev/null | head -n 1 || true)
[ -z "$model" ] || cp -R "$model" "$DATA_DIR/models"

if $with_pg; then
  bin=$(find /usr/lib/postgresql -path '*/bin/initdb' -printf '%h\n' | sort -V | tail -n 1)
  as=()
  if [ "$(id -u)" -eq 0 ]; then
    chmod 711 "$work"
    mkdir "$work/pg" && chown postgres "$work/pg"
    as=(setpriv --reuid=postgres --regid=postgres --clear-groups)
  fi
  "${as[@]}" "$bin/initdb" -D "$work/pg/data" -U oncek -A trust -E UTF8 --locale C --no-sync >/dev/null
  "${as[@]}" "$bin/postgres" -D "$work/pg/data" -h 127.0.0.1 -p "${ports[5]}" -c unix_socket_directories= >"$work/pg.log" 2>&1 &
  postgres=$!
  until "$bin/pg_isready" -q -h 127.0.0.1 -p "${ports[5]}"; do sleep 0.2; done
  export DATABASE_URL=postgres://oncek:unused@127.0.0.1:${ports[5]}/oncek
  "$bin/createdb" -h 127.0.0.1 -p "${ports[5]}" -U oncek oncek
  PATH=$bin:$PATH
fi

start() {
  (cd "$work" && exec node --enable-source-maps "$OLDPWD/dist/scripts/run.js") >"$work/product.log" 2>&1 &
  product=$!
  for _ in $(seq 1 900); do
    if grep -q 'Oncek is ready' "$work/product.log"; then return; fi
    kill -0 "$product" 2>/dev/null || fail "the product did not start: $(tail -n 5 "$work/product.log")"
    sleep 0.1
  done
  fail 'the product was not ready within 90 s'
}
stop() {
  kill -INT "$product"
  wait "$product" || true
  product=''
}
ask() { curl -fsS -H 'X-API-Key: demo-admin' "http://127.0.0.1:$API_PORT$1"; }
json() { node -e 'const v = JSON.parse(require("node:fs").readFileSync(0, "utf8")); console.log(eval(process.argv[1]))' "$1"; }
figures() {
  echo "tickets $(ask '/api/tickets?limit=100' | json 'v.items.map((each) => each.id + " " + each.phase).sort().join(", ")')"
  echo "predictions $(ask /api/data/stats/realtime | json 'JSON.stringify([v.total_predictions, v.auto_count, v.review_count])')"
  echo "model $(ask /api/model/info | json 'v.version + " " + v.num_classes')"
  echo "ledger $(ask /api/ledger | json 'v.written + " written, " + v.pending + " pending"')"
  echo "files $(cd "$DATA_DIR" && find objects -type f -path '*media*' -print0 | sort -z | xargs -0 -r sha256sum | sha256sum | cut -c1-16)"
}

start
# shellcheck disable=SC2016 # a program of Node's
node -e '
  const labels = ["KENDALA LOGIN", "USER AUTH LOCKED", "KENDALA SPEEDTEST"];
  console.log("text,label");
  for (let i = 0; i < 12; i++) console.log(`mohon bantuan kendala nomor ${i} tidak bisa ${["login", "auth terkunci", "speedtest"][i % 3]},${labels[i % 3]}`);
' >"$work/tickets.csv"
(cd "$work" && node "$OLDPWD/dist/scripts/demo.js" --file "$work/tickets.csv" --count 12) >"$work/demo.log" 2>&1 ||
  fail "the tickets were not played: $(tail -n 5 "$work/demo.log")"
curl -fsS -H 'Content-Type: application/json' "http://127.0.0.1:$SANDBOX_PORT/telegram/people/messages" \
  --data '{"chatId":-1001000000001,"from":{"id":9101,"first_name":"Andi"},"caption":"foto layar error","media":{"type":"photo","sizeBytes":20000}}' >/dev/null
for _ in $(seq 1 100); do
  if [ -n "$(find "$DATA_DIR/objects" -path '*media*' -type f 2>/dev/null)" ]; then break; fi
  sleep 0.1
done
# The mirror takes the sheet up once a minute; what is compared must stand still.
for _ in $(seq 1 90); do
  if [ "$(ask /api/data/stats/realtime | json v.total_predictions)" -ge 12 ]; then break; fi
  sleep 1
done

SECONDS=0
bash scripts/backup.sh --to "$work/backups" >"$work/backup.log"
echo "backup of the running product: $SECONDS s, $(du -sh "$work/backups" | cut -f1)"
figures >"$work/before"
stop
rm -rf "$DATA_DIR"
if $with_pg; then dropdb -h 127.0.0.1 -p "${ports[5]}" -U oncek oncek && createdb -h 127.0.0.1 -p "${ports[5]}" -U oncek oncek; fi
echo 'everything destroyed'
SECONDS=0
bash scripts/restore.sh --from "$(find "$work/backups" -mindepth 1 -maxdepth 1 -type d)" >/dev/null
start
echo "restored and ready again: $SECONDS s"
figures >"$work/after"
status=0
while IFS= read -r line <&3 && IFS= read -r other <&4; do
  if [ "$line" = "$other" ]; then echo "same    ${line:0:150}"; else
    echo "DIFFERS before: $line"
    echo "        after:  $other"
    status=1
  fi
done 3<"$work/before" 4<"$work/after"
exit "$status"
