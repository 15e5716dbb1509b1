import { generateKeyPairSync } from 'node:crypto';
import type { Settings } from './schema';

/** Tokens of the two bots inside the sandbox; worth nothing outside it. */
export const SANDBOX_TOKENS = { group: '1000001:sandbox-group', admin: '1000002:sandbox-admin' } as const;

/** No outside account is named: nothing real can be reached, so everything points at the sandbox on loopback. */
export function hasNoCredentials(settings: Settings): boolean {
  return (
    !settings.TELEGRAM_BOT_TOKEN_COLLECTING &&
    !settings.TELEGRAM_BOT_TOKEN_REPORTING &&
    !settings.GOOGLE_SERVICE_ACCOUNT_JSON &&
    !settings.GEMINI_API_KEY
  );
}

/**
 * The settings of the demo: addresses and credentials of the sandbox, its groups and its people. What the operator did
 * set stays.
 */
export function withSandbox(settings: Settings): Settings {
  const root = `http://127.0.0.1:${settings.SANDBOX_PORT}`;
  return {
    ...settings,
    TELEGRAM_BOT_TOKEN_COLLECTING: SANDBOX_TOKENS.group,
    TELEGRAM_BOT_TOKEN_REPORTING: SANDBOX_TOKENS.admin,
    TELEGRAM_API_ROOT: `${root}/telegram/`,
    TARGET_GROUP_COLLECTING:
      settings.TARGET_GROUP_COLLECTING.length > 0
        ? settings.TARGET_GROUP_COLLECTING
        : [
            { chatId: -1001000000001, label: 'Demo' },
            { chatId: -4001, label: 'Demo kecil' },
          ],
    TARGET_GROUP_REPORTING: settings.TARGET_GROUP_REPORTING ?? -1001000000002,
    ADMIN_USER_IDS: settings.ADMIN_USER_IDS.length > 0 ? settings.ADMIN_USER_IDS : [9001],
    OPS_USER_IDS: settings.OPS_USER_IDS ?? [9001, 9002],
    GOOGLE_SERVICE_ACCOUNT_JSON: throwawayServiceAccount(),
    GOOGLE_SPREADSHEET_ID: settings.GOOGLE_SPREADSHEET_ID ?? 'demo',
    GOOGLE_API_ROOT: `${root}/`,
    GOOGLE_DRIVE_ROOT: `${root}/`,
    GOOGLE_TOKEN_URL: `${root}/token`,
    GEMINI_API_KEY: 'sandbox',
    GEMINI_BASE_URL: `${root}/gemini`,
  };
}

/** The Google client signs its token request, so it needs some key; the sandbox looks only at the grant's form. */
function throwawayServiceAccount(): string {
  const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
  return JSON.stringify({
    type: 'service_account',
    client_email: 'oncek@sandbox.invalid',
    private_key: privateKey.export({ type: 'pkcs8', format: 'pem' }),
  });
}
