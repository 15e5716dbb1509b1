# shellcheck shell=bash
# Sourced by what builds packages/lightgbm3: compilers, CMake and libclang, the last two from PyPI where the machine has
# none.
: "${tools:?the tool cache}"

cmake_needed=3.28
libclang_wheel='libclang==18.1.1'
cmake_wheel='cmake>=3.28,<5'

say() { printf 'lightgbm3: %s\n' "$*" >&2; }
fail() {
  say "$*"
  exit 1
}
need() { command -v "$1" >/dev/null 2>&1 || fail "$1 is missing: $2"; }

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

# Sets PATH, CMAKE, LIBCLANG_PATH and BINDGEN_EXTRA_CLANG_ARGS as a build of LightGBM needs them.
use_compilers() {
  [ -d "$HOME/.cargo/bin" ] && PATH="$PATH:$HOME/.cargo/bin"
  need cargo 'install Rust 1.88 or later (https://rustup.rs)'
  need cc 'install a C compiler (Debian: apt-get install build-essential)'
  need c++ 'install a C++ compiler (Debian: apt-get install build-essential)'
  need make 'install make (Debian: apt-get install build-essential)'
  use_cmake
  use_libclang
}
