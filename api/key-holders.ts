import { createHash, timingSafeEqual } from 'node:crypto';
import type { ApiRole, Config } from '../config/types';

const RANK: Readonly<Record<ApiRole, number>> = { read: 1, write: 2, admin: 3 };
const KEY_ID_CHARS = 8;

/** The caller of a request, as its key says. `keyId` is the first 8 hex digits of the key's hash: safe to log. */
export interface Caller {
  readonly role: ApiRole;
  readonly keyId: string;
}

/** Whether a role may do what another one may. */
export function isAtLeast(role: ApiRole, wanted: ApiRole): boolean {
  return RANK[role] >= RANK[wanted];
}

/** Every known hash is compared, in constant time, so that timing tells nothing about which one nearly fits. A key listed twice has the higher role. */
export function holderOf(keys: Config['apiKeys'], given: string | undefined): Caller | null {
  if (!given) return null;
  const digest = createHash('sha256').update(given, 'utf8').digest();
  let found: Caller | null = null;
  for (const { hash, caller } of knownKeysOf(keys)) {
    const isIt = timingSafeEqual(digest, hash);
    if (isIt && (found === null || RANK[caller.role] > RANK[found.role])) found = caller;
  }
  return found;
}

interface KnownKey {
  readonly hash: Buffer;
  readonly caller: Caller;
}

const KNOWN_KEYS = new WeakMap<Config['apiKeys'], readonly KnownKey[]>();

/** The keys of the settings as they are compared, made once. */
function knownKeysOf(keys: Config['apiKeys']): readonly KnownKey[] {
  const made = KNOWN_KEYS.get(keys);
  if (made) return made;
  const known = keys.map(({ role, sha256 }) => ({
    hash: Buffer.from(sha256, 'hex'),
    caller: { role, keyId: keyIdOf(sha256) },
  }));
  KNOWN_KEYS.set(keys, known);
  return known;
}

/** Who holds the key of this id, with the role it has now; null: it is none of the settings. */
export function callerOfKeyId(keys: Config['apiKeys'], keyId: string): Caller | null {
  const roles = keys.filter(({ sha256 }) => keyIdOf(sha256) === keyId).map(({ role }) => role);
  const [role] = roles.sort((left, right) => RANK[right] - RANK[left]);
  return role === undefined ? null : { role, keyId };
}

function keyIdOf(sha256: string): string {
  return sha256.slice(0, KEY_ID_CHARS);
}
