import { setTimeout as sleep } from 'node:timers/promises';
import type { Logger } from 'pino';
import type { Context } from 'telegraf';
import { troubleOf, type TelegramTrouble } from '../activities/adapters/telegram-errors';
import { cutWithEllipsis } from '../domain/html';
import type { CardButton, RenderedCard } from '../domain/review';
import { splitHtml } from './render/split-html';

type Log = Pick<Logger, 'warn'>;

/** Telegram shows at most this many characters above the chat. */
const PRESS_ANSWER_LIMIT = 200;

/** How often an answer is sent in all, and the longest wait before the next time, s. Updates of other chats go on. */
const TRIES = 4;
const LONGEST_WAIT_S = 30;

/**
 * Answers in the chat of the update, as HTML; what is too long for one message goes in several, buttons under the last.
 * Where Telegram asks for patience or cannot be reached the answer is sent again, so it may come twice after a lost one. An
 * answer that Telegram does not take is logged and given up: it must not hold up the updates behind it.
 * @param quotedMessageId - the message that is answered, to be shown above; null: none
 */
export async function reply(
  ctx: Context,
  html: string,
  log: Log,
  buttons: readonly (readonly CardButton[])[] = [],
  quotedMessageId: number | null = null,
): Promise<void> {
  const parts = splitHtml(html);
  for (const [index, part] of parts.entries()) {
    const isLast = index === parts.length - 1;
    const isSent = await unlessRefused(ctx, log, () =>
      ctx.reply(part, {
        parse_mode: 'HTML',
        link_preview_options: { is_disabled: true },
        ...(quotedMessageId === null
          ? {}
          : { reply_parameters: { message_id: quotedMessageId, allow_sending_without_reply: true } }),
        ...(isLast && buttons.length > 0 ? { reply_markup: keyboard(buttons) } : {}),
      }),
    );
    if (!isSent) return;
  }
}

/** Asks for a text: the app opens its reply to this message. @param placeholder - shown in the empty field */
export async function replyWithQuestion(ctx: Context, html: string, placeholder: string, log: Log): Promise<void> {
  await unlessRefused(ctx, log, () =>
    ctx.reply(html, {
      parse_mode: 'HTML',
      reply_markup: { force_reply: true, input_field_placeholder: placeholder },
    }),
  );
}

/** Answers with one message. @returns its id; null where Telegram did not take it */
export async function replyForId(ctx: Context, { html, buttons }: RenderedCard, log: Log): Promise<number | null> {
  let messageId: number | null = null;
  await unlessRefused(ctx, log, async () => {
    const sent = await ctx.reply(html, {
      parse_mode: 'HTML',
      link_preview_options: { is_disabled: true },
      reply_markup: keyboard(buttons),
    });
    messageId = sent.message_id;
  });
  return messageId;
}

/** Puts another text and other buttons into a message of the bot in the chat of the update. */
export async function editMessage(
  ctx: Context,
  messageId: number,
  { html, buttons }: RenderedCard,
  log: Log,
): Promise<void> {
  await unlessRefused(ctx, log, () =>
    ctx.telegram.editMessageText(ctx.chat?.id, messageId, undefined, html, {
      parse_mode: 'HTML',
      link_preview_options: { is_disabled: true },
      reply_markup: keyboard(buttons),
    }),
  );
}

/** Puts another text and other buttons into the message whose button was pressed. */
export async function replaceText(ctx: Context, { html, buttons }: RenderedCard, log: Log): Promise<void> {
  await unlessRefused(ctx, log, () =>
    ctx.editMessageText(html, {
      parse_mode: 'HTML',
      link_preview_options: { is_disabled: true },
      reply_markup: keyboard(buttons),
    }),
  );
}

/** Answers with a picture. @param png - bytes of a PNG file */
export async function replyWithPicture(ctx: Context, png: Uint8Array, log: Log): Promise<void> {
  await unlessRefused(ctx, log, () => ctx.replyWithPhoto({ source: Buffer.from(png), filename: 'laporan.png' }));
}

/** Answers with a text file. */
export async function replyWithFile(
  ctx: Context,
  { fileName, content }: { fileName: string; content: string },
  log: Log,
): Promise<void> {
  await unlessRefused(ctx, log, () => ctx.replyWithDocument({ source: Buffer.from(content), filename: fileName }));
}

/** Tells who pressed a button what came of it, as plain text. */
export async function answerPress(ctx: Context, text: string, log: Log): Promise<void> {
  await unlessRefused(ctx, log, () => ctx.answerCbQuery(cutWithEllipsis(text, PRESS_ANSWER_LIMIT)));
}

/** Rows of buttons as Telegram takes them. */
export function keyboard(buttons: RenderedCard['buttons']) {
  return { inline_keyboard: buttons.map((row) => row.map(({ text, data }) => ({ text, callback_data: data }))) };
}

/** @returns whether Telegram took it in the end */
async function unlessRefused(ctx: Context, log: Log, send: () => Promise<unknown>): Promise<boolean> {
  for (let tried = 1; ; tried += 1) {
    try {
      await send();
      return true;
    } catch (error) {
      const trouble = troubleOf(error);
      const waitS = patienceOf(trouble, tried);
      if (waitS === null || tried === TRIES) {
        log.warn({ updateId: ctx.update.update_id, trouble, tried }, 'an answer was not sent');
        return false;
      }
      await sleep(waitS * 1_000);
    }
  }
}

/** Seconds until it may be sent again; null: there is no use in that, or it would take too long. */
function patienceOf(trouble: TelegramTrouble, tried: number): number | null {
  if (trouble.kind === 'unreachable') return 2 ** (tried - 1);
  if (trouble.kind !== 'rateLimited' || trouble.retryAfterSec > LONGEST_WAIT_S) return null;
  return trouble.retryAfterSec;
}
