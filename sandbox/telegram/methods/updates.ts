import { z } from 'zod';
import { badRequest } from '../errors';
import type { StoredBot } from '../store';
import type { UpdateKind } from '../wire';
import { checkWebhookUrl } from '../webhook';
import type { Call } from './context';

const LONGEST_POLL_S = 50;
const SECRET_TOKEN = /^[A-Za-z0-9_-]{1,256}$/;

/** `getUpdates`: offset, limit (1..100), timeout (seconds), allowed_updates (kept for later calls). */
export async function getUpdates(call: Call): Promise<unknown> {
  const { params, queue, signal } = call;
  rememberAllowed(call);
  const limit = Math.min(Math.max(params.integer('limit') ?? 100, 1), 100);
  const timeoutS = Math.min(Math.max(params.integer('timeout') ?? 0, 0), LONGEST_POLL_S);
  return queue.getUpdates({ offset: params.integer('offset'), limit, timeoutMs: timeoutS * 1000, signal });
}

/** `setWebhook`; an empty url removes it. Only addresses of this machine, http too. */
export function setWebhook(call: Call): true {
  const { world, params, bot, queue } = call;
  const url = params.string('url') ?? '';
  if (url === '') return deleteWebhook(call);
  checkWebhookUrl(url);
  const secretToken = params.string('secret_token');
  if (secretToken !== undefined && !SECRET_TOKEN.test(secretToken)) {
    throw badRequest('secret token contains unallowed characters');
  }
  if (params.boolean('drop_pending_updates')) queue.clear();
  rememberAllowed(call);
  world.store.bots.put(bot, { ...record(call), webhook: { url, ...(secretToken && { secretToken }) } });
  call.startWebhook();
  return true;
}

export function deleteWebhook(call: Call): true {
  if (call.params.boolean('drop_pending_updates')) call.queue.clear();
  call.world.store.bots.put(call.bot, { ...record(call), webhook: undefined });
  return true;
}

export function getWebhookInfo(call: Call): unknown {
  const { webhook, allowedUpdates } = record(call);
  return {
    url: webhook?.url ?? '',
    has_custom_certificate: false,
    pending_update_count: call.queue.pending().length,
    ...(webhook?.lastErrorAt && { last_error_date: webhook.lastErrorAt, last_error_message: webhook.lastError }),
    ...(webhook && { max_connections: 40 }),
    ...(allowedUpdates?.length && { allowed_updates: allowedUpdates }),
  };
}

function rememberAllowed(call: Call): void {
  const allowed = call.params.list('allowed_updates');
  if (!allowed) return;
  const allowedUpdates = z.array(z.string()).safeParse(allowed);
  if (!allowedUpdates.success) throw badRequest("can't parse allowed_updates: expected an Array of String");
  call.world.store.bots.put(call.bot, { ...record(call), allowedUpdates: allowedUpdates.data as UpdateKind[] });
}

function record({ world, bot }: Call): StoredBot {
  const found = world.store.bots.get(bot);
  if (!found) throw new Error(`the store has no bot "${bot}"`);
  return found;
}
