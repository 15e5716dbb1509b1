import { PayloadError } from './google-error';
import { isObject } from './json';

type Mask = Map<string, Mask | null>;

/**
 * Keeps what a `fields` parameter names: `sheets.properties`, `sheets(properties(title),basicFilter)`, `a/b`, `*`.
 * @throws GoogleError where the mask does not parse
 */
export function applyFieldMask(value: object, fields: string | undefined): object {
  if (fields === undefined || fields === '') return value;
  const tokens = fields.match(/[A-Za-z0-9_*@]+|[(),./]/g) ?? [];
  if (tokens.join('') !== fields.replace(/\s/g, '')) throw invalidMask(fields);
  const mask = parseList(tokens, fields);
  if (tokens.length > 0) throw invalidMask(fields);
  return select(value, mask) as object;
}

/** Takes the tokens it reads from the front of the list. */
function parseList(tokens: string[], fields: string): Mask {
  const mask: Mask = new Map();
  do {
    parsePath(tokens, mask, fields);
  } while (tokens[0] === ',' && tokens.shift());
  return mask;
}

function parsePath(tokens: string[], mask: Mask, fields: string): void {
  const name = tokens.shift();
  if (name === undefined || /^[(),./]$/.test(name)) throw invalidMask(fields);
  const [next] = tokens;
  if (next !== '.' && next !== '/' && next !== '(') return void mask.set(name, null);
  tokens.shift();
  const inner: Mask = mask.get(name) ?? new Map<string, Mask | null>();
  // A field named whole keeps its whole even where a part of it is named too.
  if (mask.get(name) !== null) mask.set(name, inner);
  if (next !== '(') return parsePath(tokens, inner, fields);
  for (const [key, value] of parseList(tokens, fields)) inner.set(key, value);
  if (tokens.shift() !== ')') throw invalidMask(fields);
}

function select(value: unknown, mask: Mask | null): unknown {
  if (mask === null || mask.has('*')) return value;
  if (Array.isArray(value)) return value.map((item) => select(item, mask));
  if (!isObject(value)) return value;
  const kept = Object.entries(value).filter(([key]) => mask.has(key));
  return Object.fromEntries(kept.map(([key, inner]) => [key, select(inner, mask.get(key) ?? null)]));
}

function invalidMask(fields: string): PayloadError {
  return new PayloadError(`Invalid field selection ${fields}`);
}
