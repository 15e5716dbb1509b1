import { parseArgs } from 'node:util';
import { OncekError } from '../../domain/errors';

export interface FaultOptions {
  readonly seed: number;
  /** Seconds in which problems are written and faults injected. */
  readonly seconds: number;
  readonly problems: number;
  /** The one fault to inject, again and again; null: all. */
  readonly only: string | null;
  /** Each fault alone, all mixed, or first one and then the other. */
  readonly phase: 'alone' | 'mixed' | 'both';
  /** What Temporal and the mirror stand on. */
  readonly server: 'dev' | 'postgres';
  /** What keeps the models. */
  readonly registry: 'folder' | 'mlflow';
  /** Telegram's messages a minute to one group. */
  readonly groupPerMinute: number;
  /** Folder registry whose model is taken; null: a demo model is trained first. */
  readonly models: string | null;
  /** Leaves the folder with the logs, also where nothing was wrong. */
  readonly keep: boolean;
}

const USAGE =
  'usage: npm run faults -- [--seed 1] [--seconds 300] [--problems 500] [--long] [--phase both|alone|mixed] ' +
  '[--only FAULT|none] [--server dev|postgres] [--registry folder|mlflow] [--group-limit 600] [--models FOLDER] [--keep]';
const LONG_SECONDS = 3_600;
const OPTIONS = {
  seed: { type: 'string', default: '1' },
  seconds: { type: 'string' },
  problems: { type: 'string', default: '500' },
  long: { type: 'boolean', default: false },
  phase: { type: 'string', default: 'both' },
  only: { type: 'string' },
  server: { type: 'string', default: 'dev' },
  registry: { type: 'string', default: 'folder' },
  'group-limit': { type: 'string', default: '600' },
  models: { type: 'string' },
  keep: { type: 'boolean', default: false },
} as const;

/**
 * What a run of the fault suite is to be.
 * @throws InvalidInput with the usage
 */
export function readOptions(args: readonly string[]): FaultOptions {
  const given = parse(args);
  const options = {
    ...{ seed: Number(given.seed), problems: Number(given.problems), keep: given.keep },
    seconds: Number(given.seconds ?? (given.long ? LONG_SECONDS : 300)),
    groupPerMinute: Number(given['group-limit']),
    only: given.only ?? null,
    models: given.models ?? null,
    phase: oneOf(['both', 'alone', 'mixed'] as const, given.phase),
    server: oneOf(['dev', 'postgres'] as const, given.server),
    registry: oneOf(['folder', 'mlflow'] as const, given.registry),
  };
  const counts = [options.seconds, options.problems, options.groupPerMinute];
  if (!Number.isSafeInteger(options.seed) || counts.some((count) => !Number.isSafeInteger(count) || count < 1)) {
    throw new OncekError('InvalidInput', USAGE);
  }
  return options;
}

function oneOf<T extends string>(words: readonly T[], given: string): T {
  const word = words.find((one) => one === given);
  if (word === undefined) throw new OncekError('InvalidInput', USAGE);
  return word;
}

function parse(args: readonly string[]) {
  try {
    return parseArgs({ args: [...args], options: OPTIONS }).values;
  } catch (cause) {
    throw new OncekError('InvalidInput', USAGE, { cause });
  }
}
