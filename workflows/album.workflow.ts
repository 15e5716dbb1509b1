import { condition, proxyActivities, setHandler, sleep } from '@temporalio/workflow';
import type { AlbumInput, AlbumReply, AlbumResult, AlbumSignal } from './contracts/album';
import { albumSignal } from './contracts/album';
import { albumProfile } from './options';
import { persistently } from './persistently';
import type { AlbumActivities } from './ports';
import { readCancel, readProblemEdited, readStaffMessage, whenReadable } from './signal-shapes';
import { movesOnWithVersions } from './versioning';

const { settleAlbum } = proxyActivities<AlbumActivities>(albumProfile);

/** Telegram sends an album as single messages without an end mark, all within a second or so. */
const QUIET_MS = 2_000;

/**
 * Gathers an album until it is quiet, then opens its ticket, or hands what is new to it. Nothing is kept here between
 * two runs: the activity remembers the album, so an item, an edit or a reply of any later day starts another run.
 */
export async function albumWorkflow(input: AlbumInput): Promise<AlbumResult> {
  const news: AlbumSignal[] = [];
  let newsAt = Date.now();
  setHandler(
    albumSignal,
    whenReadable('album', readAlbumSignal, (signal) => {
      news.push(signal);
      newsAt = Date.now();
    }),
  );
  await condition(() => news.length > 0);
  for (;;) {
    for (let restMs = QUIET_MS; restMs > 0; restMs = newsAt + QUIET_MS - Date.now()) {
      await sleep(restMs, { summary: 'until the album is quiet' });
    }
    const batch = news.splice(0);
    const items = batch.flatMap(({ item }) => item ?? []);
    const replies = batch.flatMap(({ reply }) => reply ?? []);
    const summary = `${items.length} items, ${replies.length} replies`;
    const result = await persistently('settleAlbum', () =>
      settleAlbum.executeWithOptions({ summary }, [{ ...input, items, replies }]),
    );
    if (news.length === 0) return result;
  }
}
movesOnWithVersions(albumWorkflow);

function readAlbumSignal(argument: unknown): AlbumSignal | null {
  if (typeof argument !== 'object' || argument === null) return null;
  const { item: rawItem, reply: rawReply } = argument as { item?: unknown; reply?: unknown };
  const item = readItem(rawItem);
  const reply = readReply(rawReply);
  return item || reply ? { item, reply } : null;
}

function readItem(raw: unknown): AlbumSignal['item'] {
  const { messageId, problem } = (raw ?? {}) as { messageId?: unknown; problem?: unknown };
  const read = readProblemEdited({ updateId: null, problem });
  return read && typeof messageId === 'number' ? { messageId, problem: read.problem } : null;
}

function readReply(raw: unknown): AlbumReply | null {
  const { kind, signal: rawSignal, request: rawRequest } = (raw ?? {}) as Record<string, unknown>;
  if (kind === 'cancel') {
    const request = readCancel(rawRequest);
    return request && { kind, request };
  }
  const signal = kind === 'answer' || kind === 'edit' ? readStaffMessage(rawSignal) : null;
  return signal && { kind: kind === 'answer' ? 'answer' : 'edit', signal };
}
