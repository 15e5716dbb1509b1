import type { Random } from '../random';

/** One option to be searched. Bounds are included; `log` spreads the search evenly over orders of magnitude. */
export type Parameter =
  | { readonly kind: 'float'; readonly low: number; readonly high: number; readonly log?: boolean }
  | { readonly kind: 'int'; readonly low: number; readonly high: number; readonly log?: boolean }
  | { readonly kind: 'choice'; readonly options: readonly string[] };

/** What is searched, by name. */
export type SearchSpace = Readonly<Record<string, Parameter>>;

/** One point of a space: plain JSON. */
export type Settings = Readonly<Record<string, number | string>>;

/** A point with every coordinate in 0..1; of a choice its index. */
export type UnitPoint = readonly number[];

/** @throws RangeError naming a parameter whose bounds make no range */
export function assertSpace(space: SearchSpace): void {
  for (const [name, parameter] of Object.entries(space)) {
    if (parameter.kind === 'choice') {
      if (parameter.options.length === 0) throw new RangeError(`${name}: a choice needs at least one option`);
      continue;
    }
    const { low, high, log, kind } = parameter;
    if (!(low <= high) || (log === true && !(low > 0))) {
      throw new RangeError(`${name}: needs low <= high, and low > 0 where it is logarithmic`);
    }
    if (kind === 'int' && !(Number.isInteger(low) && Number.isInteger(high))) {
      throw new RangeError(`${name}: bounds of an int must be whole numbers`);
    }
  }
}

/** The settings as a point; values outside the bounds are brought to the nearest bound. */
export function toUnit(space: SearchSpace, settings: Settings): UnitPoint {
  return Object.entries(space).map(([name, parameter]) => {
    const value = settings[name];
    if (parameter.kind === 'choice') return Math.max(0, parameter.options.indexOf(String(value)));
    const [low, high] = edges(parameter);
    return clamp((scaled(Number(value), parameter.log) - low) / (high - low || 1));
  });
}

/** The settings that a point means. */
export function fromUnit(space: SearchSpace, point: UnitPoint): Settings {
  return Object.fromEntries(
    Object.entries(space).map(([name, parameter], at): [string, number | string] => {
      const unit = point[at] ?? 0;
      if (parameter.kind === 'choice') return [name, parameter.options[unit] ?? parameter.options[0] ?? ''];
      const [low, high] = edges(parameter);
      const value = low + clamp(unit) * (high - low);
      const plain = parameter.log ? Math.exp(value) : value;
      const bounded = Math.min(parameter.high, Math.max(parameter.low, plain));
      return [name, parameter.kind === 'int' ? clampInt(Math.round(plain), parameter) : bounded];
    }),
  );
}

/** A point drawn evenly. */
export function randomPoint(space: SearchSpace, random: Random): UnitPoint {
  return Object.values(space).map((parameter) =>
    parameter.kind === 'choice' ? Math.floor(random() * parameter.options.length) : random(),
  );
}

/** Whole numbers get half a step on each side, so that the first and the last are as likely as the others. */
function edges(parameter: Exclude<Parameter, { kind: 'choice' }>): [number, number] {
  const half = parameter.kind === 'int' ? 0.5 : 0;
  return [scaled(parameter.low - half, parameter.log), scaled(parameter.high + half, parameter.log)];
}

function scaled(value: number, log: boolean | undefined): number {
  return log ? Math.log(value) : value;
}

function clamp(unit: number): number {
  return Number.isFinite(unit) ? Math.min(1, Math.max(0, unit)) : 0;
}

function clampInt(value: number, { low, high }: { low: number; high: number }): number {
  return Math.min(high, Math.max(low, value));
}
