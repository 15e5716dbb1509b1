import { availableParallelism } from 'node:os';

import { callNative, LightGBMError } from './errors';
import { binding } from './load';

/** LightGBM's parameters by its own snake_case names or any alias of them; lists are joined with commas. */
export type Params = Readonly<Record<string, ParamValue>>;

/** A value of {@link Params}; a list in a list is put in brackets, as `interaction_constraints` wants it. */
export type ParamValue = ParamScalar | readonly (ParamScalar | readonly ParamScalar[])[];

type ParamScalar = string | number | boolean;

const MAX_THREADS = 1024;

/** Verbosity at which LightGBM prints nothing but its fatal errors (to stderr). */
const SILENT = -1;

let mainNames: ReadonlyMap<string, string> | undefined;
let aliasesByMainName: Readonly<Record<string, readonly string[]>> = {};

/**
 * Threads used where nothing says otherwise: one less than the processor has, at least 1, so that a core is left to the
 * event loop.
 */
export function defaultNumThreads(): number {
  return Math.max(1, availableParallelism() - 1);
}

/** Checks a thread count. @throws LightGBMError unless it is a whole number in 1..1024 */
export function checkNumThreads(numThreads: number): number {
  if (!Number.isInteger(numThreads) || numThreads < 1 || numThreads > MAX_THREADS) {
    throw new LightGBMError(`num_threads must be a whole number in 1..${MAX_THREADS}, got ${numThreads}`);
  }
  return numThreads;
}

/**
 * Parameters under their main names. Where several names of one parameter are given, the main name wins, then the
 * first in LightGBM's own order of aliases, as in its Python package.
 * @throws LightGBMError on a name LightGBM does not know and on values it cannot read
 */
export function withMainNames(params: Params): Record<string, ParamValue> {
  const known = knownNames();
  const result: Record<string, ParamValue> = {};
  for (const [name, value] of Object.entries(params)) {
    if (value === undefined || value === null) continue;
    const mainName = known.get(name);
    if (mainName === undefined) throw new LightGBMError(`Unknown parameter: ${name}`);
    const spellings = [mainName, ...(aliasesByMainName[mainName] ?? [])];
    const winner = spellings.find((spelling) => params[spelling] !== undefined && params[spelling] !== null);
    if (winner === name) result[mainName] = checkedValue(name, value);
  }
  return result;
}

/** Parameters as the addon takes them. */
export interface RunParams {
  readonly params: string;
  readonly numThreads: number;
  /** Whether LightGBM's messages are kept from being printed. */
  readonly quiet: boolean;
}

/**
 * Parameters as the addon takes them: silent, and on {@link defaultNumThreads} threads, unless they say otherwise.
 * Expects the result of {@link withMainNames}. @throws LightGBMError on a thread count out of range
 */
export function toRunParams(params: Params): RunParams {
  const asked = Number(params.num_threads ?? 0);
  const numThreads = asked <= 0 ? defaultNumThreads() : checkNumThreads(asked);
  const { verbosity = SILENT } = params;
  return {
    params: toParamString({ ...params, num_threads: numThreads, verbosity }),
    numThreads,
    quiet: Number(verbosity) < 0,
  };
}

/** LightGBM's parameter string: `key=value` separated by spaces. Expects the result of {@link withMainNames}. */
export function toParamString(params: Params): string {
  return Object.entries(params)
    .filter(([, value]) => value !== '' && !(Array.isArray(value) && value.length === 0))
    .map(([name, value]) => `${name}=${toText(value)}`)
    .join(' ');
}

function knownNames(): ReadonlyMap<string, string> {
  if (mainNames) return mainNames;
  aliasesByMainName = JSON.parse(callNative(() => binding().parameterAliases())) as typeof aliasesByMainName;
  mainNames = new Map(
    Object.entries(aliasesByMainName).flatMap(([mainName, aliases]) =>
      [mainName, ...aliases].map((name) => [name, mainName] as const),
    ),
  );
  return mainNames;
}

function checkedValue(name: string, value: ParamValue): ParamValue {
  const parts: readonly unknown[] = [value].flat(2);
  for (const part of parts) {
    const isReadable = typeof part === 'boolean' || typeof part === 'string' || Number.isFinite(part);
    if (!isReadable) {
      throw new LightGBMError(`Parameter ${name} must be a finite number, text, boolean or list, got ${String(part)}`);
    }
    // The parameter string is split at white space: a value with some would bring in further parameters.
    if (typeof part === 'string' && /[\s\0]/.test(part)) {
      throw new LightGBMError(`Parameter ${name} must not hold white space, got ${JSON.stringify(part)}`);
    }
  }
  return value;
}

function toText(value: ParamValue): string {
  if (!Array.isArray(value)) return String(value);
  return value
    .map((part: ParamScalar | readonly ParamScalar[]) => (Array.isArray(part) ? `[${part.join(',')}]` : part))
    .join(',');
}
