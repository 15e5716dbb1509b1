#!/usr/bin/env bash
# Names every missing tool in one line each, with how to install it; exits 1 where one is missing.
# Go, Maven and Java are not asked for here: their steps have another way and speak up where that fails too.
# shellcheck source=scripts/setup/lib.sh
. "$(dirname "${BASH_SOURCE[0]}")/lib.sh"

missing=0
lacks() {
  printf 'oncek: missing %s. Install it: %s\n' "$1" "$2" >&2
  missing=1
}

if have node; then
  if ! node -e 'const [a, b] = process.versions.node.split(".").map(Number); process.exit(a > 20 || (a === 20 && b >= 3) ? 0 : 1)'; then
    lacks "Node >= 20.3 (found $(node --version))" 'https://nodejs.org or "nvm install 22"'
  fi
else
  lacks 'Node >= 20.3' 'https://nodejs.org or "nvm install 22"'
fi
have npm || lacks 'npm' 'it comes with Node (https://nodejs.org); on Debian "apt-get install npm"'
have cargo || lacks 'Rust (cargo)' 'https://rustup.rs'
have "${CXX:-c++}" || have g++ || have clang++ ||
  lacks 'a C++ compiler' '"apt-get install g++ make" (Debian, Ubuntu) or "xcode-select --install" (macOS)'
have make || lacks 'make' '"apt-get install make" (Debian, Ubuntu) or "xcode-select --install" (macOS)'
have python3 || lacks 'Python 3' '"apt-get install python3 python3-venv" (Debian, Ubuntu) or https://www.python.org'
exit "$missing"
