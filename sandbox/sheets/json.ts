import { PayloadError } from './google-error';

/** An object of a request body whose fields are not checked yet. */
export type Json = Readonly<Record<string, unknown>>;

export function isObject(value: unknown): value is Json {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** @param where - path of the value in the body, for the error; absent or null counts as empty */
export function readObject(value: unknown, where: string): Json {
  if (value === undefined || value === null) return {};
  if (!isObject(value)) throw wrongType(where, 'message', value);
  return value;
}

export function readArray(value: unknown, where: string): readonly unknown[] {
  if (value === undefined || value === null) return [];
  if (!Array.isArray(value)) throw wrongType(where, 'list', value);
  return value;
}

/** Like Google's JSON mapping, takes whole numbers in strings too. */
export function readInt(value: unknown, where: string): number | undefined {
  if (value === undefined || value === null) return undefined;
  const number = typeof value === 'string' && /^-?\d+$/.test(value) ? Number(value) : value;
  if (typeof number !== 'number' || !Number.isInteger(number) || Math.abs(number) > 0x7fffffff) {
    throw wrongType(where, 'TYPE_INT32', value);
  }
  return number;
}

export function readString(value: unknown, where: string): string | undefined {
  if (value === undefined || value === null) return undefined;
  if (typeof value !== 'string') throw wrongType(where, 'TYPE_STRING', value);
  return value;
}

export function readBoolean(value: unknown, where: string): boolean | undefined {
  if (value === undefined || value === null) return undefined;
  if (typeof value !== 'boolean') throw wrongType(where, 'TYPE_BOOL', value);
  return value;
}

/** @throws PayloadError naming the first field that the message does not have */
export function allowOnly(object: Json, fields: readonly string[], where: string): void {
  const unknownField = Object.keys(object).find((key) => !fields.includes(key));
  if (unknownField === undefined) return;
  throw new PayloadError(
    `Invalid JSON payload received. Unknown name "${unknownField}" at '${where}': Cannot find field.`,
  );
}

export function wrongType(where: string, type: string, value: unknown): PayloadError {
  return new PayloadError(
    `Invalid value at '${where}' (${type}), ${(JSON.stringify(value) ?? 'undefined').slice(0, 80)}`,
  );
}
