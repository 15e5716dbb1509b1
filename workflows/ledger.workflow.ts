import {
  allHandlersFinished,
  condition,
  continueAsNew,
  patched,
  proxyActivities,
  setCurrentDetails,
  setHandler,
  uuid4,
  workflowInfo,
} from '@temporalio/workflow';
import { accept, fits, HELD_LIMIT, PARKED_LIMIT, sum, waitingCount, type Weight } from '../domain/backlog';
import { isLanguage } from '../domain/language';
import type { BatchResult, LedgerBatch, LedgerInput } from './contracts/ledger';
import { ledgerStatusQuery, retryParkedSignal, upsertSignal } from './contracts/ledger';
import { tellBlocked, tellLost, tellNewlyParked, tellRecovered } from './ledger-alerts';
import { blockOf, freeze, retryParked } from './ledger-batch';
import { keepSmall, type Keeper } from './ledger-files';
import { gatherNext, hasGathered, nextOfOne, nextOfSeveral } from './ledger-places';
import { retryRollOver, rollOverIfDue, tryRollOver } from './ledger-roll-over';
import { noteMark, parkBatch, settleBatch } from './ledger-settle';
import { detailsOf, stateOf, statusOf, weightHeld } from './ledger-state';
import { sheetWriteProfile } from './options';
import { persistently } from './persistently';
import type { SheetActivities } from './ports';
import { readEntries, whenReadable } from './signal-shapes';
import { movesOnWithVersions } from './versioning';

const { writeBatch } = proxyActivities<SheetActivities>(sheetWriteProfile);

/** Rows of one request: Google's advice is at most 2 MB of JSON, and a batch counts once against the quota. */
const BATCH_ROWS = 500;
/** Half of what a ledger may hold, which a batch in flight is part of. */
const BATCH_BYTES = 500_000;
const BATCH_BYTES_WITHOUT_FILES = 1_000_000;
const GATHER_MS = 2_000;
/** A run takes at most 10,000 signals; half of that leaves room for a burst. */
const MAX_SIGNALS = 5_000;
const MAX_HISTORY_BYTES = 10_000_000;
/** Between two batches a run ends a little before: a batch that is handed over while under way costs its requests twice. */
const EARLY = 0.8;
/** The server fails a workflow whose input is over 2 MB, and all that waits would be lost: rather a longer run. */
const MAX_CARRIED_UNITS = 1_000_000;
const MAX_HELD: Weight = sum([HELD_LIMIT, PARKED_LIMIT]);
/**
 * How long to wait before looking again whether people mended the sheet: they mostly do at once, and a look costs a
 * request or two. After some looks the wait is doubled each time, up to the maximum.
 */
const BLOCKED_PAUSE_MS = 5_000;
const MAX_BLOCKED_PAUSE_MS = 20_000;
const SOON_LOOKS = 6;

/**
 * The only writer of a spreadsheet and of those that follow it. Entries come in by signal, rows go out in batches that
 * Google applies once.
 */
export async function ledgerWorkflow(input: LedgerInput): Promise<void> {
  const { spreadsheetId } = input;
  const state = stateOf(input.carried, uuid4);
  // Runs begun before there were files keep all in memory until they are over.
  const hasFiles = patched('ledger-files');
  const keeper: Keeper | null = hasFiles
    ? keepSmall(spreadsheetId, state, (entries) => tellLost(state, entries))
    : null;
  let signals = 0;
  let retries = 0;
  let pendingSince: number | null = waitingCount(state) > 0 ? Date.now() : null;

  const take = whenReadable('upsert', readEntries, (entries) => {
    pendingSince ??= Date.now();
    accept(state, entries);
  });
  setHandler(upsertSignal, (entries, context) => {
    signals += 1;
    if (isLanguage(context?.language)) state.language = context.language;
    take(entries);
  });
  setHandler(retryParkedSignal, () => {
    signals += 1;
    retries += 1;
    if (state.parked.length + state.parkedFiles.length > 0) pendingSince ??= Date.now();
    retryRollOver(state);
    retryParked(state);
  });
  setHandler(ledgerStatusQuery, () => statusOf(state, pendingSince));

  const isFull = (share: number): boolean =>
    signals >= MAX_SIGNALS * share ||
    workflowInfo().historySize >= MAX_HISTORY_BYTES * share ||
    workflowInfo().continueAsNewSuggested;
  const isSmall = (): boolean =>
    keeper
      ? !keeper.isWriting() && fits(weightHeld(state), MAX_HELD)
      : JSON.stringify(state).length <= MAX_CARRIED_UNITS;
  const mustHandOver = (): boolean => isFull(1) && isSmall();
  const mayHandOver = (): boolean => isFull(hasFiles ? EARLY : 1) && isSmall();
  const limits = { maxRows: BATCH_ROWS, maxBytes: hasFiles ? BATCH_BYTES : BATCH_BYTES_WITHOUT_FILES };

  for (let blockedTimes = 0; !mayHandOver();) {
    if (!state.inFlight) {
      const hasWork = (): boolean => state.pending.length > 0 || hasGathered(state);
      await condition(() => hasWork() || (hasFiles && mayHandOver()), '1 day', { summary: 'until a row is due' });
      if (!hasWork()) continue;
      if (!hasGathered(state)) {
        await condition(() => state.pending.length >= BATCH_ROWS, GATHER_MS, { summary: 'gathering a batch' });
      }
      const since = pendingSince ?? Date.now();
      gatherNext(state, limits);
      const next = nextOfOne(spreadsheetId, state) ?? (await nextOfSeveral(state, mustHandOver));
      if (!next) break;
      state.inFlight = { batch: freeze(input, state, next), since: new Date(since).toISOString() };
      pendingSince = waitingCount(state) > 0 ? Date.now() : null;
    }
    const { batch, since } = state.inFlight;
    // In a long outage the run would outgrow its limits: the next one takes the batch over as it is.
    let isKnown = false;
    const result = await Promise.race([
      send(batch).finally(() => (isKnown = true)),
      condition(() => isKnown || mustHandOver()).then(() => null),
    ]);
    if (result === null) break;
    let blocked = blockOf(input, state, batch, result);
    if (result.kind === 'full' && (await tryRollOver(spreadsheetId, state))) blocked = null;
    if (!state.inFlight) pendingSince = Date.parse(since);
    if (blocked) {
      await tellBlocked(state, blocked);
      setCurrentDetails(detailsOf(state));
      blockedTimes += 1;
      const doubled = BLOCKED_PAUSE_MS * 2 ** Math.max(0, blockedTimes - SOON_LOOKS);
      const [pauseMs, seen] = [Math.min(doubled, MAX_BLOCKED_PAUSE_MS), retries];
      await condition(() => retries > seen || mayHandOver(), pauseMs, { summary: `blocked: ${blocked.cause}` });
      continue;
    }
    blockedTimes = 0;
    if (result.kind === 'elsewhere' || result.kind === 'full') {
      noteMark(state, batch, result);
      continue;
    }
    if (result.kind === 'blocked') await parkBatch(state, batch, result.reason);
    else await settleBatch(state, batch, result);
    state.inFlight = null;
    // What a refused batch left behind waits as long as the batch did.
    if (hasGathered(state)) pendingSince = Date.parse(since);
    else if (hasFiles) {
      await tellNewlyParked(state);
      await tellRecovered(state);
    }
    if (result.kind === 'applied' && result.isNearlyFull) await rollOverIfDue(spreadsheetId, state, batch);
    setCurrentDetails(detailsOf(state));
  }
  await condition(() => allHandlersFinished() && !keeper?.isWriting());
  keeper?.stop();
  await continueAsNew<typeof ledgerWorkflow>({ ...input, carried: state });
}
movesOnWithVersions(ledgerWorkflow);

/** Sends a batch, as often as it takes, until its fate is known. */
function send(batch: LedgerBatch): Promise<BatchResult> {
  const summary = `batch ${batch.markValue.split(':')[1]}: ${batch.entries.length} rows`;
  return persistently(summary, () => writeBatch.executeWithOptions({ summary }, [batch]));
}
