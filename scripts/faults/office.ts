import { setTimeout as sleep } from 'node:timers/promises';
import type { SandboxCall } from '../demo/people';
import type { Row } from './check';
import { GROUPS } from './groups';
import type { Played } from './player';
import type { Random } from './random';
import { rowsOf } from './recovery';

const ADMIN = { id: 9001, first_name: 'Bagas' };
const SOLVER = 14;
const [TRACKING_LABEL, TRACKING_STATUS] = [3, 5];
/** A way that has not led to a decision by then is tried again. */
const AGAIN_MS = 5_000;
/** What somebody changes by hand was written so long ago that nothing of ours is on its way to it. */
const SETTLED_MS = 10_000;

/** People who work on the sheets, and an admin who approves whatever waits: by API, in the sheet, by the card's button. */
export interface Office {
  /** Approves what is pending. What fails, as while a service is away, is done again at a later look. */
  review(tracking: readonly Row[]): Promise<void>;
  /** Reviews, sorts worksheets and writes other solvers into rows until the time is over. */
  whileOpen(hours: {
    readonly endMs: number;
    readonly lookMs: number;
    /** Milliseconds between two sorts or edits. */
    readonly fussMs: number;
    readonly random: Random;
    /** Grows meanwhile. */
    readonly played: readonly Played[];
  }): Promise<void>;
  /** The solvers that people wrote, and when in ms, by the row's key. */
  readonly solvers: ReadonlyMap<string, { readonly name: string; readonly writtenMs: number }>;
  /** Reviews that were asked for, by way. */
  readonly asked: ReadonlyMap<string, number>;
  /** Keys of the rows that waited for a review. */
  readonly reviewed: () => readonly string[];
}

interface Card {
  readonly message_id: number;
  readonly reply_markup?: { readonly inline_keyboard: readonly (readonly { readonly callback_data?: string }[])[] };
}

/** @param api - root of the API, without a slash at the end */
export function createOffice(call: SandboxCall, api: string): Office {
  const solvers = new Map<string, { name: string; writtenMs: number }>();
  const asked = new Map<string, number>();
  const triedMs = new Map<string, number>();

  const ways: Record<string, (row: Row, rowNumber: number) => Promise<unknown>> = {
    api: async (row) => {
      const response = await fetch(`${api}/api/tickets/${ticketIdOf(keyOf(row))}/review`, {
        method: 'POST',
        headers: { 'Content-Type': 'application/json', 'X-API-Key': 'demo-admin' },
        body: JSON.stringify({ label: String(row[TRACKING_LABEL]) }),
        signal: AbortSignal.timeout(10_000),
      });
      await response.body?.cancel();
    },
    sheet: (_row, rowNumber) =>
      call('POST', '/sheets/people/edits', {
        ...{ worksheet: 'ML_Tracking', row: rowNumber },
        ...{ column: TRACKING_STATUS + 1, value: 'APPROVED' },
      }),
    button: async (row) => {
      const cards = await call<Card[]>('GET', `/telegram/people/chats/${ADMIN.id}/messages?bot=admin&limit=500`);
      const wanted = `rv:${ticketIdOf(keyOf(row)).replace(/-(\d+)$/, ':$1')}:`;
      const buttons = cards.flatMap(({ message_id: messageId, reply_markup: markup }) =>
        (markup?.inline_keyboard ?? []).flat().map(({ callback_data: data = '' }) => ({ messageId, data })),
      );
      const button = buttons.findLast(({ data }) => data.startsWith(wanted) && data.endsWith(':0'));
      if (!button) return;
      await call('POST', '/telegram/people/presses', { chatId: ADMIN.id, bot: 'admin', from: ADMIN, ...button });
    },
  };

  async function sort(random: Random): Promise<void> {
    const worksheet = random.pick(['Logs', 'ML_Tracking']);
    const sorting = { worksheet, column: random.between(1, 6), descending: random.next() < 0.5 };
    // There may be no such worksheet yet.
    await call('POST', '/sheets/people/sort', sorting).catch(() => undefined);
  }

  /** Only in rows that nothing of ours is on its way to: for an edit between our read and our write nobody can vouch. */
  async function editSolver(random: Random, played: readonly Played[]): Promise<void> {
    const settled = new Set(
      played.filter(({ writtenMs }) => Date.now() - writtenMs > SETTLED_MS).flatMap(({ keys }) => keys),
    );
    const rows = await call<Row[]>('GET', '/sheets/people/Logs').catch(() => []);
    const candidates = [...rows.entries()].filter(
      ([index, row]) => index > 0 && settled.has(logsKeyOf(row)) && row[SOLVER] !== '' && !solvers.has(logsKeyOf(row)),
    );
    if (candidates.length === 0) return;
    const [index] = random.pick(candidates);
    const name = `Orang ${solvers.size + 1}`;
    await call('POST', '/sheets/people/edits', { worksheet: 'Logs', row: index + 1, column: SOLVER + 1, value: name });
    // A sort may have come in between: theirs is the row that holds the name now.
    const edited = (await call<Row[]>('GET', '/sheets/people/Logs')).find((row) => row[SOLVER] === name);
    if (edited) solvers.set(logsKeyOf(edited), { name, writtenMs: Date.now() });
  }

  async function review(tracking: readonly Row[]): Promise<void> {
    for (const [index, row] of tracking.entries()) {
      const key = keyOf(row);
      const nowMs = Date.now();
      if (row[TRACKING_STATUS] !== 'pending' || nowMs - (triedMs.get(key) ?? 0) < AGAIN_MS) continue;
      const isFirst = !triedMs.has(key);
      triedMs.set(key, nowMs);
      const names = Object.keys(ways);
      const name = names[Number(/^\d+/.exec(key)?.[0] ?? 0) % names.length] ?? 'api';
      if (isFirst) asked.set(name, (asked.get(name) ?? 0) + 1);
      await ways[name]?.(row, index + 2).catch(() => undefined);
    }
  }

  return {
    solvers,
    asked,
    reviewed: () => [...triedMs.keys()],
    review,
    async whileOpen({ endMs, lookMs, fussMs, random, played }) {
      let fussedMs = Date.now();
      while (Date.now() < endMs) {
        await review(await rowsOf(call, 'ML_Tracking'));
        if (Date.now() - fussedMs > fussMs) {
          fussedMs = Date.now();
          await (random.next() < 0.5 ? sort(random) : editSolver(random, played));
        }
        await sleep(lookMs);
      }
    },
  };
}

function logsKeyOf(row: Row): string {
  return String(row[3]);
}

function keyOf(row: Row): string {
  return String(row[0]);
}

/** `812` is of the first group, `12@-4001` names its group. */
export function ticketIdOf(key: string): string {
  const [messageId = '', chatId = GROUPS[0].settingId] = key.split('@');
  return `${chatId}-${messageId}`;
}
