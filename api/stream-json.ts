import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { Response } from 'express';

/** Items are joined to pieces of about so many characters. */
const PIECE = 64 * 1024;

/**
 * Answers with JSON that is made while it is sent: 100,000 rows are never in memory at once.
 * @param parts - pieces of the JSON's text; the first is made before any header goes out, so its failure is a problem
 */
export async function streamJson(response: Response, parts: AsyncGenerator<string>): Promise<void> {
  const first = await parts.next();
  response.type('json');
  const all = async function* (): AsyncGenerator<string> {
    let held = first.done ? '' : first.value;
    for await (const part of parts) {
      held += part;
      if (held.length < PIECE) continue;
      yield held;
      held = '';
    }
    yield held;
  };
  await pipeline(Readable.from(all()), response);
}
