import type { z } from 'zod';
import type { RetrainDesk } from '../../temporal/retrain-desk';
import type { listedTicket } from '../schemas/tickets';
import { trainingNews } from './training-news';
import type { LiveEvent } from './hub';

type ListedTicket = z.infer<typeof listedTicket>;

export interface WatchDeps {
  /** The newest tickets, and those that wait for a person. */
  readonly newest: () => Promise<readonly ListedTicket[]>;
  readonly waiting: () => Promise<readonly ListedTicket[]>;
  readonly retrain: Pick<RetrainDesk, 'run' | 'progress' | 'step'>;
  readonly publish: (event: LiveEvent) => void;
  readonly log: { error(fields: object, message: string): void };
  /** ms between two looks; default 2 s */
  readonly everyMs?: number;
}

/** Looks for everybody at once, and only while somebody listens. */
export interface Watch {
  start(): void;
  stop(): void;
}

const EVERY_MS = 2_000;
/** Longest pause between two looks while Temporal does not answer. */
const LONGEST_MS = 30_000;

/**
 * Compares what Temporal's visibility store says now with what it said at the last look, and publishes the difference:
 * `tickets` with those that changed, `reviews` with how many wait, `training` with how far a retraining is. What is known is
 * kept while nobody listens, so that the first look afterwards tells what changed meanwhile.
 */
export function createWatch({ newest, waiting, retrain, publish, log, everyMs = EVERY_MS }: WatchDeps): Watch {
  const training = trainingNews(retrain, publish);
  let known: ReadonlyMap<string, string> | null = null;
  let knownWaiting: string | null = null;
  let timer: NodeJS.Timeout | undefined;
  /** Counts starts: a look that began before the last one must not go on beside it. null: nobody listens. */
  let turn: number | null = null;
  let turns = 0;
  let failures = 0;

  async function lookAtTickets(): Promise<void> {
    const [recent, queue] = await Promise.all([newest(), waiting()]);
    const all = new Map([...recent, ...queue].map((ticket) => [ticket.id, ticket]));
    const now = new Map([...all].map(([id, ticket]) => [id, JSON.stringify(ticket)]));
    // Those that left both lists while they waited for a person are read again by whoever shows them.
    const gone = knownWaiting === null ? [] : knownWaiting.split(' ').filter((id) => id !== '' && !now.has(id));
    const changed = [...all.values()].filter(({ id }) => known !== null && known.get(id) !== now.get(id));
    if (changed.length > 0 || gone.length > 0) publish({ name: 'tickets', data: { changed, gone } });
    const ids = queue.map(({ id }) => id).join(' ');
    if (knownWaiting !== null && ids !== knownWaiting) publish({ name: 'reviews', data: { waiting: queue.length } });
    known = now;
    knownWaiting = ids;
  }

  async function look(mine: number): Promise<void> {
    const looks = await Promise.allSettled([lookAtTickets(), training.look()]);
    const failed = looks.find((one) => one.status === 'rejected');
    if (failed && failures === 0) log.error({ err: failed.reason as unknown }, 'live news cannot be had; trying on');
    if (!failed && failures > 0) publish({ name: 'resync', data: {} });
    failures = failed ? failures + 1 : 0;
    const pauseMs = Math.min(LONGEST_MS, everyMs * 2 ** Math.min(failures, 10));
    if (turn === mine) timer = setTimeout(() => void look(mine), pauseMs);
  }

  return {
    start() {
      if (turn !== null) return;
      turns += 1;
      const mine = turns;
      turn = mine;
      timer = setTimeout(() => void look(mine), 0);
    },
    stop() {
      turn = null;
      clearTimeout(timer);
    },
  };
}
