import { Readable } from 'node:stream';
import { Context } from '@temporalio/activity';
import { ApplicationFailure } from '@temporalio/common';
import { MAX_MEDIA_MB, mediaObjectKey, shownType } from '../domain/media';
import type { MediaActivities, MediaResult } from '../workflows/ports';
import type { ObjectStore } from './adapters/object-store';
import { telegramRefusal } from './adapters/telegram-client';
import type { TelegramFileInfo, TelegramFiles } from './adapters/telegram-files';

/** Files on their way at once: a store or a line that is slow must not take the worker's slots from the tickets. */
const PLACES = 4;
const FULL_RETRY_MS = 3_000;
const MAX_BYTES = MAX_MEDIA_MB * 1024 * 1024;
/** Telegram has one answer for a wrong id and for a passing fault of its own: after so long it is taken for the former. */
const AMBIGUOUS_FOR_MS = 60 * 60_000;
const AMBIGUOUS_RETRY_MS = 2 * 60_000;

export interface MediaActivityDeps {
  /** Of the bot that reads the group: an id of a file is worth nothing to another bot. */
  readonly files: TelegramFiles;
  readonly store: ObjectStore;
  /** Begin of the keys, '' for none. */
  readonly prefix: string;
  readonly linkOf: (key: string) => string;
  readonly now: () => number;
}

/** Brings files from Telegram into the object store, as streams: none is ever in memory whole. */
export function createMediaActivities({ files, store, prefix, linkOf, now }: MediaActivityDeps): MediaActivities {
  let taken = 0;

  async function transfer({ media, ...where }: Parameters<MediaActivities['storeMedia']>[0]): Promise<MediaResult> {
    const context = Context.current();
    const found = await locate(files, media.fileId, now() - context.info.scheduledTimestampMs);
    if (found.kind !== 'there') return found.result;
    context.heartbeat();
    const { body, sizeBytes: announced } = await files.download(found.file.path, context.cancellationSignal);
    const sizeBytes = announced ?? found.file.sizeBytes ?? media.sizeBytes;
    if (sizeBytes === null || sizeBytes > MAX_BYTES) {
      body.destroy();
      if (sizeBytes !== null) return { status: 'tooLarge' };
      throw ApplicationFailure.retryable('file: Telegram does not say how long it is', 'TelegramUnavailable');
    }
    const key = mediaObjectKey({ prefix, ...where, media });
    const contentType = shownType(key) ?? 'application/octet-stream';
    await store.put(key, { body: beating(body, () => context.heartbeat()), sizeBytes, contentType });
    return { status: 'stored', key, url: linkOf(key) };
  }

  return {
    async storeMedia(input) {
      if (taken >= PLACES) {
        throw ApplicationFailure.create({
          type: 'MediaBusy',
          message: `${PLACES} files are on their way already`,
          nextRetryDelay: FULL_RETRY_MS,
        });
      }
      taken += 1;
      try {
        return await transfer(input);
      } finally {
        taken -= 1;
      }
    },
  };
}

type Located = { kind: 'there'; file: TelegramFileInfo } | { kind: 'away'; result: MediaResult };

async function locate(files: TelegramFiles, fileId: string, sinceMs: number): Promise<Located> {
  try {
    return { kind: 'there', file: await files.locate(fileId) };
  } catch (error) {
    const refusal = telegramRefusal(error);
    if (!refusal) throw error;
    const { code, description } = refusal;
    if (/file is too big/i.test(description)) return { kind: 'away', result: { status: 'tooLarge' } };
    if (/temporarily unavailable/i.test(description) && sinceMs < AMBIGUOUS_FOR_MS) {
      throw ApplicationFailure.create({
        type: 'TelegramUnavailable',
        message: `getFile: ${code} ${description}`,
        nextRetryDelay: AMBIGUOUS_RETRY_MS,
      });
    }
    return { kind: 'away', result: { status: 'failed', reason: `Telegram refuses the file: ${code} ${description}` } };
  }
}

/** A body that tells of each piece: a transfer that stands still misses its heartbeat and is begun anew. */
function beating(body: Readable, beat: () => void): Readable {
  const pieces = async function* (): AsyncGenerator<Uint8Array> {
    for await (const piece of body as AsyncIterable<Uint8Array>) {
      beat();
      yield piece;
    }
  };
  const told = Readable.from(pieces(), { objectMode: false });
  told.once('close', () => body.destroy());
  return told;
}
