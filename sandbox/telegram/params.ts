import type { Request } from 'express';
import { isUploadedFile, type UploadedFile } from '../multipart';
import { badRequest } from './errors';
import type { WireButton, WireEntity, WireInlineKeyboard } from './wire';

const CALLBACK_DATA_BYTES = 64;
const PLACEHOLDER_CHARS = 64;

/** The parameters of one call, from query, JSON, form or multipart: everything may arrive as a string. */
export class Params {
  constructor(private readonly values: Readonly<Record<string, unknown>>) {}

  static of(req: Request): Params {
    const body = typeof req.body === 'object' && req.body !== null ? (req.body as Record<string, unknown>) : {};
    return new Params({ ...req.query, ...body });
  }

  string(name: string): string | undefined {
    const value = this.values[name];
    if (typeof value === 'string') return value;
    return typeof value === 'number' || typeof value === 'boolean' ? String(value) : undefined;
  }

  /** @throws TelegramError when it is there and no integer */
  integer(name: string): number | undefined {
    const text = this.string(name);
    if (text === undefined || text === '') return undefined;
    const value = Number(text);
    if (!Number.isSafeInteger(value)) throw badRequest(`${name} must be an integer`);
    return value;
  }

  boolean(name: string): boolean {
    const text = this.string(name)?.toLowerCase();
    return text === 'true' || text === '1';
  }

  /** An object or array, given as such or as JSON text. @throws TelegramError when the text is no JSON */
  json(name: string): unknown {
    const value = this.values[name];
    if (typeof value !== 'string') return value ?? undefined;
    if (value === '') return undefined;
    try {
      return JSON.parse(value) as unknown;
    } catch {
      throw badRequest(`can't parse ${name} JSON object`);
    }
  }

  object(name: string): Record<string, unknown> | undefined {
    const value = this.json(name);
    if (value === undefined) return undefined;
    if (typeof value !== 'object' || value === null || Array.isArray(value)) {
      throw badRequest(`can't parse ${name}: expected an Object`);
    }
    return value as Record<string, unknown>;
  }

  list(name: string): unknown[] | undefined {
    const value = this.json(name);
    if (value === undefined) return undefined;
    if (!Array.isArray(value)) throw badRequest(`can't parse ${name}: expected an Array`);
    return value as unknown[];
  }

  /** A file of a multipart body, also by `attach://<part>`. */
  file(name: string): UploadedFile | undefined {
    const value = this.values[name];
    if (isUploadedFile(value)) return value;
    const part = typeof value === 'string' ? /^attach:\/\/(.+)$/.exec(value)?.[1] : undefined;
    const attached = part === undefined ? undefined : this.values[part];
    return isUploadedFile(attached) ? attached : undefined;
  }

  /** @throws TelegramError `chat_id is empty`, or `chat not found` where it is no number (the demo has no usernames) */
  chatId(): number {
    const text = this.string('chat_id');
    if (text === undefined || text === '') throw badRequest('chat_id is empty');
    const id = Number(text);
    if (!Number.isSafeInteger(id)) throw badRequest('chat not found');
    return id;
  }

  entities(name: string): WireEntity[] | undefined {
    return this.list(name) as WireEntity[] | undefined;
  }

  /**
   * The inline keyboard; other keyboards are accepted and, as in Telegram, do not come back with the message.
   * @throws TelegramError `BUTTON_DATA_INVALID` and other faults of buttons
   */
  inlineKeyboard(): WireInlineKeyboard | undefined {
    const rows = this.object('reply_markup')?.['inline_keyboard'];
    if (rows === undefined) return undefined;
    if (!Array.isArray(rows) || !rows.every(Array.isArray)) {
      throw badRequest('object expected as reply markup');
    }
    const keyboard = (rows as unknown[][]).filter((row) => row.length > 0).map((row) => row.map(inlineButton));
    return keyboard.length === 0 ? undefined : { inline_keyboard: keyboard };
  }

  /** What clients show in the field while they have people answer this message; undefined: they do not. */
  forcedReply(): string | undefined {
    const markup = this.object('reply_markup');
    if (markup?.['force_reply'] !== true) return undefined;
    const placeholder = markup['input_field_placeholder'] ?? '';
    if (typeof placeholder === 'string' && placeholder.length <= PLACEHOLDER_CHARS) return placeholder;
    throw badRequest('INPUT_FIELD_PLACEHOLDER_INVALID');
  }
}

function inlineButton(value: unknown): WireButton {
  const button = (typeof value === 'object' && value !== null ? value : {}) as Partial<WireButton>;
  if (typeof button.text !== 'string') {
    throw badRequest('can\'t parse inline keyboard button: Can\'t find field "text"');
  }
  if (button.text.trim() === '') throw badRequest('inline keyboard button text is empty');
  if (typeof button.url === 'string') {
    if (!/^(https?|tg):\/\//i.test(button.url)) throw badRequest('BUTTON_URL_INVALID');
    return { text: button.text, url: button.url };
  }
  if (typeof button.callback_data !== 'string') {
    throw badRequest("can't parse inline keyboard button: Text buttons are unallowed in the inline keyboard");
  }
  const bytes = Buffer.byteLength(button.callback_data);
  if (bytes < 1 || bytes > CALLBACK_DATA_BYTES) throw badRequest('BUTTON_DATA_INVALID');
  return { text: button.text, callback_data: button.callback_data };
}
