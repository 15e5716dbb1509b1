#!/usr/bin/env bash
# Puts a version of the product into service on this machine by Docker compose.
#   scripts/deploy.sh               pulls the images of IMAGE_REGISTRY with IMAGE_TAG (.env; default latest) and starts them
#   scripts/deploy.sh --tag T       the same with the tag T
#   scripts/deploy.sh --local       builds the images from this clone instead
#   scripts/deploy.sh --rollback    the tag that was in service before this one
#   … --dry-run                     prints what would be run
# What does not pass scripts/smoke.sh is taken back: the tag before it is started again, and the exit code is 1.
# The tags that passed stand in .deployed (DEPLOYED_FILE), the newest last.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

usage() {
  sed -n '3,7s/^# //p' "${BASH_SOURCE[0]}" >&2
  exit 2
}
fail() {
  echo "deploy: $*" >&2
  exit 1
}

mode=pull tag='' dry_run=false
while [ $# -gt 0 ]; do
  case $1 in
    --local) mode=local ;;
    --rollback) mode=rollback ;;
    --tag)
      [ -n "${2:-}" ] || usage
      mode=tag tag=$2
      shift
      ;;
    --dry-run) dry_run=true ;;
    *) usage ;;
  esac
  shift
done

deployed=${DEPLOYED_FILE:-.deployed}
run() {
  if $dry_run; then printf '+ %s\n' "$*"; else "$@"; fi
}
setting() { sed -n "s/^$1=//p" .env 2>/dev/null | tail -n 1; }
# The newest tag that passed, other than the given one.
tag_before() { { grep -vxF -- "$1" "$deployed" 2>/dev/null || true; } | tail -n 1; }
tag_in_service() { tail -n 1 "$deployed" 2>/dev/null || true; }

[ -f .env ] || fail 'there is no .env: copy .env.template and fill it in'
secrets=${SECRETS_DIR:-$(setting SECRETS_DIR)}
[ -d "${secrets:-./secrets}" ] || fail "there are no secrets in ${secrets:-./secrets}: scripts/secrets.sh makes them"
$dry_run || command -v docker >/dev/null || fail 'docker is missing: https://docs.docker.com/engine/install/'

case $mode in
  local) tag=local ;;
  rollback)
    tag=$(tag_before "$(tag_in_service)")
    [ -n "$tag" ] || fail "no version before this one stands in $deployed: deploy one with --tag"
    ;;
  pull)
    tag=${IMAGE_TAG:-$(setting IMAGE_TAG)}
    tag=${tag:-latest}
    ;;
esac
[[ $tag =~ ^[A-Za-z0-9_][A-Za-z0-9_.-]{0,127}$ ]] || fail "not a tag of an image: $tag"

remember() {
  { grep -vxF -- "$1" "$deployed" 2>/dev/null || true; } >"$deployed.new"
  echo "$1" >>"$deployed.new"
  mv "$deployed.new" "$deployed"
}

# Images that were built here are named by the first file alone.
compose() {
  if [ "$1" = local ]; then
    run docker compose -f docker-compose.yml "${@:2}"
  else
    run env IMAGE_TAG="$1" docker compose "${@:2}"
  fi
}

# Brings a tag up and waits until every part is healthy. The set-up jobs run first, by the conditions of the services.
start() {
  # Called as a condition, where a failed line does not end the script by itself.
  if [ "$1" = local ]; then compose local build || return; else compose "$1" pull --quiet || return; fi
  compose "$1" up --detach --no-build --remove-orphans --wait --wait-timeout "${DEPLOY_TIMEOUT_SECONDS:-300}"
}

smoke() { run bash scripts/smoke.sh "${SMOKE_URL:-http://127.0.0.1:${GATEWAY_PORT:-80}}"; }

before=$(tag_before "$tag")
echo "deploy: $tag${before:+ (before: $before)}"
if start "$tag" && smoke; then
  $dry_run || remember "$tag"
  echo "deploy: $tag is in service"
  exit 0
fi
[ -n "$before" ] || fail "$tag does not work, and there is no version before it to go back to"
echo "deploy: $tag does not work, going back to $before" >&2
if start "$before" && smoke; then fail "$tag was taken back; $before is in service"; fi
fail "$before does not work either: look at docker compose ps and logs"
