import { mkdir, rename, writeFile } from 'node:fs/promises';
import path from 'node:path';
import type { Update } from 'telegraf/types';
import type { BotName } from '../../workflows/contracts/outbox';

/** Where updates go that can never be accepted, for a person to look at. */
export interface DeadLetters {
  /** Resolves once the update is on disk. Adding it again overwrites it. */
  add(update: Update, reason: string): Promise<void>;
}

/**
 * Dead letters as files `<bot>-<update id>.json`, readable by the owner only: they hold people's messages.
 * @param options.folder - made when the first one comes
 */
export function createDeadLetterFolder(options: { folder: string; bot: BotName; now: () => Date }): DeadLetters {
  const { folder, bot, now } = options;
  return {
    async add(update, reason) {
      await mkdir(folder, { recursive: true, mode: 0o700 });
      const file = path.join(folder, `${bot}-${update.update_id}.json`);
      const content = JSON.stringify({ bot, reason, at: now().toISOString(), update }, null, 2);
      await writeFile(`${file}.part`, content, { mode: 0o600, flush: true });
      await rename(`${file}.part`, file);
    },
  };
}
