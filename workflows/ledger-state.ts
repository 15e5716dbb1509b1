import { emptyBacklog, heldWeight, sum, waitingCount, weigh, type Weight } from '../domain/backlog';
import type { CarriedLedger, LedgerEntry, LedgerState, LedgerStatus, RowName } from './contracts/ledger';

/** The state a run begins with. */
export function stateOf(carried: CarriedLedger | null, newUuid: () => string): LedgerState {
  const fresh: LedgerState = {
    ...emptyBacklog<LedgerEntry>(),
    uuid: carried?.uuid ?? newUuid().replaceAll('-', '').slice(0, 8),
    batchNumber: 0,
    groups: [],
    inFlight: null,
    parked: [],
    parkedFiles: [],
    marks: [],
    written: 0,
    outage: null,
    alertNumber: 0,
    untoldParked: [],
    spreadsheets: null,
    placed: [],
    rollOver: null,
  };
  return { ...fresh, ...carried };
}

/** What is taken from the backlog and not in the sheet yet. */
export function weightInFlight({ inFlight, groups, placed }: LedgerState): Weight {
  const waiting = [...groups, ...placed.map(({ entries }) => entries)];
  return sum([weigh(inFlight?.batch.entries ?? []), ...waiting.map(weigh)]);
}

/** All entries held in memory: what the next run would be given. */
export function weightHeld(state: LedgerState): Weight {
  return sum([heldWeight(state), weightInFlight(state), weigh(state.parked.map(({ entry }) => entry))]);
}

/** Entries that are not in the sheet, parked ones not counted. */
export function pendingCount(state: LedgerState): number {
  return waitingCount(state) + weightInFlight(state).entries;
}

/** @param pendingSince - ms, when the oldest entry not yet in flight came */
export function statusOf(state: LedgerState, pendingSince: number | null): LedgerStatus {
  return {
    pending: pendingCount(state),
    spilled: countOf(state.spilled),
    blocked: state.outage?.told?.cause ?? null,
    parked: state.parked.map(({ entry, reason }) => ({ worksheet: entry.worksheet, key: entry.key, reason })),
    parkedMore: countOf(state.parkedFiles),
    written: state.written,
    batches: state.batchNumber,
    oldestPendingSince: state.inFlight?.since ?? (pendingSince === null ? null : new Date(pendingSince).toISOString()),
  };
}

/** What Temporal's UI shows of a ledger, in Markdown. */
export function detailsOf(state: LedgerState): string {
  const blocked = state.outage?.told;
  return [
    `**written** ${state.written}`,
    `**pending** ${pendingCount(state)}`,
    ...(state.spilled.length > 0 ? [`**in files** ${countOf(state.spilled)}`] : []),
    `**parked** ${state.parked.length + countOf(state.parkedFiles)}`,
    `**batches** ${state.batchNumber}`,
    ...(blocked ? [`**blocked** ${blocked.cause}`] : []),
  ].join(' · ');
}

export function isSameRow(a: RowName, b: RowName): boolean {
  return a.worksheet === b.worksheet && a.key === b.key;
}

function countOf(files: readonly { readonly entries: number }[]): number {
  return files.reduce((count, { entries }) => count + entries, 0);
}
