#!/usr/bin/env bash
# Builds packages/lightgbm3: the addon, once per state of its sources, and the TypeScript around it.
# A finished addon is kept in the tool cache, so a fresh clone beside a warm cache only copies it.
set -euo pipefail

root=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)
package="$root/packages/lightgbm3"
tools=${ONCEK_TOOLS:-$HOME/.cache/oncek}
# shellcheck source=scripts/setup/native-tools.sh
. "$root/scripts/setup/native-tools.sh"

platform() {
  local os arch
  os=$(uname -s)
  arch=$(uname -m)
  [ "$os" = Linux ] || fail "no addon can be built on $os yet: use Linux"
  case "$arch" in
    x86_64) arch=x64 ;;
    aarch64) arch=arm64 ;;
    *) fail "no addon can be built for $arch: use x86_64 or aarch64" ;;
  esac
  printf 'linux-%s-gnu' "$arch"
}

sha256() { if command -v sha256sum >/dev/null 2>&1; then sha256sum; else shasum -a 256; fi | cut -d ' ' -f 1; }

# Hashes names and contents of what the addon is made of.
source_key() {
  (
    cd "$package"
    printf '%s\n' "$target"
    find Cargo.toml Cargo.lock build.rs src -type f | LC_ALL=C sort | while IFS= read -r file; do
      printf '%s\n' "$file"
      sha256 <"$file"
    done
  ) | sha256
}

build_addon() {
  local started log
  use_compilers
  export CARGO_TARGET_DIR="$tools/native/target"
  # Keeps the builder's folders out of LightGBM's messages and of Rust's.
  export CXXFLAGS="${CXXFLAGS:-} -ffile-prefix-map=$CARGO_TARGET_DIR= -include $package/src/omp_exceptions.h"
  export RUSTFLAGS="${RUSTFLAGS:-} --remap-path-prefix=${CARGO_HOME:-$HOME/.cargo}=cargo"
  mkdir -p "$CARGO_TARGET_DIR"
  log="$tools/native/build.log"
  say 'building the addon (LightGBM included: about 5 minutes the first time)'
  started=$SECONDS
  cargo build --release --locked --manifest-path "$package/Cargo.toml" >"$log" 2>&1 &
  local cargo_pid=$! shown=0
  trap 'kill "$cargo_pid" 2>/dev/null || true' EXIT
  while kill -0 "$cargo_pid" 2>/dev/null; do
    sleep 1
    if [ $((SECONDS - started - shown)) -ge 30 ]; then
      shown=$((SECONDS - started))
      say "still building, ${shown} s: $(tail -n 1 "$log" | sed 's/^ *//')"
    fi
  done
  wait "$cargo_pid" || {
    tail -n 40 "$log" >&2
    fail "the build failed; its whole output is in $log"
  }
  trap - EXIT
  mkdir -p "$(dirname "$cached")"
  # Copied beside, then renamed: another set-up running now never sees half a file.
  cp "$CARGO_TARGET_DIR/release/liblightgbm3_node.so" "$cached.$$"
  mv "$cached.$$" "$cached"
  say "built the addon in $((SECONDS - started)) s"
}

install_addon() {
  local installed="$package/lightgbm3.$target.node"
  if cmp -s "$cached" "$installed"; then return; fi
  # A new file, not new contents: a running process keeps the one it has mapped.
  cp "$cached" "$installed.$$"
  mv "$installed.$$" "$installed"
}

build_wrapper() {
  local key stamp="$package/dist/.sources" tsc="$root/node_modules/typescript/bin/tsc"
  key=$(
    cd "$package"
    find lib tsconfig.json -type f | LC_ALL=C sort | while IFS= read -r file; do
      printf '%s\n' "$file"
      sha256 <"$file"
    done | sha256
  )
  if [ -e "$stamp" ] && [ "$(cat "$stamp")" = "$key" ]; then return; fi
  need node 'install Node.js >= 20.3 (https://nodejs.org)'
  [ -e "$tsc" ] || fail 'TypeScript is missing: run npm ci first'
  rm -rf "$package/dist"
  node "$tsc" -p "$package/tsconfig.json"
  printf '%s' "$key" >"$stamp"
}

target=$(platform)
cached="$tools/native/addons/$(source_key)/lightgbm3.$target.node"
[ -e "$cached" ] || build_addon
install_addon
build_wrapper
say 'ready'
