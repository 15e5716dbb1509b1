import path from 'node:path';
import type { TemporalConnection } from '../temporal/connect';
import { createFolderRegistry } from '../activities/adapters/folder-registry';
import { createGeminiClient } from '../activities/adapters/gemini-client';
import { createMinioStore } from '../activities/adapters/minio-store';
import { createFolderStore, type ObjectStore } from '../activities/adapters/object-store';
import { createSheetsClient } from '../activities/adapters/sheets-client';
import { createTelegramFiles } from '../activities/adapters/telegram-files';
import { createMediaLinks, mediaLinkSecret } from '../activities/media-links';
import { createMediaRevocations } from '../activities/media-revocations';
import { createTelegramClient } from '../activities/adapters/telegram-client';
import { createAlbumRecords } from '../activities/album-records';
import { createChatMoves } from '../activities/chat-moves';
import { createSentMessages } from '../activities/sent-messages';
import { storyKey } from '../activities/story';
import { createChartRenderer } from '../activities/charts/renderer';
import { createMirror, type Mirror } from '../activities/mirror';
import { createModelServer } from '../activities/model-server';
import type { Config } from '../config/types';
import { withAlbums } from '../temporal/album-desk';
import { createLabelDesk } from '../temporal/label-desk';
import { createTicketDesk } from '../temporal/ticket-desk';
import type { Log } from './log';

/** Media stand apart from the product's own files where they may be public: in a bucket of their own. */
function openStores({ minio, dataDir }: Config): { store: ObjectStore; mediaStore: ObjectStore } {
  if (minio === null) {
    const store = createFolderStore(path.join(dataDir, 'objects'));
    return { store, mediaStore: store };
  }
  const { mediaBucket, stateBucket } = minio;
  return {
    store: createMinioStore({ ...minio, bucket: stateBucket }),
    mediaStore: createMinioStore({ ...minio, bucket: mediaBucket }),
  };
}

function openMirror({ databaseUrl, dataDir }: Config): Promise<Mirror> {
  return createMirror(databaseUrl === null ? { file: path.join(dataDir, 'mirror.db') } : { databaseUrl });
}

/** Every adapter, built once per process and handed down. */
export async function buildDeps(config: Config, temporal: TemporalConnection, log: Log) {
  const { client } = temporal;
  const sheets = createSheetsClient(config.google);
  const spreadsheetId = await sheets.findSpreadsheet();
  const registry = createFolderRegistry({ dir: config.modelRegistryDir });
  const models = createModelServer({ registry, log });
  const mirror = await openMirror(config);
  const { store, mediaStore } = openStores(config);
  const albums = createAlbumRecords(store);
  const moves = createChatMoves(store);
  const secret = await mediaLinkSecret({ ...config.media, dataDir: config.dataDir });
  const links = createMediaLinks({ ...config.media, secret });
  const settings = { ...config.ticket, spreadsheetId };
  const [firstGroup] = config.telegram.collecting;
  // Where the setting has the id of the supergroup it became, the plain keys are still those of the group it was.
  const plainChatId = firstGroup ? await moves.originOf(firstGroup.chatId) : null;
  const ticketDesk = createTicketDesk({
    client,
    settings,
    plainChatId,
    isArchived: async (ticketId) => (await store.get(storyKey(ticketId))) !== null,
  });
  return {
    config,
    log,
    client,
    sheets,
    spreadsheetId,
    registry,
    models,
    mirror,
    charts: createChartRenderer(),
    store,
    media: {
      store: mediaStore,
      links,
      revocations: createMediaRevocations({ store, now: () => new Date() }),
      files: createTelegramFiles({ token: config.telegram.groupToken, apiRoot: config.telegram.apiRoot }),
    },
    gemini:
      config.gemini.apiKey === null ? null : createGeminiClient({ ...config.gemini, apiKey: config.gemini.apiKey }),
    bots: {
      group: createTelegramClient({ token: config.telegram.groupToken, apiRoot: config.telegram.apiRoot }),
      admin: createTelegramClient({ token: config.telegram.adminToken, apiRoot: config.telegram.apiRoot }),
    },
    labels: createLabelDesk({ client, modelLabels: () => models.current()?.classifier.labels ?? [] }),
    /** The chat whose rows have plain message ids as keys; null: none is collected. */
    plainChatId,
    albums,
    moves,
    sent: createSentMessages(store),
    ticketDesk,
    desk: withAlbums(ticketDesk, { client, albumOf: (address) => albums.get(address) }),
  };
}

export type Deps = Awaited<ReturnType<typeof buildDeps>>;
