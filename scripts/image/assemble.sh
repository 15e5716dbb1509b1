#!/usr/bin/env bash
# Puts what an image of the product holds into a folder: production packages, built code, the addon, the list of
# packages (SBOM). Used by the Dockerfile; outside Docker it tells how large an image is.
#   assemble.sh FOLDER
set -euo pipefail
goal=${1:?usage: assemble.sh FOLDER}
cd "$(dirname "${BASH_SOURCE[0]}")/../.."
[ -f dist/workers/main.js ] || {
  echo 'oncek: dist/ is not built: run make build first' >&2
  exit 1
}
rm -rf "$goal"
mkdir -p "$goal/packages/lightgbm3" "$goal/dist"

cp package.json package-lock.json LICENSE "$goal/"
# The lock file names every package of the workspace, so npm wants to see each.
for each in packages/*/package.json; do
  mkdir -p "$goal/${each%/*}"
  cp "$each" "$goal/$each"
done
cp packages/lightgbm3/{LICENSE,NOTICE} packages/lightgbm3/*.node "$goal/packages/lightgbm3/"
cp -R packages/lightgbm3/dist "$goal/packages/lightgbm3/dist"
(cd "$goal" && npm ci --omit=dev --no-audit --no-fund --loglevel=error)
(cd "$goal" && npm sbom --package-lock-only --omit=dev --sbom-format=cyclonedx >sbom.cdx.json)

# The processes need neither sandbox nor benchmarks; people's scripts stay (key, train, doctor, …).
for part in dist/*/; do
  case $part in
    dist/sandbox/ | dist/bench/ | dist/test-*) ;;
    *) cp -R "$part" "$goal/$part" ;;
  esac
done
cp dist/workflow-bundle*.js "$goal/dist/"
rm -rf "$goal"/dist/scripts/{run,demo,run.js,run.js.map,demo.js,demo.js.map}

node scripts/image/prune.mjs "$goal/node_modules"
