import { invalid, PayloadError } from './google-error';
import { allowOnly, isObject, readBoolean, readString, wrongType, type Json } from './json';
import { isFormula, LIMITS, type Cell } from './model';

const CELL_DATA_FIELDS = ['userEnteredValue', 'userEnteredFormat', 'note', 'dataValidation', 'textFormatRuns'] as const;
const VALUE_FIELDS = ['stringValue', 'numberValue', 'boolValue', 'formulaValue'];

/** How a number or boolean is told to the reader: as typed JSON, or as the text a person sees. */
export type ValueRender = 'FORMATTED_VALUE' | 'UNFORMATTED_VALUE' | 'FORMULA';

/** Whether a fields mask of cells covers the value. @throws GoogleError for an empty mask or a field cells do not have */
export function coversValue(fields: string | undefined): boolean {
  if (!fields) {
    throw invalid("At least one field must be listed in 'fields'. (Use '*' to indicate all fields.)");
  }
  const names = fields.split(',').map((field) => field.trim());
  const unknownName = names.find((name) => name !== '*' && !CELL_DATA_FIELDS.some((field) => startsPath(name, field)));
  if (unknownName !== undefined)
    throw new PayloadError(`Invalid field mask: there is no field ${unknownName} in CellData`);
  return names.some((name) => name === '*' || startsPath(name, 'userEnteredValue'));
}

function startsPath(name: string, field: string): boolean {
  return name === field || name.startsWith(`${field}.`);
}

/** The value of a `CellData`; formats and notes are accepted and not kept. */
export function readCellData(value: unknown, where: string): Cell {
  if (value === undefined || value === null) return null;
  if (!isObject(value)) throw wrongType(where, 'message', value);
  allowOnly(value, CELL_DATA_FIELDS, where);
  const entered = value.userEnteredValue;
  if (entered === undefined || entered === null) return null;
  if (!isObject(entered)) throw wrongType(`${where}.userEnteredValue`, 'message', entered);
  return checkedCell(readExtendedValue(entered, `${where}.userEnteredValue`));
}

function readExtendedValue(value: Json, where: string): Cell {
  allowOnly(value, VALUE_FIELDS, where);
  const given = Object.keys(value).filter((key) => value[key] !== undefined && value[key] !== null);
  if (given.length > 1) {
    throw new PayloadError(
      `Invalid value at '${where}' (oneof), oneof field 'value' is already set. Cannot set '${given[1]}'`,
    );
  }
  const [kind] = given;
  if (kind === undefined) return null;
  const where1 = `${where}.${kind}`;
  if (kind === 'boolValue') return readBoolean(value.boolValue, where1) ?? null;
  if (kind === 'numberValue') {
    const number = typeof value.numberValue === 'string' ? Number(value.numberValue) : value.numberValue;
    if (typeof number !== 'number' || !Number.isFinite(number)) throw wrongType(where1, 'TYPE_DOUBLE', value[kind]);
    return number;
  }
  const text = readString(value[kind], where1) ?? '';
  return kind === 'formulaValue' ? { formula: text } : text;
}

/** @throws GoogleError for more than 50,000 characters */
export function checkedCell(cell: Cell): Cell {
  if (cell === '') return null;
  const text = isFormula(cell) ? cell.formula : cell;
  if (typeof text === 'string' && text.length > LIMITS.cellCharacters) {
    throw invalid(`Your input contains more than the maximum of ${LIMITS.cellCharacters} characters in a single cell.`);
  }
  return cell;
}

/** What the API answers for a cell; formulas are not computed and read as `#NAME?`. */
export function renderCell(cell: Cell, render: ValueRender): string | number | boolean {
  if (cell === null) return '';
  if (isFormula(cell)) return render === 'FORMULA' ? cell.formula : '#NAME?';
  if (render !== 'FORMATTED_VALUE') return cell;
  return typeof cell === 'boolean' ? String(cell).toUpperCase() : String(cell);
}

/** What Sheets makes of text typed into a cell: numbers, booleans and formulas are recognised, dates are not. */
export function typedCell(text: string): Cell {
  if (text.startsWith('=')) return { formula: text };
  if (text.startsWith("'")) return text.slice(1);
  if (/^(true|false)$/i.test(text)) return text.toLowerCase() === 'true';
  return /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i.test(text.trim()) ? Number(text) : text;
}
