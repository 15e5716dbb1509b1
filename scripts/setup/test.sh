#!/usr/bin/env bash
# Runs jest (arguments are passed on) and prints, as its last line, the true counts. Expects a finished set-up.
# shellcheck source=scripts/setup/lib.sh
. "$(dirname "${BASH_SOURCE[0]}")/lib.sh"

results=dist/test-results/jest.json
mkdir -p "$(dirname "$results")"
rm -f "$results"
TEMPORAL_CLI_PATH=$(bash scripts/setup/temporal-cli.sh)
export TEMPORAL_CLI_PATH OMP_WAIT_POLICY=passive

# Some tests start the product as people do, from dist/.
node scripts/setup/build.mjs
models=dist/test-models/$(cut -c1-16 dist/.built)
if [ ! -e "$models/production.json" ]; then
  rm -rf dist/test-models
  long_step 'Training the demo model for the tests' node dist/scripts/train.js --demo --registry "$models"
fi

status=0
node node_modules/jest/bin/jest.js -w 2 --json --outputFile="$results" "$@" || status=$?
node scripts/test-report.mjs "$results" || status=$((status == 0 ? 1 : status))
exit "$status"
