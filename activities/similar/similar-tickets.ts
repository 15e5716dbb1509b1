import type { Logger } from 'pino';
import { outgoingText } from '../../domain/gemini';
import { parseRowKey, ticketIdOf, type MessageAddress } from '../../domain/ids';
import { similarTexts, type SimilarTicket } from '../../domain/similar';
import { canonicalText, cutText } from '../../domain/text';
import { pause } from '../../ml/pause';
import type { SheetTickets, SolvedTicket } from '../mirror/tickets-of-sheets';
import { buildTextIndex, type TextIndex } from './text-index';

/** Finds solved tickets like a given one. */
export interface SimilarTickets {
  /**
   * Up to three solved tickets whose problems are most alike, the ticket itself left out; of equal ones, the newest.
   * Waits a moment for the first index, never for a newer one, and never throws: no answer is better than a late card.
   */
  find(ticket: MessageAddress & { readonly problem: string }): Promise<readonly SimilarTicket[]>;
}

export interface SimilarTicketsDeps {
  readonly source: Pick<SheetTickets, 'solved' | 'solvedChangedAt'>;
  /** The chat whose rows have plain message ids as keys. */
  readonly plainChat: () => Promise<number | null>;
  readonly log: Pick<Logger, 'info' | 'warn'>;
  /** @default the machine's clock, in ms */
  readonly now?: () => number;
  /** Rows taken, newest first; bounds the memory. @default 20000 */
  readonly maxRows?: number;
}

const SHOWN = 3;
/** Less alike says nothing. */
const MIN_SCORE = 0.25;
/** Twins of a ticket (sent again, the same words) are left out, so more are looked at than shown. */
const LOOKED_AT = 30;
const MAX_ROWS = 20_000;
const PAGE = 1_000;
const ROWS_PER_TURN = 100;
/** How old an index may get while rows change: building it takes a second or two of the processor. */
const REBUILD_MS = 600_000;
/** As long as there is none: the first tickets of a new desk help the next ones at once. */
const LOOK_MS = 10_000;
const FIRST_BUILD_MS = 3_000;
/** Kept of a problem and its solving: more than is shown, so that masking sees whole words. */
const KEPT_CHARS = 300;

interface Solved extends MessageAddress {
  readonly text: string;
  readonly solving: string;
  readonly symptom: string;
}

interface Built {
  readonly index: TextIndex;
  readonly tickets: readonly Solved[];
  readonly changedAt: string | null;
}

export function createSimilarTickets(deps: SimilarTicketsDeps): SimilarTickets {
  const { source, plainChat, log, now = Date.now, maxRows = MAX_ROWS } = deps;
  let built: Built | null = null;
  let lookedAtMs = -Infinity;
  let building: Promise<void> | null = null;

  async function rebuild(): Promise<void> {
    const changedAt = await source.solvedChangedAt();
    if (changedAt === null || changedAt === built?.changedAt) return;
    const startedMs = performance.now();
    const plainChatId = await plainChat();
    const tickets: Solved[] = [];
    const problems: string[] = [];
    let readCount = 0;
    for await (const ticket of solvedTickets(source, maxRows)) {
      // Masking and cleaning a page at once would hold up everything else for a tenth of a second.
      if ((readCount += 1) % ROWS_PER_TURN === 0) await pause();
      const address = addressOf(ticket.key, plainChatId);
      const problem = indexed(ticket.text);
      if (address === null || problem === '') continue;
      tickets.push({ ...address, ...kept(ticket) });
      problems.push(problem);
    }
    built = { index: await buildTextIndex(problems), tickets, changedAt };
    log.info(
      { tickets: tickets.length, ms: Math.round(performance.now() - startedMs) },
      'index of solved tickets built',
    );
  }

  /** Looks whether rows changed, in the background; one look at a time. */
  function refresh(): Promise<void> {
    if (building) return building;
    if (now() - lookedAtMs < (built ? REBUILD_MS : LOOK_MS)) return Promise.resolve();
    lookedAtMs = now();
    building = rebuild()
      .catch((error: unknown) => log.warn({ err: error }, 'no new index of solved tickets'))
      .finally(() => (building = null));
    return building;
  }

  function nearest({ index, tickets }: Built, ticket: MessageAddress & { problem: string }): SimilarTicket[] {
    const found: SimilarTicket[] = [];
    const seen = new Set<string>();
    for (const { place, score } of index.nearest(indexed(ticket.problem), LOOKED_AT)) {
      const { chatId, messageId, symptom, ...rest } = tickets[place]!;
      const twin = JSON.stringify([rest.text, symptom]);
      const isItself = chatId === ticket.chatId && messageId === ticket.messageId;
      if (score < MIN_SCORE || isItself || seen.has(twin)) continue;
      seen.add(twin);
      const address = { chatId, messageId };
      found.push({ ticketId: ticketIdOf(address), ...address, ...similarTexts(rest), symptom, score });
      if (found.length === SHOWN) break;
    }
    return found;
  }

  return {
    async find(ticket) {
      const refreshed = refresh();
      if (!built) await within(FIRST_BUILD_MS, refreshed);
      return built ? nearest(built, ticket) : [];
    },
  };
}

async function* solvedTickets(source: SimilarTicketsDeps['source'], maxRows: number): AsyncGenerator<SolvedTicket> {
  let after: SolvedTicket | undefined;
  for (let left = maxRows; left > 0; left -= PAGE) {
    const limit = Math.min(PAGE, left);
    const page = await source.solved({ limit, after });
    yield* page;
    after = page.at(-1);
    if (page.length < limit) return;
  }
}

/** A row's name that no ticket has cannot be linked to. */
function addressOf(key: string, plainChatId: number | null): MessageAddress | null {
  try {
    return parseRowKey(key, plainChatId);
  } catch {
    return null;
  }
}

/** What is compared: who it happened to makes no ticket like another. */
function indexed(problem: string): string {
  return canonicalText(outgoingText(problem));
}

function kept({ text, solving, symptom }: SolvedTicket): Pick<Solved, 'text' | 'solving' | 'symptom'> {
  return { text: cutText(text, KEPT_CHARS).text, solving: cutText(solving, KEPT_CHARS).text, symptom };
}

async function within(ms: number, work: Promise<void>): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  await Promise.race([work, new Promise((resolve) => (timer = setTimeout(resolve, ms)))]);
  clearTimeout(timer);
}
