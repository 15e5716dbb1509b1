import { randomBytes } from 'node:crypto';
import { hashApiKey } from '../config/api-keys';

const ROLES = ['read', 'write', 'admin'];
const role = process.argv[2] ?? '';

if (ROLES.includes(role)) {
  const key = randomBytes(24).toString('base64url');
  process.stdout.write(`key (shown only now, for the client): ${key}\n`);
  process.stdout.write(`entry for API_KEYS: ${role}:${hashApiKey(key)}\n`);
} else {
  process.stderr.write(`usage: npm run key -- ${ROLES.join('|')}\n`);
  process.exitCode = 1;
}
