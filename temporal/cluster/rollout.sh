#!/usr/bin/env bash
# Moves a queue's work to a version of its workers step by step, and back. Uses Temporal's CLI with its own environment
# (TEMPORAL_ADDRESS, TEMPORAL_NAMESPACE, TEMPORAL_API_KEY, TEMPORAL_TLS_…).
#   rollout.sh QUEUE BUILD_ID             ramps 10 %, 50 %, then current; back to 0 % where workflow tasks fail
#   rollout.sh QUEUE --back BUILD_ID      makes a former version current again
#   rollout.sh QUEUE --drained BUILD_ID   exit code 0 once nothing runs on the version any more
#   rollout.sh QUEUE --backlog            how many tasks wait, of workflows and activities
# STEP_SECONDS: how long each step is watched, default 60. HEALTHY: a command that fails while something is wrong, such as
# a question to Prometheus; default none.
set -euo pipefail

usage() {
  sed -n '4,7s/^# //p' "${BASH_SOURCE[0]}" >&2
  exit 2
}
queue=${1:-}
[ -n "$queue" ] || usage
temporal=${TEMPORAL_CLI_PATH:-temporal}
cli() { "$temporal" worker deployment "$@"; }
json() { node -e 'const v = JSON.parse(require("node:fs").readFileSync(0, "utf8")); console.log(eval(process.argv[1]) ?? "")' "$1"; }

case ${2:-} in
  --back)
    [ -n "${3:-}" ] || usage
    cli set-ramping-version --deployment-name "$queue" --build-id "$3" --delete --yes >/dev/null 2>&1 || true
    cli set-current-version --deployment-name "$queue" --build-id "$3" --yes
    ;;
  --drained)
    [ -n "${3:-}" ] || usage
    status=$(cli describe-version --deployment-name "$queue" --build-id "$3" --output json | json 'v.drainageInfo?.drainageStatus ?? v.drainageStatus')
    echo "$queue $3: ${status:-not draining}"
    [ "$status" = drained ]
    ;;
  --backlog)
    # Tasks of workflows that go on with whichever version is current wait in the queue without a version.
    stats=$("$temporal" task-queue describe --task-queue "$queue" --output json)
    for kind in workflow activity; do
      count=$(json "v.stats.filter((each) => each.taskQueueType === '$kind').reduce((sum, each) => sum + Number(each.approximateBacklogCount), 0)" <<<"$stats")
      echo "$queue $kind $count"
    done
    ;;
  '' | --*) usage ;;
  *)
    build=$2
    for percent in 10 50; do
      echo "$queue: $percent % to $build"
      cli set-ramping-version --deployment-name "$queue" --build-id "$build" --percentage "$percent" --yes
      sleep "${STEP_SECONDS:-60}"
      if [ -n "${HEALTHY:-}" ] && ! bash -c "$HEALTHY"; then
        cli set-ramping-version --deployment-name "$queue" --build-id "$build" --delete --yes
        echo "$queue: $build was taken back to 0 %" >&2
        exit 1
      fi
    done
    cli set-current-version --deployment-name "$queue" --build-id "$build" --yes
    echo "$queue: $build is current"
    ;;
esac
