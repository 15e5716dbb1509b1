#!/usr/bin/env bash
# Prepares an MLflow server for the tests in the tool cache, by pip into an environment of its own. Where Python is
# missing or older than 3.10, or pip fails, nothing is prepared: without MLFLOW_PATH its tests are skipped by name.
# shellcheck source=scripts/setup/lib.sh
. "$(dirname "${BASH_SOURCE[0]}")/lib.sh"

VERSION=3.17.2
BOTO3=1.44.8
goal="$ONCEK_TOOLS/mlflow-$VERSION"
[ ! -x "$goal/mlflow" ] || exit 0
[ -z "${MLFLOW_PATH:-}" ] && have python3 || exit 0
python3 -c 'import sys; sys.exit(sys.version_info < (3, 10))' || exit 0

staged=$(staging_dir mlflow)
trap 'rm -rf "$staged"' EXIT
install() {
  python3 -m venv "$1/python" &&
    "$1/python/bin/python" -m pip install --quiet --disable-pip-version-check "mlflow==$VERSION" "boto3==$BOTO3"
}
if ! long_step "Installing MLflow $VERSION for the tests with pip (850 MB, about a minute, once)" install "$staged"; then
  say 'the tests that need MLflow will be skipped'
  exit 0
fi
# By module: the programs that pip writes hold the path of the folder that is about to be renamed.
cat >"$staged/mlflow" <<'SCRIPT'
#!/bin/sh
exec "$(dirname "$0")/python/bin/python" -m mlflow "$@"
SCRIPT
chmod 755 "$staged/mlflow"
publish "$staged" "$goal" mlflow
