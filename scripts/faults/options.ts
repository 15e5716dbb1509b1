import { parseArgs } from 'node:util';
import { OncekError } from '../../domain/errors';

export interface FaultOptions {
  readonly seed: number;
  /** Seconds in which problems are written and faults injected. */
  readonly seconds: number;
  readonly problems: number;
  /** The one fault to inject; null: all, mixed. */
  readonly only: string | null;
  /** Folder registry whose model is taken; null: a demo model is trained first. */
  readonly models: string | null;
  /** Leaves the folder with the logs, also where nothing was wrong. */
  readonly keep: boolean;
}

const USAGE =
  'usage: npm run faults -- [--seed 1] [--seconds 300] [--problems 500] [--only FAULT|none] [--models FOLDER] [--keep]';

/**
 * What a run of the fault suite is to be.
 * @param faults - names of the known faults
 * @throws InvalidInput with the usage
 */
export function readOptions(args: readonly string[], faults: readonly string[]): FaultOptions {
  const { seed, seconds, problems, only, models, keep } = parse(args);
  const options = {
    ...{ seed: Number(seed), seconds: Number(seconds), problems: Number(problems) },
    only: only ?? null,
    models: models ?? null,
    keep,
  };
  const areWhole = [options.seed, options.seconds, options.problems].every((value) => Number.isSafeInteger(value));
  if (!areWhole || options.seconds < 1 || options.problems < 1) throw new OncekError('InvalidInput', USAGE);
  if (only !== undefined && only !== 'none' && !faults.includes(only)) {
    throw new OncekError('InvalidInput', `${USAGE}\nfaults: ${faults.join(', ')}`);
  }
  return options;
}

function parse(args: readonly string[]) {
  try {
    return parseArgs({
      args: [...args],
      options: {
        seed: { type: 'string', default: '1' },
        seconds: { type: 'string', default: '300' },
        problems: { type: 'string', default: '500' },
        only: { type: 'string' },
        models: { type: 'string' },
        keep: { type: 'boolean', default: false },
      },
    }).values;
  } catch (cause) {
    throw new OncekError('InvalidInput', USAGE, { cause });
  }
}
