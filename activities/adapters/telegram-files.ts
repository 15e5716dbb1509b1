import { Readable } from 'node:stream';
import type { ReadableStream } from 'node:stream/web';
import { ApplicationFailure } from '@temporalio/common';
import { callTelegram, openTelegram } from './telegram-client';

/** A download on which nothing moves for so long is dead; the time until its first byte counts, too. */
const IDLE_MS = 20_000;

/** A file as Telegram offers it for an hour. */
export interface TelegramFileInfo {
  readonly path: string;
  readonly sizeBytes: number | null;
}

/** Files that were sent to a bot. */
export interface TelegramFiles {
  /**
   * Where a file is to be had.
   * @throws ApplicationFailure as the Telegram client does; TelegramRefused, too, for a file that is too big for bots
   */
  locate(fileId: string): Promise<TelegramFileInfo>;
  /**
   * Its bytes. `sizeBytes` is what Telegram announces, null where it does not. The body fails when nothing moves for 20 s
   * or the signal is aborted, and must be read to its end or destroyed.
   * @throws ApplicationFailure, retryable: TelegramBusy, TelegramUnavailable
   */
  download(path: string, signal?: AbortSignal): Promise<{ body: Readable; sizeBytes: number | null }>;
}

export function createTelegramFiles({ token, apiRoot }: { token: string; apiRoot: string }): TelegramFiles {
  const telegram = openTelegram({ token, apiRoot });
  return {
    async locate(fileId) {
      const { file_path: path, file_size: size } = await callTelegram('getFile', (options) =>
        telegram.callApi('getFile', { file_id: fileId }, options),
      );
      if (!path) throw unavailable('getFile gave no path');
      return { path, sizeBytes: size ?? null };
    },
    async download(path, signal) {
      const idle = new AbortController();
      const timer = setTimeout(() => idle.abort(), IDLE_MS);
      try {
        // As telegraf builds it. It holds the token, so neither it nor an error's own text may go further than here.
        const address = new URL(`./file/bot${token}/${path}`, telegram.options.apiRoot);
        const response = await fetch(address, {
          // Compressed, the announced length would be another than the file's.
          headers: { 'Accept-Encoding': 'identity' },
          signal: signal ? AbortSignal.any([signal, idle.signal]) : idle.signal,
        }).catch((error: unknown) => {
          throw unavailable(`no answer (${errorName(error)})`);
        });
        if (!response.ok || !response.body) {
          await response.body?.cancel();
          throw refusal(response);
        }
        const length = response.headers.get('Content-Length');
        const body = Readable.fromWeb(response.body as ReadableStream<Uint8Array>);
        // The timer goes on: the body keeps it back as long as something moves.
        return { body: watched(body, timer), sizeBytes: length === null ? null : Number(length) };
      } catch (error) {
        clearTimeout(timer);
        throw error;
      }
    },
  };
}

function watched(body: Readable, timer: NodeJS.Timeout): Readable {
  const bytes = async function* (): AsyncGenerator<Uint8Array> {
    try {
      for await (const chunk of body as AsyncIterable<Uint8Array>) {
        timer.refresh();
        yield chunk;
      }
    } catch (error) {
      throw unavailable(`the download broke off (${errorName(error)})`);
    }
  };
  const watchedBody = Readable.from(bytes(), { objectMode: false });
  watchedBody.once('close', () => {
    clearTimeout(timer);
    body.destroy();
  });
  return watchedBody;
}

function refusal(response: Response): ApplicationFailure {
  const retryAfterSec = Number(response.headers.get('Retry-After') ?? Number.NaN);
  if (response.status !== 429) return unavailable(`HTTP ${response.status}`);
  return ApplicationFailure.create({
    type: 'TelegramBusy',
    message: 'file: Telegram asks to wait',
    nextRetryDelay: (Number.isFinite(retryAfterSec) ? retryAfterSec : 5) * 1_000,
  });
}

/** Also for a path that is unknown: it is an hour old at most, and the next try asks for a new one. */
function unavailable(detail: string): ApplicationFailure {
  return ApplicationFailure.retryable(`file: ${detail}`, 'TelegramUnavailable');
}

/** Codes and names only: the message may hold the address. */
function errorName(error: unknown): string {
  const { name, cause } = error as { name?: unknown; cause?: { code?: unknown } };
  if (typeof cause?.code === 'string') return cause.code;
  return typeof name === 'string' ? name : 'unknown error';
}
