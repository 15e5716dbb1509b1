import type { TelegramTrouble } from '../../activities/adapters/telegram-errors';
import type { Language } from '../../domain/language';
import { instantOf, localDateTime } from '../../domain/local-time';
import { intakeTextsIn } from '../texts/texts-in';
import { backoffMs, systemClock, type IntakeClock } from './clock';

/** Why no update gets through. */
export type OutageCause = 'temporal' | 'storage' | TelegramTrouble['kind'];
/** Where it is stuck: one outage at a time in each place. */
export type OutagePlace = 'desk' | 'telegram:group' | 'telegram:admin';

/** Something that fails and will be tried again: an update, or the asking for updates. */
export interface Failing {
  readonly place: OutagePlace;
  readonly cause: OutageCause;
  /** What is tried: the outage lasts until each of its subjects worked. */
  readonly subject: string;
}

/** Tells admins of outages: once when one has lasted, and once when it is over. */
export interface Outages {
  failed(failing: Failing): void;
  worked(subject: string): void;
  /** Gives up what is still to be told, and waits for what is being told. */
  stop(): Promise<void>;
}

/** Brings a text to the admins. Both resolve to whether it is sure to get there; a key that was told is not told again. */
export interface AdminTeller {
  /** @param quietMs - the same key may be told again after this time; absent: never */
  tell(key: string, html: string, quietMs?: number): Promise<boolean>;
  /** Past Temporal, for when it is down. */
  tellDirect(key: string, html: string): Promise<boolean>;
}

export interface OutagesDeps {
  readonly teller: AdminTeller;
  readonly timeZone: string;
  /** What admins are told in. */
  readonly language: Language;
  /** How long a cause has to last before admins hear of it, in ms. @default {@link GRACE_MS} */
  readonly graceMs?: Partial<Record<OutageCause, number>>;
  /** @default the machine's */
  readonly now?: () => number;
  /** @default the machine's clock */
  readonly clock?: IntakeClock;
}

/** A restart of Temporal, a rolling update or a hiccup of Telegram is nobody's business; a wrong token heals never. */
const GRACE_MS: Readonly<Record<OutageCause, number>> = {
  temporal: 15_000,
  storage: 15_000,
  conflict: 15_000,
  refused: 15_000,
  rateLimited: 60_000,
  unreachable: 60_000,
  unauthorized: 0,
};
const END_TRIES = 20;

interface Outage {
  readonly sinceMs: number;
  readonly failing: Set<string>;
  /** null: not told, or the telling failed. */
  telling: Promise<boolean> | null;
}

/** Keeps track of what fails in each place. In memory: a process that starts anew begins a new outage. */
export function createOutages(deps: OutagesDeps): Outages {
  const { teller, timeZone, language, graceMs = {}, now = Date.now, clock = systemClock } = deps;
  const texts = intakeTextsIn(language);
  const open = new Map<OutagePlace, Outage>();
  const endings = new Set<Promise<void>>();
  const stopping = new AbortController();
  const botOf = (place: OutagePlace): string =>
    place === 'desk' ? '' : texts.bots[place === 'telegram:group' ? 'group' : 'admin'];
  const localTime = (ms: number): string => localDateTime(instantOf(ms), timeZone);

  function begin(place: OutagePlace, cause: OutageCause, outage: Outage): void {
    const key = `outage:${place}:${outage.sinceMs}`;
    const html = texts.outage.began[cause](botOf(place), localTime(outage.sinceMs));
    const telling = (cause === 'temporal' ? teller.tellDirect(key, html) : teller.tell(key, html)).catch(() => false);
    outage.telling = telling;
    void telling.then((isTold) => {
      // The next failure tries to tell again.
      if (!isTold && outage.telling === telling) outage.telling = null;
    });
  }

  async function end(place: OutagePlace, outage: Outage): Promise<void> {
    if (!(await outage.telling)) return;
    const key = `outage:${place}:${outage.sinceMs}:end`;
    const html = texts.outage.ended(botOf(place), localTime(outage.sinceMs), localTime(now()));
    for (let tries = 1; tries <= END_TRIES; tries += 1) {
      if (await teller.tell(key, html).catch(() => false)) return;
      if (stopping.signal.aborted) return;
      await clock.wait(backoffMs(tries, clock.random()), stopping.signal);
    }
  }

  return {
    failed({ place, cause, subject }) {
      const outage = open.get(place) ?? { sinceMs: now(), failing: new Set(), telling: null };
      open.set(place, outage);
      outage.failing.add(subject);
      const lastedMs = now() - outage.sinceMs;
      if (outage.telling === null && lastedMs >= (graceMs[cause] ?? GRACE_MS[cause])) begin(place, cause, outage);
    },
    worked(subject) {
      for (const [place, outage] of open) {
        if (!outage.failing.delete(subject) || outage.failing.size > 0) continue;
        open.delete(place);
        const ending = end(place, outage);
        endings.add(ending);
        void ending.finally(() => endings.delete(ending));
      }
    },
    async stop() {
      stopping.abort();
      await Promise.all(endings);
    },
  };
}
