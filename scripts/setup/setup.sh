#!/usr/bin/env bash
# All set-up, each step skipped where it is done. Usage: setup.sh run|test (test: the test server as well).
# shellcheck source=scripts/setup/lib.sh
. "$(dirname "${BASH_SOURCE[0]}")/lib.sh"

# Clones share the tool cache: a second set-up waits for the first instead of building the same beside it.
if [ -z "${ONCEK_SETUP_LOCKED:-}" ] && have flock; then
  lock=$ONCEK_TOOLS/.setup.lock
  flock -n "$lock" true || say 'Another set-up is at work with this tool cache: waiting for it'
  ONCEK_SETUP_LOCKED=1 exec flock -o "$lock" bash "${BASH_SOURCE[0]}" "$@"
fi

bash scripts/setup/check-tools.sh
bash scripts/setup/npm-packages.sh
bash scripts/setup/native.sh
bash scripts/setup/temporal-cli.sh >/dev/null
if [ "${1:-run}" = test ]; then
  bash scripts/setup/temporal-test-server.sh
  bash scripts/setup/minio.sh
  bash scripts/setup/mlflow.sh
  bash scripts/setup/schemathesis.sh
fi
