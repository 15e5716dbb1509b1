import { log } from '@temporalio/workflow';
import { isLanguage } from '../domain/language';
import { instantMs, instantOf } from '../domain/local-time';
import { assertReachable, readSlaRules } from '../domain/sla-rules';
import { WORKSHEETS } from '../domain/sheet-rows';
import type { LedgerEntry } from './contracts/ledger';
import type { JudgeRequest } from './contracts/report';
import type { OutboxItem } from './contracts/outbox';
import type { DeliveryNews } from './contracts/webhooks';
import type {
  CalendarChange,
  CancelRequest,
  ProblemEditedSignal,
  RowsWrittenSignal,
  SheetReview,
  StaffMessageSignal,
} from './contracts/ticket';

/*
 * A signal cannot be refused, and an error in its handler would stop the whole workflow: what has not the right shape is
 * logged and left alone.
 */

type Fields = Readonly<Record<string, unknown>>;

/** Hands a signal's argument to `take` in its right shape, with instants as this product writes them. */
export function whenReadable<T>(name: string, read: (argument: unknown) => T | null, take: (signal: T) => void) {
  return (argument: unknown): void => {
    const signal = read(argument);
    if (signal === null) log.warn('a malformed signal was left alone', { signal: name, type: 'InvalidInput' });
    else take(signal);
  };
}

export function readStaffMessage(argument: unknown): StaffMessageSignal | null {
  const { updateId, message: raw } = fields(argument);
  const { id, messageId, text, sentAt, editedAt, from } = fields(raw);
  const sent = instant(sentAt);
  const edited = instant(editedAt);
  const author = person(from);
  if (!isTextOrNull(updateId) || typeof id !== 'string' || typeof text !== 'string') return null;
  if (messageId !== null && typeof messageId !== 'number') return null;
  if (sent === null || (edited === null && hasValue(editedAt)) || author === null) return null;
  return { updateId: updateId ?? null, message: { id, messageId, text, sentAt: sent, editedAt: edited, from: author } };
}

export function readProblemEdited(argument: unknown): ProblemEditedSignal | null {
  const { updateId, problem } = fields(argument);
  const { text, sentAt, editedAt } = fields(problem);
  const sent = instant(sentAt);
  const edited = instant(editedAt);
  if (!isTextOrNull(updateId) || typeof text !== 'string') return null;
  if (sent === null || (edited === null && hasValue(editedAt))) return null;
  const { from, media, attachments, forwarded } = problem as ProblemEditedSignal['problem'];
  return {
    updateId: updateId ?? null,
    problem: {
      text,
      sentAt: sent,
      editedAt: edited,
      from: person(from),
      media: hasValue(media) ? media : null,
      ...(Array.isArray(attachments) ? { attachments } : {}),
      forwarded: forwarded === true,
    },
  };
}

/** The readable ones of one or several tidings; null when there is none. */
export function readRowsWritten(argument: unknown): RowsWrittenSignal[] | null {
  const tidings = (Array.isArray(argument) ? argument : [argument]).map(readTiding).filter((tiding) => tiding !== null);
  return tidings.length > 0 ? tidings : null;
}

function readTiding(argument: unknown): RowsWrittenSignal | null {
  const { sequence, worksheet, outcome, keptCells } = fields(argument);
  if (typeof sequence !== 'number' || typeof worksheet !== 'string') return null;
  if (outcome !== 'written' && outcome !== 'parked' && outcome !== 'deletedByPerson') return null;
  const kept = Array.isArray(keptCells) ? keptCells.filter((cell) => typeof cell === 'string') : [];
  return { sequence, worksheet, outcome, keptCells: kept };
}

export function readCancel(argument: unknown): CancelRequest | null {
  const { updateId, by } = fields(argument);
  const author = person(by);
  return isTextOrNull(updateId) && author ? { updateId: updateId ?? null, by: author } : null;
}

export function readSheetReview(argument: unknown): SheetReview | null {
  const { worksheet, label, status, seenAt } = fields(argument);
  const seen = instant(seenAt);
  if ((worksheet !== 'Logs' && worksheet !== 'ML_Tracking') || seen === null) return null;
  if (!isTextOrNull(label) || !isTextOrNull(status)) return null;
  return { worksheet, label: label ?? null, status: status ?? null, seenAt: seen };
}

/** @param unansweredCloseMin - the ticket's own, which the new calendar must have as well */
export function readCalendarChange(argument: unknown, unansweredCloseMin: number): CalendarChange | null {
  try {
    const rules = readSlaRules(argument);
    assertReachable(rules.calendar, unansweredCloseMin);
    return rules;
  } catch {
    return null;
  }
}

/** The readable ones of the entries; null when there is none. */
export function readEntries(argument: unknown): LedgerEntry[] | null {
  if (!Array.isArray(argument)) return null;
  const entries = argument.filter(isEntry);
  return entries.length > 0 ? entries : null;
}

export function readOutboxItem(argument: unknown): OutboxItem | null {
  const { kind, key, html, quietMs = 0, pictureKey = '', buttons = [] } = fields(argument);
  const isItem = (kind === 'notice' || kind === 'direct') && typeof key === 'string' && typeof html === 'string';
  const hasTime = typeof quietMs === 'number' && quietMs >= 0;
  const hasExtras = typeof pictureKey === 'string' && Array.isArray(buttons);
  return isItem && hasTime && hasExtras ? (argument as OutboxItem) : null;
}

export function readJudgeRequest(argument: unknown): JudgeRequest | null {
  const { language, hour, total, automationShare, reviewShare, avgConfidence, pending } = fields(argument);
  if (typeof hour !== 'string' || !/^\d{4}-\d{2}-\d{2} \d{2}:00$/.test(hour)) return null;
  const numbers = [total, automationShare, reviewShare, pending];
  if (!numbers.every((number) => Number.isFinite(number))) return null;
  if (avgConfidence !== null && !Number.isFinite(avgConfidence)) return null;
  return { ...(argument as JudgeRequest), language: isLanguage(language) ? language : undefined };
}

export function readDeliveryNews(argument: unknown): DeliveryNews | null {
  const { id, outcome, language } = fields(argument);
  if (typeof id !== 'string' || !isLanguage(language)) return null;
  return outcome === 'delivered' || outcome === 'dead' || outcome === 'gone' ? { id, outcome, language } : null;
}

function isEntry(value: unknown): value is LedgerEntry {
  const { worksheet, key, sequence, cells } = fields(value);
  return (
    WORKSHEETS.some((known) => known === worksheet) &&
    typeof key === 'string' &&
    typeof sequence === 'number' &&
    Array.isArray(cells)
  );
}

function fields(value: unknown): Fields {
  return typeof value === 'object' && value !== null ? (value as Fields) : {};
}

function hasValue(value: unknown): boolean {
  return value !== null && value !== undefined;
}

function isTextOrNull(value: unknown): value is string | null | undefined {
  return typeof value === 'string' || !hasValue(value);
}

function person(value: unknown): { id: number; name: string } | null {
  const { id, name } = fields(value);
  return typeof id === 'number' && typeof name === 'string' ? { id, name } : null;
}

/** Instants are compared as text, so all must be written alike. */
function instant(value: unknown): string | null {
  if (typeof value !== 'string') return null;
  try {
    return instantOf(instantMs(value));
  } catch {
    return null;
  }
}
