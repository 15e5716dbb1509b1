#!/usr/bin/env bash
# Prepares Schemathesis for the test of the API's document in the tool cache, by pip into an environment of its own.
# Where Python is missing or older than 3.10, or pip fails, nothing is prepared: without SCHEMATHESIS_PATH its test is
# skipped by name.
# shellcheck source=scripts/setup/lib.sh
. "$(dirname "${BASH_SOURCE[0]}")/lib.sh"

VERSION=4.32.5
goal="$ONCEK_TOOLS/schemathesis-$VERSION"
[ ! -x "$goal/schemathesis" ] || exit 0
[ -z "${SCHEMATHESIS_PATH:-}" ] && have python3 || exit 0
python3 -c 'import sys; sys.exit(sys.version_info < (3, 10))' || exit 0

staged=$(staging_dir schemathesis)
trap 'rm -rf "$staged"' EXIT
install() {
  python3 -m venv "$1/python" &&
    "$1/python/bin/python" -m pip install --quiet --disable-pip-version-check "schemathesis==$VERSION"
}
if ! long_step "Installing Schemathesis $VERSION for the tests with pip (94 MB, half a minute, once)" install "$staged"; then
  say 'the test that needs Schemathesis will be skipped'
  exit 0
fi
# By module: the programs that pip writes hold the path of the folder that is about to be renamed.
cat >"$staged/schemathesis" <<'SCRIPT'
#!/bin/sh
exec "$(dirname "$0")/python/bin/python" -m schemathesis.cli "$@"
SCRIPT
chmod 755 "$staged/schemathesis"
publish "$staged" "$goal" schemathesis
