import { Context } from '@temporalio/activity';
import type { Logger } from 'pino';
import type { BotName } from '../workflows/contracts/outbox';
import type { TelegramActivities } from '../workflows/ports';
import type { ObjectStore } from './adapters/object-store';
import { telegramRefusal, type TelegramClient } from './adapters/telegram-client';

/** Telegram's limit of a caption; it counts after parsing, so counting the markup too errs on the safe side. */
const MAX_CAPTION = 1_024;

export interface PictureDeps {
  readonly bots: Readonly<Record<BotName, TelegramClient>>;
  readonly pictures: Pick<ObjectStore, 'get'>;
  /** Learns of a chat's new id from a refusal. @returns it, or null */
  readonly noteMove: (from: number, error: unknown) => Promise<number | null>;
  readonly log: Pick<Logger, 'warn'>;
}

/** Sends pictures of the object store: the words matter more than the picture, and go in any case. */
export function createPictureSender({ bots, pictures, noteMove, log }: PictureDeps): TelegramActivities['sendPicture'] {
  return async ({ bot, chatId, html, pictureKey, buttons }) => {
    const context = Context.current();
    const client = bots[bot];
    // The picture went in an earlier attempt: only the words are missing.
    let isSent = context.info.heartbeatDetails === 'picture';
    const isCaption = html.length <= MAX_CAPTION;
    const png = isSent ? null : await pictures.get(pictureKey);
    if (png) {
      isSent = await client.sendPicture({ chatId, png, ...(isCaption ? { html, buttons } : { html: '' }) }).then(
        () => true,
        async (error: unknown) => {
          const isOfThePicture = telegramRefusal(error)?.code === 400 && (await noteMove(chatId, error)) === null;
          if (!isOfThePicture) throw error;
          log.warn({ pictureKey }, 'Telegram refused a picture: its words go alone');
          return false;
        },
      );
      if (isSent && isCaption) return;
      if (isSent) context.heartbeat('picture');
    } else if (!isSent) log.warn({ pictureKey }, 'a picture is gone: its words go alone');
    await client.sendMessage({ chatId, html, buttons }).catch(async (error: unknown) => {
      await noteMove(chatId, error);
      throw error;
    });
  };
}
