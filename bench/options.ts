import { parseArgs } from 'node:util';
import { OncekError } from '../domain/errors';

/** What a benchmark prints: plain JSON, its fixed keys and any further ones. */
export type BenchResult = Record<string, unknown>;

/** A benchmark by name. */
export interface Bench {
  /** One line for the list: options and what is measured. */
  summary: string;
  run(args: string[]): Promise<BenchResult>;
}

/** Progress goes to stderr: stdout ends with the result and nothing else. */
export function progress(message: string): void {
  process.stderr.write(`${message}\n`);
}

/**
 * Reads `--name value` options and `--flag`s.
 * @param known.values - allowed options; those in `required` must be there
 * @throws InvalidInput naming a missing or unknown one
 */
export function readOptions(
  args: string[],
  known: { values?: readonly string[]; required?: readonly string[]; flags?: readonly string[] },
): { value(name: string): string | undefined; required(name: string): string; flag(name: string): boolean } {
  const { values = [], required = [], flags = [] } = known;
  try {
    const { values: given } = parseArgs({
      args,
      options: Object.fromEntries([
        ...[...values, ...required].map((name) => [name, { type: 'string' as const }] as const),
        ...flags.map((name) => [name, { type: 'boolean' as const }] as const),
      ]) as Record<string, { type: 'string' | 'boolean' }>,
    });
    const missing = required.find((name) => given[name] === undefined);
    if (missing !== undefined) throw new Error(`--${missing} is missing`);
    const value = (name: string): string | undefined => {
      const found = given[name];
      return typeof found === 'string' ? found : undefined;
    };
    return { value, required: (name) => value(name) ?? '', flag: (name) => given[name] === true };
  } catch (cause) {
    throw new OncekError('InvalidInput', cause instanceof Error ? cause.message : String(cause), { cause });
  }
}

/** Rounded for reading: four decimals. */
export function rounded(value: number): number {
  return Math.round(value * 10_000) / 10_000;
}
