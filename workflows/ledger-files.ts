import { condition, isCancellation, log, proxyActivities } from '@temporalio/workflow';
import { beginStep, endStep, fits, needsStep, PARKED_LIMIT, weigh, type BacklogStep } from '../domain/backlog';
import type { LedgerEntry, LedgerState } from './contracts/ledger';
import { weightInFlight } from './ledger-state';
import { archiveProfile } from './options';
import { persistently } from './persistently';
import type { SpillActivities } from './ports';

const { spillEntries, readSpilled, deleteSpilled } = proxyActivities<SpillActivities>(archiveProfile);

export interface Keeper {
  /** A file is being written whose number nobody knows yet: not the moment to continue as new. */
  isWriting(): boolean;
  /** Begins nothing any more. */
  stop(): void;
}

/**
 * Keeps a ledger's state small beside its writing: what it has no room for goes into files of the object store and comes
 * back in order. A file is deleted once its entries are held again, that is, stand in the workflow's history.
 * @param tellLost - called with the number of entries whose file is gone
 */
export function keepSmall(
  spreadsheetId: string,
  state: LedgerState,
  tellLost: (entries: number) => Promise<void>,
): Keeper {
  let isWriting = false;
  let isStopped = false;

  async function work(): Promise<void> {
    for (;;) {
      await condition(() => isStopped || needsStep(state, weightInFlight(state)) || hasManyParked(state));
      if (isStopped) return;
      if (hasManyParked(state)) {
        await writing(() => parkInFile(spreadsheetId, state));
        continue;
      }
      const step = beginStep(state, weightInFlight(state));
      if (step?.kind === 'spill') await writing(() => take(step));
      else if (step) await take(step);
    }
  }

  async function writing(write: () => Promise<void>): Promise<void> {
    isWriting = true;
    await write();
    isWriting = false;
  }

  async function take(step: BacklogStep<LedgerEntry>): Promise<void> {
    const found = await carryOut(spreadsheetId, step);
    if (found === null && step.kind === 'takeBack') await tellLost(step.file.entries);
    endStep(state, step, found ?? []);
  }

  // The main course of a cancelled ledger ends by itself.
  void work().catch((error: unknown) => {
    if (!isCancellation(error)) throw error;
  });
  return { isWriting: () => isWriting, stop: () => void (isStopped = true) };
}

/** @returns the entries of a file taken back; null when its file is gone */
async function carryOut(spreadsheetId: string, step: BacklogStep<LedgerEntry>): Promise<LedgerEntry[] | null> {
  switch (step.kind) {
    case 'spill': {
      const { number, chunk } = step;
      const summary = `${chunk.length} entries into file ${number}`;
      const input = { spreadsheetId, number, entries: chunk };
      await persistently('spillEntries', () => spillEntries.executeWithOptions({ summary }, [input]));
      return [];
    }
    case 'takeBack': {
      const { number, entries } = step.file;
      const summary = `${entries} entries back from file ${number}`;
      const input = { spreadsheetId, number };
      const found = await persistently('readSpilled', () => readSpilled.executeWithOptions({ summary }, [input]));
      if (found === null) log.error('a file of spilled entries is gone', { number, entries });
      return found;
    }
    case 'forget': {
      const { numbers } = step;
      const summary = `files no longer needed: ${numbers.length}`;
      await persistently('deleteSpilled', () =>
        deleteSpilled.executeWithOptions({ summary }, [{ spreadsheetId, numbers }]),
      );
      return [];
    }
  }
}

function hasManyParked({ parked }: LedgerState): boolean {
  return !fits(weigh(parked.map(({ entry }) => entry)), PARKED_LIMIT);
}

/** Only a retry wants parked entries back, so they stand in files of their own until then. */
async function parkInFile(spreadsheetId: string, state: LedgerState): Promise<void> {
  const gone = state.parked;
  const entries = gone.map(({ entry }) => entry);
  state.fileNumber += 1;
  const number = state.fileNumber;
  const summary = `${entries.length} parked entries into file ${number}`;
  await persistently('spillEntries', () =>
    spillEntries.executeWithOptions({ summary }, [{ spreadsheetId, number, entries }]),
  );
  state.parked = state.parked.filter((parked) => !gone.includes(parked));
  state.parkedFiles = [...state.parkedFiles, { number, ...weigh(entries) }];
}
