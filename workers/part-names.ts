import { OncekError } from '../domain/errors';

/** The services of the product: each may be a process of its own, several may share one. */
export const PART_NAMES = ['worker', 'training-worker', 'group-bot', 'admin-bot', 'api'] as const;

export type PartName = (typeof PART_NAMES)[number];

const USAGE = `usage: node dist/workers/main.js PART…
PART is one or more of:
  api              REST API and console
  group-bot        takes in the messages of the collecting groups
  admin-bot        answers admins: review cards, reports, models, retraining
  worker           tickets, rows, reports and everything else durable
  training-worker  the steps of a retraining that compute`;

/**
 * The services that a command line names, each once, in the order of `PART_NAMES`.
 * @throws InvalidInput with the usage, where none is named or one is unknown
 */
export function readParts(args: readonly string[]): readonly PartName[] {
  const unknown = args.filter((arg) => !PART_NAMES.some((name) => name === arg));
  if (unknown.length > 0) throw new OncekError('InvalidInput', `unknown part: ${unknown.join(', ')}\n${USAGE}`);
  if (args.length === 0) throw new OncekError('InvalidInput', USAGE);
  return PART_NAMES.filter((name) => args.includes(name));
}
