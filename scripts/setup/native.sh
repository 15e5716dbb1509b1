#!/usr/bin/env bash
# Builds packages/lightgbm3: the addon, once per state of its sources, and the TypeScript around it.
# A finished addon is kept in the tool cache, so a fresh clone beside a warm cache only copies it.
set -euo pipefail

root=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)
package="$root/packages/lightgbm3"
tools=${ONCEK_TOOLS:-$HOME/.cache/oncek}
cmake_needed=3.28
libclang_wheel='libclang==18.1.1'
cmake_wheel='cmake>=3.28,<5'

say() { printf 'lightgbm3: %s\n' "$*" >&2; }
fail() {
  say "$*"
  exit 1
}
need() { command -v "$1" >/dev/null 2>&1 || fail "$1 is missing: $2"; }

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

# Installs a wheel from PyPI into a folder of the tool cache and prints the folder.
wheel() {
  local name=$1 requirement=$2 folder
  folder="$tools/native/$name"
  if [ ! -e "$folder/.complete" ]; then
    need python3 'install Python 3 with pip (Debian: apt-get install python3-pip)'
    python3 -m pip --version >/dev/null 2>&1 ||
      fail 'pip is missing: install it (Debian: apt-get install python3-pip)'
    say "fetching $requirement from PyPI"
    rm -rf "$folder"
    python3 -m pip install --quiet --disable-pip-version-check --root-user-action=ignore --no-deps \
      --target "$folder" "$requirement" >&2 ||
      fail "$requirement could not be installed from PyPI: check the network and pip's settings"
    touch "$folder/.complete"
  fi
  printf '%s' "$folder"
}

is_at_least() { [ "$(printf '%s\n%s\n' "$1" "$2" | sort -V | head -n 1)" = "$1" ]; }

use_cmake() {
  local version folder
  version=$(cmake --version 2>/dev/null | sed -n '1s/^cmake version //p') || version=''
  if [ -n "$version" ] && is_at_least "$cmake_needed" "$version"; then return; fi
  folder=$(wheel cmake "$cmake_wheel")
  export CMAKE="$folder/cmake/data/bin/cmake"
}

has_system_libclang() {
  local folder
  if ldconfig -p 2>/dev/null | grep -q 'libclang\(-[0-9.]*\)\?\.so'; then return 0; fi
  folder=$(llvm-config --libdir 2>/dev/null) || return 1
  compgen -G "$folder/libclang.so*" >/dev/null || compgen -G "$folder/libclang-[0-9]*.so*" >/dev/null
}

use_libclang() {
  local folder
  if [ -n "${LIBCLANG_PATH:-}" ] || has_system_libclang; then return; fi
  folder=$(wheel libclang "$libclang_wheel")
  export LIBCLANG_PATH="$folder/clang/native"
  # The wheel has no headers of its own; those of the C compiler serve.
  BINDGEN_EXTRA_CLANG_ARGS="${BINDGEN_EXTRA_CLANG_ARGS:-} -I$(cc -print-file-name=include)"
  export BINDGEN_EXTRA_CLANG_ARGS
}

build_addon() {
  local started log
  [ -d "$HOME/.cargo/bin" ] && PATH="$PATH:$HOME/.cargo/bin"
  need cargo 'install Rust 1.88 or later (https://rustup.rs)'
  need cc 'install a C compiler (Debian: apt-get install build-essential)'
  need c++ 'install a C++ compiler (Debian: apt-get install build-essential)'
  need make 'install make (Debian: apt-get install build-essential)'
  use_cmake
  use_libclang
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
