import { proxyActivities } from '@temporalio/workflow';
import type { LedgerBatch, LedgerState } from './contracts/ledger';
import { tellCannotRollOver, tellRolledOver } from './ledger-alerts';
import { isOlder } from './ledger-places';
import { rollOverProfile } from './options';
import { ifPossible } from './persistently';
import type { SheetActivities } from './ports';

const { rollOver } = proxyActivities<SheetActivities>(rollOverProfile);

/** There is room for some 75,000 rows between the first word of it and Google's limit. */
const NEXT_TRY_MS = 60 * 60_000;

/** After a batch that found its spreadsheet nearly full: has new rows go to a new one, and tries again hourly. */
export async function rollOverIfDue(spreadsheetId: string, state: LedgerState, batch: LedgerBatch): Promise<void> {
  if (isOlder(state, batch)) return;
  const isTriedLately = state.rollOver && Date.now() - Date.parse(state.rollOver.triedAt) < NEXT_TRY_MS;
  if (!isTriedLately) await tryRollOver(spreadsheetId, state);
}

/**
 * Gets a new spreadsheet. Admins hear of it, or once that they have to make it.
 * @param spreadsheetId - the ledger's first one
 * @returns whether new rows go to a new one from now on
 */
export async function tryRollOver(spreadsheetId: string, state: LedgerState): Promise<boolean> {
  const from = state.spreadsheets?.at(-1) ?? spreadsheetId;
  const summary = 'a spreadsheet for new rows';
  const input = { spreadsheetId, from };
  const result = await ifPossible('rollOver', () => rollOver.executeWithOptions({ summary }, [input]), null);
  if (result?.kind === 'made') {
    state.spreadsheets = result.spreadsheets;
    state.rollOver = null;
    await tellRolledOver(state, result);
    return true;
  }
  const isTold = state.rollOver?.isTold === true;
  state.rollOver = { triedAt: new Date().toISOString(), isTold: isTold || result !== null };
  if (result && !isTold) await tellCannotRollOver(state, result);
  return false;
}

/** People say that something is mended: the next nearly full batch tries again. */
export function retryRollOver(state: LedgerState): void {
  if (state.rollOver) state.rollOver = { ...state.rollOver, triedAt: new Date(0).toISOString() };
}
