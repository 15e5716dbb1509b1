#!/usr/bin/env bash
# Prints the path of a MinIO server (progress goes to stderr), which only tests need: MINIO_PATH, else the cached one,
# which is built from its Go module, or a `minio` on PATH where there is no Go.
# shellcheck source=scripts/setup/lib.sh
. "$(dirname "${BASH_SOURCE[0]}")/lib.sh"

# RELEASE.2026-02-12 as a module version: MinIO has no tags that Go understands.
VERSION=v0.0.0-20260212201848-7aac2a2c5b7c
cached_dir="$ONCEK_TOOLS/minio-${VERSION##*-}"

build_minio() {
  have go || return 1
  # From outside any module, and for this machine whatever the shell cross-compiles for.
  (cd "$1" && long_step "Building MinIO with Go (2 to 3 minutes, once)" \
    env -u GOOS -u GOARCH GOBIN="$1" go install "github.com/minio/minio@$VERSION")
}

if [ -n "${MINIO_PATH:-}" ]; then
  [ -x "$MINIO_PATH" ] || fail "MINIO_PATH is not a program that can be run: $MINIO_PATH"
  echo "$MINIO_PATH"
  exit 0
fi
if [ ! -x "$cached_dir/minio" ]; then
  staged=$(staging_dir minio)
  trap 'rm -rf "$staged"' EXIT
  if ! build_minio "$staged"; then
    if have minio; then
      command -v minio
      exit 0
    fi
    fail "no MinIO server for the tests: install Go >= 1.25 (https://go.dev/dl), or minio on PATH"
  fi
  "$staged/minio" --version >/dev/null || fail "the MinIO server that was built does not start on this machine"
  publish "$staged" "$cached_dir" minio
fi
echo "$cached_dir/minio"
