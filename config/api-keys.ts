import { createHash } from 'node:crypto';
import type { ApiRole, Config } from './types';

const DEMO_KEYS: readonly { role: ApiRole; key: string }[] = [
  { role: 'read', key: 'demo-read' },
  { role: 'write', key: 'demo-write' },
  { role: 'admin', key: 'demo-admin' },
];

/** SHA-256 of a key in lower-case hex: what `API_KEYS` holds. */
export function hashApiKey(key: string): string {
  return createHash('sha256').update(key, 'utf8').digest('hex');
}

/** The keys that anybody who read the documentation knows; only the sandbox takes them. */
export function demoApiKeys(): Config['apiKeys'] {
  return DEMO_KEYS.map(({ role, key }) => ({ role, sha256: hashApiKey(key) }));
}

/**
 * Reads `role:sha256hex,…`.
 * @returns the faults in words beside the keys; demo keys are a fault when `allowDemo` is false
 */
export function parseApiKeys(text: string, allowDemo: boolean): { keys: Config['apiKeys']; faults: string[] } {
  const faults: string[] = [];
  const demo = new Set(demoApiKeys().map(({ sha256 }) => sha256));
  const keys: { role: ApiRole; sha256: string }[] = [];
  for (const [index, part] of text.split(',').entries()) {
    const match = /^\s*(read|write|admin):([0-9a-f]{64})\s*$/i.exec(part);
    if (!match) {
      faults.push(`API_KEYS: entry ${index + 1} is not of the form <read|write|admin>:<sha256 hex>`);
      continue;
    }
    const sha256 = (match[2] ?? '').toLowerCase();
    if (!allowDemo && demo.has(sha256))
      faults.push(`API_KEYS: entry ${index + 1} is a demo key; make one with npm run key`);
    keys.push({ role: (match[1] ?? '').toLowerCase() as ApiRole, sha256 });
  }
  return { keys, faults };
}
