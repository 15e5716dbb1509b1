import path from 'node:path';
import { z } from 'zod';
import { readJson, replaceJson } from './adapters/folder-files';
import type { ChatMoves } from './chat-moves';

const FILE = 'plain-chat.json';
const answerSchema = z.object({ chatId: z.number(), origin: z.number() });

/**
 * The question for a chat's origin, whose last answer is kept on this machine: a process that starts while the object
 * store is away knows what the one before it knew. The answer for the chat of a setting never changes: a move is noted
 * before people can put the new id into the setting.
 * @param dataDir - folder of the product's own files; where it cannot be written to, the store is asked at the next start
 */
export function rememberingOrigin(moves: Pick<ChatMoves, 'originOf'>, dataDir: string): Pick<ChatMoves, 'originOf'> {
  const file = path.join(dataDir, FILE);
  return {
    async originOf(chatId) {
      const kept = await readJson(file, answerSchema).catch(() => null);
      if (kept?.chatId === chatId) return kept.origin;
      const origin = await moves.originOf(chatId);
      await replaceJson(file, { chatId, origin } satisfies z.infer<typeof answerSchema>).catch(() => undefined);
      return origin;
    },
  };
}
