#!/usr/bin/env bash
# Prints the path of a Temporal CLI (progress goes to stderr): TEMPORAL_CLI_PATH, else the one on PATH where it is new
# enough, else the cached one, which is built from the Go module or, failing that, downloaded.
# shellcheck source=scripts/setup/lib.sh
. "$(dirname "${BASH_SOURCE[0]}")/lib.sh"

# The last tag without a `replace` in its go.mod: newer ones cannot be installed by `go install`.
VERSION=1.5.1
cached_dir="$ONCEK_TOOLS/temporal-cli-$VERSION"

# A CLI built by `go install` calls itself 0.0.0-DEV: then the server inside it (1.29 belongs to CLI 1.5) decides.
new_enough() {
  local text
  text=$("$1" --version 2>/dev/null) || return 1
  if [[ $text =~ version\ ([0-9]+)\.([0-9]+) ]] && ((BASH_REMATCH[1] > 1 || (BASH_REMATCH[1] == 1 && BASH_REMATCH[2] >= 5))); then
    return 0
  fi
  [[ $text =~ Server\ ([0-9]+)\.([0-9]+) ]] && ((BASH_REMATCH[1] > 1 || (BASH_REMATCH[1] == 1 && BASH_REMATCH[2] >= 29)))
}

build_cli() {
  have go || return 1
  # From outside any module, and for this machine whatever the shell cross-compiles for.
  (cd "$1" && long_step "Building the Temporal CLI $VERSION with Go (about 4 minutes, once)" \
    env -u GOOS -u GOARCH GOBIN="$1" go install "github.com/temporalio/cli/cmd/temporal@v$VERSION")
}

download_cli() {
  local platform arch
  have curl && have tar || return 1
  case $(uname -s) in
    Linux) platform=linux ;;
    Darwin) platform=darwin ;;
    *) return 1 ;;
  esac
  case $(uname -m) in
    x86_64 | amd64) arch=amd64 ;;
    aarch64 | arm64) arch=arm64 ;;
    *) return 1 ;;
  esac
  long_step "Downloading the Temporal CLI $VERSION" curl -fsSL --retry 3 --connect-timeout 15 --max-time 900 \
    -o "$1/cli.tar.gz" "https://temporal.download/cli/archive/v$VERSION?platform=$platform&arch=$arch" &&
    tar -xzf "$1/cli.tar.gz" -C "$1" temporal && rm -f "$1/cli.tar.gz"
}

if [ -n "${TEMPORAL_CLI_PATH:-}" ]; then
  [ -x "$TEMPORAL_CLI_PATH" ] || fail "TEMPORAL_CLI_PATH is not a program that can be run: $TEMPORAL_CLI_PATH"
  echo "$TEMPORAL_CLI_PATH"
  exit 0
fi
if have temporal && new_enough temporal; then
  command -v temporal
  exit 0
fi
if [ ! -x "$cached_dir/temporal" ]; then
  staged=$(staging_dir temporal-cli)
  trap 'rm -rf "$staged"' EXIT
  if ! build_cli "$staged" && ! download_cli "$staged"; then
    fail "no Temporal CLI: install Go >= 1.25 (https://go.dev/dl), or the CLI >= 1.5 on PATH (https://docs.temporal.io/cli)"
  fi
  "$staged/temporal" --version >/dev/null || fail "the Temporal CLI that was built does not start on this machine"
  publish "$staged" "$cached_dir" temporal
fi
echo "$cached_dir/temporal"
