import { parseArgs } from 'node:util';
import { OncekError } from '../../domain/errors';

const USAGE = 'usage: npm run schemathesis -- [--max-examples 50] [--seed 8] [--phases coverage,fuzzing,stateful]';

/**
 * Arguments of Schemathesis for those of the command.
 * @throws InvalidInput with the usage
 */
export function schemathesisArgs(args: readonly string[]): readonly string[] {
  const { 'max-examples': examples, seed, phases } = parse(args);
  const areWhole = [examples, seed].every((value) => /^\d{1,9}$/.test(value));
  if (!areWhole || Number(examples) < 1 || (phases !== undefined && !/^[a-z,]+$/.test(phases))) {
    throw new OncekError('InvalidInput', USAGE);
  }
  return ['--max-examples', examples, '--seed', seed, ...(phases === undefined ? [] : ['--phases', phases])];
}

function parse(args: readonly string[]) {
  try {
    return parseArgs({
      args: [...args],
      options: {
        'max-examples': { type: 'string', default: '50' },
        seed: { type: 'string', default: '8' },
        phases: { type: 'string' },
      },
    }).values;
  } catch (cause) {
    throw new OncekError('InvalidInput', USAGE, { cause });
  }
}
