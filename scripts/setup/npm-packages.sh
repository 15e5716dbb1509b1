#!/usr/bin/env bash
# `npm ci`, where the lock file, the package files, or the Node that native packages were compiled for has changed.
# shellcheck source=scripts/setup/lib.sh
. "$(dirname "${BASH_SOURCE[0]}")/lib.sh"

stamp=node_modules/.oncek-lock
key=$(node scripts/setup/packages-key.mjs)
[ "$(cat "$stamp" 2>/dev/null || true)" != "$key" ] || exit 0

# node-gyp downloads Node's headers unless it is told where they are; many systems have them beside node itself.
node_prefix=$(node -p 'require("node:path").resolve(process.execPath, "../..")')
if [ -z "${npm_config_nodedir:-}" ] && [ -f "$node_prefix/include/node/node_version.h" ]; then
  export npm_config_nodedir=$node_prefix
fi

# A lock file names only the platform packages (optional dependencies, such as @swc/core-darwin-arm64) that the registry
# of its writer offered, and `npm ci` refuses it where more are wanted (npm/cli issue 9846). `npm install --no-save`
# takes the same locked versions and only adds those. A lock file that is really out of date is still refused.
lacks_only_platform_packages() {
  local complaints name
  complaints=$(npm ci --dry-run --include=dev --no-audit --no-fund 2>&1) && return 1
  grep -q 'Missing: ' <<<"$complaints" || return 1
  ! grep -q 'Invalid: ' <<<"$complaints" || return 1
  while IFS= read -r name; do
    grep -qF "\"$name\":" package-lock.json || return 1
  done < <(sed -n 's/.*Missing: \(.*\)@[^@]* from lock file.*/\1/p' <<<"$complaints")
}

rm -f "$stamp"
install=(npm ci)
if lacks_only_platform_packages; then install=(npm install --no-save); fi
long_step "Installing the npm packages (${install[*]})" "${install[@]}" --include=dev --no-audit --no-fund ||
  fail "${install[*]} failed. Where the lines above name better-sqlite3 or node-gyp: it found no prebuilt binary and could not compile one; it needs a C++ compiler, make, Python 3 and Node's headers (a download, or npm_config_nodedir=<prefix of Node with include/node>)"
node -e 'new (require("better-sqlite3"))(":memory:").close()' ||
  fail 'better-sqlite3 was installed but does not load: its install script did not run or did not compile (see package.json "allowScripts"; "npm rebuild better-sqlite3" shows why)'
printf '%s\n' "$key" >"$stamp"
