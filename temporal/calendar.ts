import type { Client } from '@temporalio/client';
import { WorkflowNotFoundError } from '@temporalio/client';
import { readSlaRules, slaRulesHash, type SlaRules } from '../domain/sla-rules';
import { calendarChangedSignal } from '../workflows/contracts/ticket';

/** Where the announcement stands in the object store. */
export const ANNOUNCEMENT_KEY = 'state/sla-calendar.json';

/** As much of the object store as the announcement needs. */
export interface AnnouncementStore {
  put(key: string, content: string): Promise<void>;
  get(key: string): Promise<Uint8Array | null>;
}

/** How far the announcement of some rules has come. */
interface Announcement {
  /** Of the rules, `slaRulesHash`. */
  readonly fingerprint: string;
  readonly startedAt: string;
  /** Every ticket that started after this instant, and before `startedAt`, has been told; null before the first page. */
  readonly reachedStart: string | null;
  readonly isDone: boolean;
}

export interface AnnounceOptions {
  readonly store: AnnouncementStore;
  readonly log: { info(fields: object, message: string): void };
  /** Ends the work after the page in hand; the next call goes on from there. */
  readonly abort?: AbortSignal;
  /** Tickets told between two notes of how far it got. Default 200. */
  readonly pageSize?: number;
}

export interface AnnounceResult {
  /** `superseded`: another process began to announce other rules meanwhile. */
  readonly outcome: 'unchanged' | 'announced' | 'superseded' | 'aborted';
  /** Tickets told by this call. */
  readonly told: number;
}

const PAGE = 200;
/** Signals under way at once. */
const PARALLEL = 20;
/** A start may take so long to be listed; tickets of that time, and those begun while we told others, are told at the end. */
const LISTING_DELAY_MS = 60_000;

/**
 * Tells all running tickets the SLA's rules, if they are not the ones last announced: on a restart with the same
 * settings it asks the store once and nothing else. Begun again after a crash it goes on where it was; a ticket told
 * twice changes once. Without a note in the store, as on the first start, it tells everybody.
 * @throws InvalidCalendar, InvalidInput for rules no clock can go by; the server's or the store's error, after which a
 * call goes on from the last page
 */
export async function announceCalendar(
  client: Client,
  settings: SlaRules,
  { store, log, abort, pageSize = PAGE }: AnnounceOptions,
): Promise<AnnounceResult> {
  const rules = readSlaRules(settings);
  const fingerprint = slaRulesHash(rules);
  const found = await readAnnouncement(store);
  if (found?.fingerprint === fingerprint && found.isDone) return { outcome: 'unchanged', told: 0 };
  let state: Announcement =
    found?.fingerprint === fingerprint
      ? found
      : { fingerprint, startedAt: new Date().toISOString(), reachedStart: null, isDone: false };
  const save = (change: Partial<Announcement>): Promise<void> => {
    state = { ...state, ...change };
    return store.put(ANNOUNCEMENT_KEY, JSON.stringify(state));
  };
  await save({});
  const told = new Set<string>();

  /** @returns why it stopped early, null at the end of the list */
  const tellAll = async (where: string, keepsPlace: boolean): Promise<AnnounceResult['outcome'] | null> => {
    for await (const page of pagesOf(client, where, pageSize)) {
      if (abort?.aborted) return 'aborted';
      if ((await readAnnouncement(store))?.fingerprint !== fingerprint) return 'superseded';
      const untold = page.filter(({ workflowId }) => !told.has(workflowId));
      for (const workflowId of await tellPage(client, rules, untold)) told.add(workflowId);
      const last = page.at(-1);
      const reachedStart = last ? new Date(last.startMs + 1).toISOString() : null;
      if (keepsPlace) await save({ reachedStart });
      log.info({ told: told.size, reachedStart }, 'open tickets are told the changed SLA calendar');
    }
    return null;
  };

  const before = state.reachedStart ? ` AND StartTime <= "${state.reachedStart}"` : '';
  const recent = new Date(Date.parse(state.startedAt) - LISTING_DELAY_MS).toISOString();
  const early = (await tellAll(before, true)) ?? (await tellAll(` AND StartTime >= "${recent}"`, false));
  if (early) return { outcome: early, told: told.size };
  await save({ isDone: true });
  log.info({ told: told.size }, 'all open tickets know the SLA calendar');
  return { outcome: 'announced', told: told.size };
}

interface ListedTicket {
  readonly workflowId: string;
  /** The server knows parts of a millisecond, we do not. */
  readonly startMs: number;
}

/** Running tickets, latest start first, which is visibility's own order on every store. */
async function* pagesOf(client: Client, where: string, pageSize: number): AsyncGenerator<ListedTicket[]> {
  const query = `ExecutionStatus = "Running" AND WorkflowType = "ticketWorkflow"${where}`;
  let page: ListedTicket[] = [];
  for await (const { workflowId, startTime } of client.workflow.list({ query, pageSize })) {
    page.push({ workflowId, startMs: startTime.getTime() });
    if (page.length < pageSize) continue;
    yield page;
    page = [];
  }
  if (page.length > 0) yield page;
}

/** @returns ids of those told; one that closed since it was listed is left alone */
async function tellPage(client: Client, rules: SlaRules, page: readonly ListedTicket[]): Promise<string[]> {
  const told: string[] = [];
  const queue = [...page];
  const tellNext = async (): Promise<void> => {
    for (let next = queue.shift(); next; next = queue.shift()) {
      try {
        await client.workflow.getHandle(next.workflowId).signal(calendarChangedSignal, rules);
        told.push(next.workflowId);
      } catch (error) {
        if (!(error instanceof WorkflowNotFoundError)) throw error;
      }
    }
  };
  await Promise.all(Array.from({ length: PARALLEL }, tellNext));
  return told;
}

/** null where there is none, or none that can be read: then all are told, which repeats nothing. */
async function readAnnouncement(store: AnnouncementStore): Promise<Announcement | null> {
  const content = await store.get(ANNOUNCEMENT_KEY);
  if (!content) return null;
  try {
    const { fingerprint, startedAt, reachedStart, isDone } = JSON.parse(
      new TextDecoder().decode(content),
    ) as Announcement;
    const isWhole = typeof fingerprint === 'string' && !Number.isNaN(Date.parse(startedAt));
    const isPlace = reachedStart === null || !Number.isNaN(Date.parse(reachedStart));
    return isWhole && isPlace ? { fingerprint, startedAt, reachedStart, isDone: isDone === true } : null;
  } catch {
    return null;
  }
}
