import { HEADINGS, type Worksheet } from '../../domain/sheet-rows';
import type { BatchResult } from '../../workflows/contracts/ledger';
import type { Protection } from '../adapters/sheets-client';
import { isSheetFailure } from './failures';
import type { WorksheetView, WorksheetViews } from './worksheet-view';

/** Nothing can be written, whatever the rows: the batch waits. */
export type Blocked = Extract<BatchResult, { kind: 'blocked' }>;

/** From here on Google counts as out of reach, and admins hear of it. */
const UNREACHABLE_AFTER_MS = 10 * 60_000;

/**
 * What a failed call means for the rows that wait: null where it may just be tried again.
 * @param triedForMs - since the batch's first try
 */
export function blockedBy(error: unknown, triedForMs: number): Blocked | null {
  const blocked = (cause: Blocked['cause'], { message }: Error): Blocked => ({
    ...{ kind: 'blocked', cause, worksheet: null },
    reason: message,
  });
  if (isSheetFailure(error, 'SheetDenied')) return blocked('denied', error);
  if (isSheetFailure(error, 'SheetNotFound')) return blocked('notFound', error);
  if (triedForMs < UNREACHABLE_AFTER_MS) return null;
  const isAway = isSheetFailure(error, 'SheetBusy') || isSheetFailure(error, 'SheetUnavailable');
  return isAway ? blocked('unreachable', error) : null;
}

/** Whether Google's words are about protection. */
export function speaksOfProtection(reason: string): boolean {
  return /protected/i.test(reason);
}

/**
 * The worksheet that is protected as a whole, or in columns or rows that every row of it goes through: no row could be
 * written, so none of them is bad.
 */
export function protectedWhole(protections: readonly Protection[], views: WorksheetViews): Worksheet | null {
  const found = [...views.values()].find((view) => protections.some((protection) => shutsOut(protection, view)));
  return found?.worksheet ?? null;
}

function shutsOut(protection: Protection, view: WorksheetView): boolean {
  if (view.isMissing || protection.sheetId !== view.sheetId) return false;
  // New rows go in behind the last one.
  const coversNew = protection.endRow === null || protection.endRow > view.lastRow;
  return (
    coversNew &&
    protection.startRow <= Math.max(1, view.lastRow - 1) &&
    protection.startColumn < HEADINGS[view.worksheet].length
  );
}
