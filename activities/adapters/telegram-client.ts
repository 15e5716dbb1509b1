import { ApplicationFailure } from '@temporalio/common';
import { Telegram } from 'telegraf';
import type { CardButton } from '../../domain/review';
import { troubleOf, type TelegramTrouble } from './telegram-errors';

/** A call takes well under a second; telegraf itself would wait 500 s for a dead connection. */
const CALL_TIMEOUT_MS = 20_000;
/** Some hundred kilobytes over a slow line. */
const UPLOAD_TIMEOUT_MS = 60_000;

/** What Oncek asks of Telegram beside updates. Every error is an ApplicationFailure, see {@link telegramRefusal}. */
export interface TelegramClient {
  /** Sends HTML without link previews; a message to be quoted that is gone does not stop it. */
  sendMessage(input: {
    chatId: number;
    html: string;
    replyToMessageId?: number | null;
    buttons?: readonly (readonly CardButton[])[];
  }): Promise<{ messageId: number }>;
  /** Sends a PNG picture with HTML of at most 1,024 characters below it; an empty text: the picture alone. */
  sendPicture(input: {
    chatId: number;
    png: Uint8Array;
    html: string;
    buttons?: readonly (readonly CardButton[])[];
  }): Promise<{ messageId: number }>;
  /** Sets text and buttons; no buttons: the old ones go. Done, too, when nothing changes or the message is gone. */
  editMessage(input: {
    chatId: number;
    messageId: number;
    html: string;
    buttons?: readonly (readonly CardButton[])[];
  }): Promise<void>;
}

/** Why Telegram refused for good: the detail of a failure of type `TelegramRefused`. */
export interface TelegramRefusal {
  readonly method: string;
  readonly code: number;
  readonly description: string;
  /** The chat's id after it became a supergroup; null otherwise. */
  readonly migrateToChatId: number | null;
}

/**
 * A client of one bot.
 * @param options.apiRoot - Telegram's address, e.g. `https://api.telegram.org/`
 */
export function createTelegramClient({ token, apiRoot }: { token: string; apiRoot: string }): TelegramClient {
  const telegram = openTelegram({ token, apiRoot });
  return {
    async sendMessage({ chatId, html, replyToMessageId, buttons }) {
      const sent = await callTelegram('sendMessage', (options) =>
        telegram.callApi(
          'sendMessage',
          {
            chat_id: chatId,
            text: html,
            ...COMMON,
            ...(replyToMessageId
              ? { reply_parameters: { message_id: replyToMessageId, allow_sending_without_reply: true } }
              : {}),
            ...keyboard(buttons),
          },
          options,
        ),
      );
      return { messageId: sent.message_id };
    },
    async sendPicture({ chatId, png, html, buttons }) {
      const photo = { source: Buffer.from(png), filename: 'laporan.png' };
      const sent = await callTelegram(
        'sendPhoto',
        (options) =>
          telegram.callApi(
            'sendPhoto',
            { chat_id: chatId, photo, caption: html, parse_mode: 'HTML', ...keyboard(buttons) },
            options,
          ),
        UPLOAD_TIMEOUT_MS,
      );
      return { messageId: sent.message_id };
    },
    async editMessage({ chatId, messageId, html, buttons }) {
      try {
        await callTelegram('editMessageText', (options) =>
          telegram.callApi(
            'editMessageText',
            { chat_id: chatId, message_id: messageId, text: html, ...COMMON, ...keyboard(buttons) },
            options,
          ),
        );
      } catch (error) {
        if (!isSettledEdit(telegramRefusal(error))) throw error;
      }
    },
  };
}

/** telegraf's client for an address whose path, if any, is kept. */
export function openTelegram({ token, apiRoot }: { token: string; apiRoot: string }): Telegram {
  // Without the slash at the end telegraf drops the last part of the path.
  return new Telegram(token, { apiRoot: apiRoot.endsWith('/') ? apiRoot : `${apiRoot}/`, webhookReply: false });
}

/** What telegraf's `callApi` takes beside the payload; aborted after `timeoutMs`, or by `signal`. */
export function callOptions(timeoutMs: number, signal?: AbortSignal): CallOptions {
  const timeout = AbortSignal.timeout(timeoutMs);
  // telegraf types the signal of an old polyfill; its node-fetch takes Node's own.
  return {
    signal: (signal ? AbortSignal.any([signal, timeout]) : timeout) as unknown as NonNullable<CallOptions['signal']>,
  };
}

type CallOptions = NonNullable<Parameters<Telegram['callApi']>[2]>;

/** The refusal behind a failure of {@link TelegramClient}; null for any other error. */
export function telegramRefusal(error: unknown): TelegramRefusal | null {
  if (!(error instanceof ApplicationFailure) || error.type !== 'TelegramRefused') return null;
  return (error.details?.[0] as TelegramRefusal | undefined) ?? null;
}

const COMMON = { parse_mode: 'HTML', link_preview_options: { is_disabled: true } } as const;

function keyboard(buttons: readonly (readonly CardButton[])[] | undefined) {
  if (!buttons || buttons.length === 0) return {};
  const rows = buttons.map((row) => row.map(({ text, data }) => ({ text, callback_data: data })));
  return { reply_markup: { inline_keyboard: rows } };
}

/** Calls Telegram. @throws ApplicationFailure of type TelegramBusy, TelegramRefused, TelegramUnavailable or InvalidSetting */
export async function callTelegram<T>(
  method: string,
  send: (options: CallOptions) => Promise<T>,
  timeoutMs = CALL_TIMEOUT_MS,
): Promise<T> {
  try {
    return await send(callOptions(timeoutMs));
  } catch (error) {
    throw failureOf(method, troubleOf(error));
  }
}

function failureOf(method: string, trouble: TelegramTrouble): ApplicationFailure {
  switch (trouble.kind) {
    case 'rateLimited':
      return ApplicationFailure.create({
        type: 'TelegramBusy',
        message: `${method}: Telegram asks to wait ${trouble.retryAfterSec} s`,
        nextRetryDelay: trouble.retryAfterSec * 1_000,
      });
    case 'refused':
      return ApplicationFailure.create({
        type: 'TelegramRefused',
        message: `${method}: ${trouble.code} ${trouble.description}`,
        nonRetryable: true,
        details: [
          {
            method,
            code: trouble.code,
            description: trouble.description,
            migrateToChatId: trouble.migrateToChatId,
          } satisfies TelegramRefusal,
        ],
      });
    case 'unauthorized':
      // Retried all the same: with the setting corrected and the worker restarted the message still goes out.
      return ApplicationFailure.retryable(
        `${method}: Telegram does not know the bot's token: check TELEGRAM_BOT_TOKEN_COLLECTING and TELEGRAM_BOT_TOKEN_REPORTING`,
        'InvalidSetting',
      );
    case 'conflict':
      return ApplicationFailure.retryable(`${method}: 409 ${trouble.description}`, 'TelegramUnavailable');
    case 'unreachable':
      return ApplicationFailure.retryable(
        `${method}: no answer of Telegram (${trouble.detail})`,
        'TelegramUnavailable',
      );
  }
}

function isSettledEdit(refusal: TelegramRefusal | null): boolean {
  return refusal !== null && /message is not modified|message to edit not found/i.test(refusal.description);
}
