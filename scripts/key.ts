import { randomBytes } from 'node:crypto';
import { hashApiKey } from '../config/api-keys';
import { PAYLOAD_KEY_BYTES } from '../config/payload-keys';

const ROLES = ['read', 'write', 'admin'];
const asked = process.argv[2] ?? '';

if (ROLES.includes(asked)) {
  const key = randomBytes(24).toString('base64url');
  process.stdout.write(`key (shown only now, for the client): ${key}\n`);
  process.stdout.write(`entry for API_KEYS: ${asked}:${hashApiKey(key)}\n`);
} else if (asked === 'payload') {
  process.stdout.write(`key for TEMPORAL_PAYLOAD_KEY: ${randomBytes(PAYLOAD_KEY_BYTES).toString('base64')}\n`);
} else {
  process.stderr.write(`usage: npm run key -- ${[...ROLES, 'payload'].join('|')}\n`);
  process.exitCode = 1;
}
