import type { Telegram } from 'telegraf';
import { callOptions } from '../../activities/adapters/telegram-client';
import { troubleOf } from '../../activities/adapters/telegram-errors';
import { OncekError } from '../../domain/errors';
import { ALLOWED_UPDATES } from '../intake/get-updates';

const CALL_TIMEOUT_MS = 15_000;
/** Connections at once; each chat still has one update under way at a time. */
const MAX_CONNECTIONS = 40;

/**
 * Has Telegram bring the bot's updates to an address. Setting the same again changes nothing; nothing waiting is lost.
 * @throws InvalidSetting when Telegram refuses the address
 */
export async function setWebhook(telegram: Telegram, { url, secret }: { url: string; secret: string }): Promise<void> {
  const wanted = {
    url,
    secret_token: secret,
    allowed_updates: ALLOWED_UPDATES,
    max_connections: MAX_CONNECTIONS,
    drop_pending_updates: false,
  };
  try {
    await telegram.callApi('setWebhook', wanted, callOptions(CALL_TIMEOUT_MS));
  } catch (error) {
    const trouble = troubleOf(error);
    if (trouble.kind !== 'refused') throw error;
    throw new OncekError('InvalidSetting', `TELEGRAM_WEBHOOK_URL: Telegram refuses it: ${trouble.description}`);
  }
}

/** `getUpdates` is refused as long as an address is set, from whenever. */
export async function deleteWebhook(telegram: Telegram): Promise<void> {
  await telegram.callApi('deleteWebhook', { drop_pending_updates: false }, callOptions(CALL_TIMEOUT_MS));
}
