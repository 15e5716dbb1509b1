import { parseArgs } from 'node:util';
import { OncekError } from '../../domain/errors';

const MODES = ['oracle', 'nonsense'] as const;

export interface DemoOptions {
  readonly file: string;
  readonly count: number;
  /** How the sandbox's Gemini behaves from now on; null: as it does. */
  readonly gemini: (typeof MODES)[number] | null;
}

/** @throws InvalidInput with the usage */
export function readOptions(args: string[]): DemoOptions {
  const { values } = parseArgs({
    args,
    options: {
      file: { type: 'string' },
      count: { type: 'string', default: '300' },
      gemini: { type: 'string' },
    },
  });
  const count = Number(values.count);
  const gemini = MODES.find((mode) => mode === values.gemini) ?? null;
  if (!values.file || !Number.isInteger(count) || count < 1 || (values.gemini !== undefined && !gemini)) {
    throw new OncekError(
      'InvalidInput',
      'usage: npm run demo -- --file FILE.csv[.gz] [--count N] [--gemini oracle|nonsense]\n' +
        'FILE has the columns text and label',
    );
  }
  return { file: values.file, count, gemini };
}
