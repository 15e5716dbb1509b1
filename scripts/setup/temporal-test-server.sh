#!/usr/bin/env bash
# Prepares Temporal's time-skipping test server in the tool cache by Maven. Where Maven or Java is missing, or Maven
# fails, nothing is prepared and the tests use the SDK's own download.
# shellcheck source=scripts/setup/lib.sh
. "$(dirname "${BASH_SOURCE[0]}")/lib.sh"

VERSION=1.38.0
goal="$ONCEK_TOOLS/temporal-test-server-$VERSION"
[ ! -x "$goal/temporal-test-server" ] || exit 0
have mvn && have java || exit 0

staged=$(staging_dir temporal-test-server)
trap 'rm -rf "$staged"' EXIT
if ! long_step "Fetching the Temporal test server $VERSION with Maven" mvn -B -q \
  -f scripts/setup/temporal-test-server.pom.xml \
  org.apache.maven.plugins:maven-dependency-plugin:3.6.1:copy-dependencies \
  -DincludeScope=runtime -DoutputDirectory="$staged/lib"; then
  say "the tests will use the SDK's own download of the test server"
  exit 0
fi
# Many short servers run beside each other in the tests: a quick start matters more than peak speed.
cat >"$staged/temporal-test-server" <<'SCRIPT'
#!/bin/sh
exec java -XX:+UseSerialGC -XX:TieredStopAtLevel=1 -cp "$(dirname "$0")/lib/*" io.temporal.testserver.TestServer "$@"
SCRIPT
chmod 755 "$staged/temporal-test-server"
publish "$staged" "$goal" temporal-test-server
