import { createHash } from 'node:crypto';
import type { Words } from './groups';
import type { Random } from './random';

/** A file as somebody sends it, and what its bytes must be wherever it is kept. */
export interface SentFile {
  readonly media: NonNullable<Words['media']>;
  /** Hex. */
  readonly sha256: string;
}

const LEAST_BYTES = 500;
const MOST_BYTES = 60_000;

/** Files of bytes that follow from the seed. @param index - makes them the only ones of their kind */
export function createMedia(random: Random, count: number, index: number): SentFile[] {
  return Array.from({ length: count }, (_, item) => {
    const header = Buffer.from(`ffd8ffe0 problem ${index} file ${item} `);
    const body = Buffer.alloc(random.between(LEAST_BYTES, MOST_BYTES), random.between(1, 255));
    const bytes = Buffer.concat([header, body]);
    return {
      media: { type: 'photo', fileName: `problem-${index}-${item}.jpg`, content: bytes.toString('base64') },
      sha256: createHash('sha256').update(bytes).digest('hex'),
    };
  });
}
