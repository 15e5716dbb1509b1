import type { Logger } from '@temporalio/worker';
import { DefaultLogger } from '@temporalio/worker';
import pino from 'pino';
import type { Config } from '../config/types';

/** JSON lines to stdout. Logs hold ids, never texts, names or secrets; known secret fields are cut all the same. */
export function createLog(config: Pick<Config, 'isDebug'>): pino.Logger {
  return pino({
    level: config.isDebug ? 'debug' : 'info',
    base: null,
    timestamp: pino.stdTimeFunctions.isoTime,
    redact: { paths: ['*.token', '*.apiKey', '*.privateKey', 'headers.authorization', 'headers["x-api-key"]'] },
  });
}

export type Log = pino.Logger;

const LEVELS = { TRACE: 'trace', DEBUG: 'debug', INFO: 'debug', WARN: 'warn', ERROR: 'error' } as const;

/**
 * The Temporal SDK's own lines, in the same form; its "info" is about its inside and goes to debug, and so does an
 * activity that only asked to be called again later, such as a card that waits for Telegram's rate.
 */
export function createSdkLogger(log: Log): Logger {
  return new DefaultLogger('DEBUG', ({ level, message, meta }) => {
    // The task token is bytes that tell nobody anything.
    const fields: Record<string, unknown> = { ...meta, taskToken: undefined };
    const asksForLater = (fields.error as { nextRetryDelay?: unknown } | undefined)?.nextRetryDelay !== undefined;
    log[asksForLater ? 'debug' : LEVELS[level]](fields, message);
  });
}
