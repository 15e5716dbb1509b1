import path from 'node:path';
import { Registry } from 'prom-client';
import { createMinioStore } from '../activities/adapters/minio-store';
import { createFolderStore, type ObjectStore } from '../activities/adapters/object-store';
import { createSheetsClient } from '../activities/adapters/sheets-client';
import { createAlbumRecords } from '../activities/album-records';
import { checkBuckets } from '../activities/bucket-check';
import { createChatMoves } from '../activities/chat-moves';
import { createMetrics } from '../activities/metrics';
import { postMessage } from '../activities/outbox-port';
import { createPlainChat } from '../activities/plain-chat';
import { rememberingOrigin } from '../activities/remembered-origin';
import { createSentMessages } from '../activities/sent-messages';
import { createSheetLink } from '../activities/sheets/spreadsheets-of';
import { readStory } from '../activities/story';
import type { Config } from '../config/types';
import { withAlbums } from '../temporal/album-desk';
import { createLedgerDesk } from '../temporal/ledger-desk';
import type { TemporalConnection } from '../temporal/connect';
import { createTicketDesk } from '../temporal/ticket-desk';
import { createWebhookEmitter } from '../temporal/webhook-emitter';
import type { OutboxItem } from '../workflows/contracts/outbox';
import type { Log } from './log';

/** Media stand apart from the product's own files where they may be public: in a bucket of their own. */
export function openStores({ minio, dataDir }: Config): { store: ObjectStore; mediaStore: ObjectStore } {
  if (minio === null) {
    const store = createFolderStore(objectsFolder(dataDir));
    return { store, mediaStore: store };
  }
  const { mediaBucket, stateBucket } = minio;
  return {
    store: createMinioStore({ ...minio, bucket: stateBucket }),
    mediaStore: createMinioStore({ ...minio, bucket: mediaBucket }),
  };
}

/** The folder that stands in for an object store where none is configured. */
export function objectsFolder(dataDir: string): string {
  return path.join(dataDir, 'objects');
}

/** What every process of the product has, built once: the way to tickets and the object store. Opens no database. */
export async function buildCore(config: Config, temporal: TemporalConnection, log: Log) {
  const { client } = temporal;
  const sheets = createSheetsClient(config.google);
  const spreadsheetId = await sheets.findSpreadsheet();
  await checkBuckets({ minio: config.minio, bucketBaseUrl: config.media.bucketBaseUrl, log });
  const { store, mediaStore } = openStores(config);
  const moves = createChatMoves(store);
  const albums = createAlbumRecords(store);
  const [firstGroup] = config.telegram.collecting;
  const plainChat = createPlainChat(rememberingOrigin(moves, config.dataDir), firstGroup?.chatId ?? null);
  const webhookEvents = createWebhookEmitter({ client });
  const ticketDesk = createTicketDesk({
    client,
    emit: (news) => webhookEvents.emit(news),
    settings: { ...config.ticket, spreadsheetId },
    plainChat: () => plainChat.forNewTicket(),
    archivedStory: (ticketId) => readStory(store, ticketId),
  });
  return {
    config,
    log,
    client,
    sheets,
    spreadsheetId,
    /** Hands a message for all admins to their outboxes. */
    tellAdmins: (item: OutboxItem): Promise<void> =>
      postMessage({ client, moves, settings: config.telegram }, { to: { role: 'admins' }, item }),
    store,
    mediaStore,
    webhookEvents,
    metrics: createMetrics(new Registry(), config.gemini),
    ledger: createLedgerDesk({ client, spreadsheetId }),
    plainChat,
    sheetUrl: createSheetLink({ store, spreadsheetId, apiRoot: config.google.apiRoot }),
    albums,
    moves,
    sent: createSentMessages(store),
    ticketDesk,
    desk: withAlbums(ticketDesk, { client, albumOf: (address) => albums.get(address) }),
  };
}

export type Core = Awaited<ReturnType<typeof buildCore>>;
