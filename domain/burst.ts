import { instantMs, type IsoInstant } from './local-time';

/** A technician met a symptom: one ticket whose label stands. */
export interface SymptomReport {
  readonly ticketId: string;
  readonly chatId: number;
  readonly messageId: number;
  /** Who wrote the problem: `tg:<user id>`, or `api:<name>` for one that came by API. */
  readonly technician: string;
  readonly label: string;
  /** When the problem was written, not when it was solved: what breaks at one time is solved at many. */
  readonly at: IsoInstant;
}

/** When reports of one symptom are a burst. */
export interface BurstRule {
  /** Distinct technicians, at least 2. */
  readonly technicians: number;
  readonly windowMs: number;
}

/** Reports of one symptom by so many technicians that one cause is likely. */
export interface Burst {
  readonly from: IsoInstant;
  readonly to: IsoInstant;
  /** Its reports in the order of their time. */
  readonly reports: readonly SymptomReport[];
}

/**
 * The burst that a report belongs to: all windows with enough technicians in which it lies.
 * @param reports - of one symptom; those further off than a window do not matter
 * @returns null when no such window has enough; both ends of a window belong to it
 */
export function burstAround(reports: readonly SymptomReport[], at: IsoInstant, rule: BurstRule): Burst | null {
  const timed = reports
    .map((report) => ({ report, ms: instantMs(report.at) }))
    .sort((a, b) => a.ms - b.ms || (a.report.ticketId < b.report.ticketId ? -1 : 1));
  const centreMs = instantMs(at);
  const found = new Set<SymptomReport>();
  for (const { ms: firstMs } of timed) {
    if (firstMs > centreMs || firstMs + rule.windowMs < centreMs) continue;
    const inWindow = timed.filter(({ ms }) => ms >= firstMs && ms <= firstMs + rule.windowMs);
    const technicians = new Set(inWindow.map(({ report }) => report.technician));
    if (technicians.size >= rule.technicians) inWindow.forEach(({ report }) => found.add(report));
  }
  const inOrder = timed.map(({ report }) => report).filter((report) => found.has(report));
  const [first, last] = [inOrder[0], inOrder.at(-1)];
  return first && last ? { from: first.at, to: last.at, reports: inOrder } : null;
}

/** What was found of a symptom before. */
export interface KnownBurst {
  readonly from: IsoInstant;
  readonly to: IsoInstant;
}

/**
 * What a burst is to the one known before: it goes on where not more than a window lies between them; an earlier one that
 * comes to light late is news to nobody.
 */
export function compareBurst(burst: KnownBurst, known: KnownBurst | null, windowMs: number): 'new' | 'same' | 'past' {
  if (!known || instantMs(burst.from) > instantMs(known.to) + windowMs) return 'new';
  return instantMs(burst.to) < instantMs(known.from) - windowMs ? 'past' : 'same';
}
