#!/usr/bin/env bash
# Sets up, builds and becomes the product: exec, so that Ctrl-C and signals reach Node itself, once.
# shellcheck source=scripts/setup/lib.sh
. "$(dirname "${BASH_SOURCE[0]}")/lib.sh"

bash scripts/setup/setup.sh run
node scripts/setup/build.mjs
TEMPORAL_CLI_PATH=$(bash scripts/setup/temporal-cli.sh)
export TEMPORAL_CLI_PATH
# LightGBM's idle OpenMP threads would spin and take the processor from the event loop.
export OMP_WAIT_POLICY=passive
exec node --enable-source-maps dist/scripts/run.js "$@"
