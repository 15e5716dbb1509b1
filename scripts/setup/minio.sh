#!/usr/bin/env bash
# Prepares a MinIO server for the tests in the tool cache, built from its Go module. Where Go is missing, or building
# fails, nothing is prepared: without a minio on PATH (or MINIO_PATH) its tests are skipped by name.
# shellcheck source=scripts/setup/lib.sh
. "$(dirname "${BASH_SOURCE[0]}")/lib.sh"

# MinIO's release tags are none that Go understands.
VERSION=v0.0.0-20260212201848-7aac2a2c5b7c
goal="$ONCEK_TOOLS/minio-${VERSION##*-}"
[ ! -x "$goal/minio" ] || exit 0
[ -z "${MINIO_PATH:-}" ] && have go || exit 0

staged=$(staging_dir minio)
trap 'rm -rf "$staged"' EXIT
# From outside any module, and for this machine whatever the shell cross-compiles for.
if ! (cd "$staged" && long_step 'Building MinIO for the tests with Go (2 to 3 minutes, once)' \
  env -u GOOS -u GOARCH GOBIN="$staged" go install "github.com/minio/minio@$VERSION"); then
  say 'the tests that need MinIO will be skipped'
  exit 0
fi
publish "$staged" "$goal" minio
