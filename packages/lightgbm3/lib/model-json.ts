import { setImmediate } from 'node:timers/promises';

import { LightGBMError } from './errors';

/** Characters parsed before the event loop gets a turn: well below a millisecond's work. */
const TURN = 1 << 16;

/** Parses LightGBM's JSON of a model. @throws LightGBMError when it is none */
export function parseModel(json: string): Record<string, unknown> {
  try {
    return JSON.parse(json) as Record<string, unknown>;
  } catch (cause) {
    throw new LightGBMError('LightGBM dumped a model that is no JSON', { cause });
  }
}

/**
 * Parses the same JSON in pieces, giving the event loop turns between them.
 * @param pieces - the model with a 0 for each tree, then the trees
 * @throws LightGBMError when a piece is no JSON
 */
export async function parsePieces([frame = '', ...pieces]: readonly string[]): Promise<Record<string, unknown>> {
  const trees: Record<string, unknown>[] = [];
  let parsed = 0;
  for (const piece of pieces) {
    trees.push(parseModel(piece));
    parsed += piece.length;
    if (parsed < TURN) continue;
    await setImmediate();
    parsed = 0;
  }
  return { ...parseModel(frame), tree_info: trees };
}
