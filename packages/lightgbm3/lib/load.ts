import { join } from 'node:path';

import type { NativeBinding } from './binding';
import { LightGBMError } from './errors';

let loaded: NativeBinding | undefined;

/**
 * The addon, loaded at its first use, so that importing the package never fails.
 * @throws LightGBMError naming each place tried, when there is no addon for this platform
 */
export function binding(): NativeBinding {
  loaded ??= loadFirst(candidates(), platform());
  return loaded;
}

/** Loads the first candidate that can be loaded. @throws LightGBMError naming each with its reason */
export function loadFirst(places: readonly string[], platformName: string): NativeBinding {
  const tried: string[] = [];
  for (const place of places) {
    try {
      // eslint-disable-next-line @typescript-eslint/no-require-imports -- a .node file can only be required
      return require(place) as NativeBinding;
    } catch (error) {
      const reason = (error as { message?: unknown }).message;
      tried.push(`  ${place}: ${typeof reason === 'string' ? reason.split('\n', 1)[0] : String(error)}`);
    }
  }
  throw new LightGBMError(
    `No lightgbm3 addon could be loaded for ${platformName}. Tried:\n${tried.join('\n')}\n` +
      `Install the package with the prebuilt addon (npm install lightgbm3-${platformName}, where there is one), ` +
      'or build it (`npm run build` in this package; needs Rust, a C++ compiler and Python 3).',
  );
}

/**
 * First what the environment names, then the package with a prebuilt addon, then the one built here. Both `lib/` and
 * `dist/` lie beside the latter.
 */
function candidates(): string[] {
  const named = process.env.NAPI_RS_NATIVE_LIBRARY_PATH;
  const known = [`lightgbm3-${platform()}`, join(__dirname, '..', `lightgbm3.${platform()}.node`)];
  return named ? [named, ...known] : known;
}

/** The platform as napi-rs spells it; `gnu` and `musl` are told apart on Linux only. */
function platform(): string {
  const base = `${process.platform}-${process.arch}`;
  if (process.platform === 'win32') return `${base}-msvc`;
  return process.platform === 'linux' ? `${base}-${isGlibc() ? 'gnu' : 'musl'}` : base;
}

function isGlibc(): boolean {
  const report = process.report.getReport() as { header?: { glibcVersionRuntime?: string } };
  return report.header?.glibcVersionRuntime !== undefined;
}
