import { z } from 'zod';

const parts = (text: string): string[] =>
  text
    .split(',')
    .map((part) => part.trim())
    .filter((part) => part !== '');

const integer = (text: string): number | null => (/^-?\d{1,16}$/.test(text) ? Number(text) : null);

/** A comma list read by `read`; a part that `read` refuses makes the whole setting wrong, naming the part's place. */
function listOf<T>(read: (part: string) => T | null, form: string) {
  return z.string().transform((text, context) => {
    const values: T[] = [];
    for (const [index, part] of parts(text).entries()) {
      const value = read(part);
      if (value === null) {
        context.addIssue({ code: 'custom', message: `entry ${index + 1} is not of the form ${form}` });
        return z.NEVER;
      }
      values.push(value);
    }
    return values;
  });
}

/** Telegram user ids: `9001,9002`. */
export const userIds = listOf((part) => {
  const id = integer(part);
  return id !== null && id > 0 ? id : null;
}, '<number>');

/** E-mail addresses: `bagas@oncek.example,damas@oncek.example`. */
export const emails = listOf((part) => (z.email().safeParse(part).success ? part : null), '<name>@<domain>');

/** Addresses and networks, of IPv4 and IPv6: `10.0.0.5,10.0.0.0/8,loopback`; the words are express's. */
export const networks = listOf((part) => {
  const forms = [z.ipv4(), z.ipv6(), z.cidrv4(), z.cidrv6(), z.enum(['loopback', 'linklocal', 'uniquelocal'])];
  return forms.some((form) => form.safeParse(part).success) ? part : null;
}, '<address>, <network>/<bits> or loopback, linklocal, uniquelocal');

/** A group whose messages are collected. */
export interface CollectingGroup {
  readonly chatId: number;
  /** What the sheet's group_label says; null = the chat's title, username or id. */
  readonly label: string | null;
}

/** `chatId` or `chatId=label`. */
export const groups = listOf<CollectingGroup>((part) => {
  const [id = '', ...rest] = part.split('=');
  const chatId = integer(id.trim());
  if (chatId === null) return null;
  const label = rest.join('=').trim();
  return { chatId, label: label === '' ? null : label };
}, '<chat id> or <chat id>=<label>');

/** `<active minutes>=<user or chat id>`. */
export const minuteList = listOf((part) => {
  const match = /^(\d{1,5})\s*=\s*(-?\d{1,16})$/.exec(part);
  return match ? { afterMin: Number(match[1]), chatId: Number(match[2]) } : null;
}, '<active minutes>=<user or chat id>');

/** Where pages come from: `https://desk.example`. */
export const origins = listOf(
  (part) => (URL.canParse(part) && /^https?:/.test(part) && new URL(part).origin === part ? part : null),
  'https://<host>[:<port>], without a path',
);
