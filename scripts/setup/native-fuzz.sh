#!/usr/bin/env bash
# native-fuzz.sh TARGET SECONDS: builds packages/lightgbm3/fuzz with LightGBM in it, once, and lets libFuzzer look at one
# of its targets. AddressSanitizer watches Rust and C++ alike. What it finds is kept in packages/lightgbm3/fuzz/artifacts.
set -euo pipefail

root=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)
package="$root/packages/lightgbm3"
fuzz="$package/fuzz"
tools=${ONCEK_TOOLS:-$HOME/.cache/oncek}
cargo_fuzz_version=0.13.2
cargo_fuzz="$tools/cargo-fuzz-$cargo_fuzz_version"
# shellcheck source=scripts/setup/native-tools.sh
. "$root/scripts/setup/native-tools.sh"

target=$1
seconds=$2

# Sanitizers are options of rustc that only its nightly builds take.
use_nightly() {
  if rustup run nightly rustc --version >/dev/null 2>&1; then return; fi
  need rustup 'install Rust by rustup (https://rustup.rs): the fuzzer needs a nightly compiler beside the stable one'
  say 'fetching the nightly Rust compiler'
  rustup toolchain install nightly --profile minimal >&2 || fail 'no nightly Rust compiler could be fetched by rustup'
}

use_cargo_fuzz() {
  [ -x "$cargo_fuzz/bin/cargo-fuzz" ] && return
  say "building cargo-fuzz $cargo_fuzz_version (about a minute, once)"
  cargo install cargo-fuzz --version "$cargo_fuzz_version" --locked --quiet --root "$cargo_fuzz" >&2 ||
    fail 'cargo-fuzz could not be built; see the lines above'
}

mkdir -p "$tools"
tools=$(cd "$tools" && pwd)
use_compilers
use_nightly
use_cargo_fuzz
export PATH="$cargo_fuzz/bin:$PATH" RUSTUP_TOOLCHAIN=nightly CARGO_TARGET_DIR="$tools/native/fuzz-target"
# GCC's instrumentation talks to the run-time library that rustc links: both know version 8 of its interface.
export CXXFLAGS="${CXXFLAGS:+$CXXFLAGS }-fsanitize=address -fno-omit-frame-pointer -g1 -include $package/src/omp_exceptions.h"
cd "$package"
say "building the target $target (LightGBM included: about 10 minutes the first time)"
cargo fuzz build "$target" >"$tools/native/fuzz-build.log" 2>&1 || {
  tail -n 40 "$tools/native/fuzz-build.log" >&2
  fail "the build failed; its whole output is in $tools/native/fuzz-build.log"
}
mkdir -p "$fuzz/corpus/$target"
[ "$target" != model_text ] || cp "$fuzz"/seeds/*.txt "$fuzz/corpus/$target/"
cargo fuzz run "$target" "$fuzz/corpus/$target" -- -max_total_time="$seconds" -timeout=60 -rss_limit_mb=4096 \
  -dict="$fuzz/model.dict" -print_final_stats=1
