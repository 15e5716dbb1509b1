import { createHmac, timingSafeEqual } from 'node:crypto';
import { z } from 'zod';
import type { Config } from '../../config/types';
import { callerOfKeyId, type Caller } from '../key-holders';

/** A log-in at the console lasts so long, in ms; then the key is asked for again. */
export const SESSION_MS = 12 * 3_600_000;

/** Signs nothing else, though other things are signed with secrets of the same kind. */
const SESSION_PURPOSE = 'oncek console session\n';
const CSRF_PURPOSE = 'oncek console csrf\n';
/** Of a payload and its signature. */
const MAX_TOKEN = 500;

const payload = z.object({ key: z.string(), expires: z.number() });

/** Somebody who logged in with a key. */
export interface Session {
  /** With the role that the key has now. */
  readonly caller: Caller;
  readonly expiresAtMs: number;
  /** To be sent along with every call that changes something: another site cannot read it. */
  readonly csrfToken: string;
}

/** Sessions hold themselves: what a token says is signed, and nothing is kept here. */
export interface Sessions {
  /** A token for the cookie, good for {@link SESSION_MS}. */
  open(caller: Caller): { readonly token: string; readonly session: Session };
  /** @returns null for a token that we did not sign, is over, or whose key is none of the settings any more */
  read(token: string): Session | null;
}

export function createSessions({
  secret,
  keys,
  now,
}: {
  readonly secret: string;
  readonly keys: Config['apiKeys'];
  readonly now: () => Date;
}): Sessions {
  const macOf = (purpose: string, text: string): string =>
    createHmac('sha256', secret)
      .update(purpose + text)
      .digest('base64url');
  const sessionOf = (caller: Caller, body: string, expiresAtMs: number): Session => ({
    ...{ caller, expiresAtMs, csrfToken: macOf(CSRF_PURPOSE, body) },
  });
  return {
    open(caller) {
      const expires = now().getTime() + SESSION_MS;
      const body = Buffer.from(JSON.stringify({ key: caller.keyId, expires })).toString('base64url');
      return { token: `${body}.${macOf(SESSION_PURPOSE, body)}`, session: sessionOf(caller, body, expires) };
    },
    read(token) {
      const [, body, mac] = (token.length <= MAX_TOKEN && /^([\w-]+)\.([\w-]+)$/.exec(token)) || [];
      if (body === undefined || mac === undefined || !isSame(mac, macOf(SESSION_PURPOSE, body))) return null;
      // Signed by us, so it is as we wrote it, if not by a release of other ways.
      const { success, data } = payload.safeParse(JSON.parse(Buffer.from(body, 'base64url').toString('utf8')));
      if (!success || data.expires <= now().getTime()) return null;
      const caller = callerOfKeyId(keys, data.key);
      return caller && sessionOf(caller, body, data.expires);
    },
  };
}

/** Compares in constant time. */
export function isSame(given: string, expected: string): boolean {
  const [left, right] = [Buffer.from(given), Buffer.from(expected)];
  return left.length === right.length && timingSafeEqual(left, right);
}
