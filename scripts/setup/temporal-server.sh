#!/usr/bin/env bash
# Builds a Temporal server that can stand on PostgreSQL, and its tool for the tables, into the tool cache, and prints the
# folder (progress goes to stderr). Neither `make run` nor `make test` needs it: only what measures and breaks the product
# on such a server does.
# shellcheck source=scripts/setup/lib.sh
. "$(dirname "${BASH_SOURCE[0]}")/lib.sh"

# The server inside the Temporal CLI that everything else here runs on.
VERSION=1.29.1
goal="$ONCEK_TOOLS/temporal-server-$VERSION"
if [ ! -x "$goal/server" ]; then
  have go || fail 'the Temporal server is built with Go >= 1.25 (https://go.dev/dl)'
  staged=$(staging_dir temporal-server)
  trap 'rm -rf "$staged"' EXIT
  # From outside any module, and for this machine whatever the shell cross-compiles for.
  (cd "$staged" && long_step "Building the Temporal server $VERSION with Go (about 4 minutes, once)" \
    env -u GOOS -u GOARCH GOBIN="$staged" go install \
    "go.temporal.io/server/cmd/server@v$VERSION" "go.temporal.io/server/cmd/tools/sql@v$VERSION") ||
    fail 'the Temporal server could not be built: see the lines above'
  publish "$staged" "$goal" server
fi
echo "$goal"
