import { createReadStream } from 'node:fs';
import { createGunzip } from 'node:zlib';
import { parse } from 'csv-parse';
import { OncekError } from '../domain/errors';

/** A row of a `text,label` file. */
export interface LabelledText {
  text: string;
  label: string;
}

/**
 * Reads a CSV, gzipped where its name ends in `.gz`, with the columns `text` and `label` in any order.
 * @throws InvalidInput when the file cannot be read, is no CSV, or lacks a column
 */
export async function readLabelledCsv(file: string): Promise<LabelledText[]> {
  const parser = parse({ columns: true, bom: true, skip_empty_lines: true });
  const source = createReadStream(file);
  const unzip = file.endsWith('.gz') ? createGunzip() : null;
  const rows: LabelledText[] = [];
  source.on('error', (error) => parser.destroy(error));
  unzip?.on('error', (error) => parser.destroy(error));
  (unzip ? source.pipe(unzip) : source).pipe(parser);
  try {
    for await (const record of parser as AsyncIterable<Record<string, string | undefined>>) {
      const { text, label } = record;
      if (text === undefined || label === undefined) throw new Error('it has no columns named text and label');
      rows.push({ text, label });
    }
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new OncekError('InvalidInput', `cannot read ${file} as a text,label file: ${reason}`, { cause });
  } finally {
    source.destroy();
  }
  return rows;
}
