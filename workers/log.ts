import type { Logger } from '@temporalio/worker';
import { DefaultLogger } from '@temporalio/worker';
import pino from 'pino';
import { secretScrubber } from '../config/secrets';
import type { Config } from '../config/types';
import { idsAtWork, idsOfMeta } from './log-ids';

/**
 * JSON lines, each with the ids of the activity and the trace that it comes from. Logs hold ids, never texts, names or
 * secrets; known secret fields, and the settings' secrets wherever they stand, are cut all the same.
 * @param to - default: stdout
 */
export function createLog(config: Pick<Config, 'isDebug'> & Partial<Config>, to?: pino.DestinationStream): pino.Logger {
  const options: pino.LoggerOptions = {
    level: config.isDebug ? 'debug' : 'info',
    base: null,
    timestamp: pino.stdTimeFunctions.isoTime,
    redact: { paths: ['*.token', '*.apiKey', '*.privateKey', 'headers.authorization', 'headers["x-api-key"]'] },
    hooks: { streamWrite: secretScrubber(config) },
    mixin: () => ({ ...idsAtWork() }),
  };
  return to ? pino(options, to) : pino(options);
}

export type Log = pino.Logger;

const LEVELS = { TRACE: 'trace', DEBUG: 'debug', INFO: 'debug', WARN: 'warn', ERROR: 'error' } as const;

/** The task token is bytes that tell nobody anything; the run has the same name in all lines. */
const DROPPED = { taskToken: undefined, workflowRunId: undefined };

/**
 * The Temporal SDK's own lines, in the same form; its "info" is about its inside and goes to debug, and so does an
 * activity that only asked to be called again later, such as a card that waits for Telegram's rate.
 */
export function createSdkLogger(log: Log): Logger {
  return new DefaultLogger('DEBUG', ({ level, message, meta }) => {
    const fields: Record<string, unknown> = { ...meta, ...idsOfMeta(meta ?? {}), ...DROPPED };
    const asksForLater = (fields.error as { nextRetryDelay?: unknown } | undefined)?.nextRetryDelay !== undefined;
    log[asksForLater ? 'debug' : LEVELS[level]](fields, message);
  });
}
