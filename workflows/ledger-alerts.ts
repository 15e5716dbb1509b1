import { proxyActivities } from '@temporalio/workflow';
import { cutWithEllipsis, escapeHtml } from '../domain/html';
import type { Texts } from '../domain/texts/id';
import { textsIn } from '../domain/texts/texts-in';
import type { BatchResult, LedgerState, RollOverResult, RowAlerts, RowName } from './contracts/ledger';
import { pendingCount } from './ledger-state';
import { handOverProfile } from './options';
import { ifPossible } from './persistently';
import type { TelegramActivities } from './ports';

const { post } = proxyActivities<TelegramActivities>(handOverProfile);

const NAMED_ROWS = 10;
const REASON_CHARS = 300;

type Made = Extract<RollOverResult, { kind: 'made' }>;
type Refused = Extract<RollOverResult, { kind: 'refused' }>;
type Blocked = Extract<BatchResult, { kind: 'blocked' }>;

/** Says once to every admin that nothing can be written, and why; again only when the reason is another. */
export async function tellBlocked(state: LedgerState, { cause, worksheet, reason }: Blocked): Promise<void> {
  const told = state.outage?.told;
  const isKnown = told?.cause === cause && told.worksheet === worksheet;
  const { writtenBefore } = state.outage ?? { writtenBefore: state.written };
  state.outage = { told: { cause, worksheet }, writtenBefore, waited: 0 };
  if (isKnown) return;
  const texts = textsIn(state.language).ledger;
  const why = escapeHtml(cutWithEllipsis(reason, REASON_CHARS));
  await tellAdmins(state, texts.blocked(texts.causes[cause], why, pendingCount(state)));
}

/** Says, once what had to wait is written, how many rows that were. */
export async function tellRecovered(state: LedgerState): Promise<void> {
  const { outage } = state;
  if (!outage) return;
  const waiting = pendingCount(state);
  if (outage.told) state.outage = { ...outage, told: null, waited: waiting + state.written - outage.writtenBefore };
  const written = state.written - outage.writtenBefore;
  if (waiting > 0 && written < (state.outage?.waited ?? 0)) return;
  state.outage = null;
  await tellAdmins(state, textsIn(state.language).ledger.recovered(written));
}

/** Names the rows parked since this was last said, with the reason of the last one. */
export async function tellNewlyParked(state: LedgerState): Promise<void> {
  const rows = state.untoldParked;
  const last = rows.at(-1);
  if (!last) return;
  state.untoldParked = [];
  const texts = textsIn(state.language).ledger;
  const why = escapeHtml(cutWithEllipsis(last.reason, REASON_CHARS));
  await tellAdmins(state, texts.parked(rows.length, namesOf(rows, texts), why));
}

/** Names rows that people deleted. */
export async function tellRows(state: LedgerState, { deleted }: RowAlerts): Promise<void> {
  const texts = textsIn(state.language).ledger;
  if (deleted.length > 0) await tellAdmins(state, texts.deleted(deleted.length, namesOf(deleted, texts)));
}

/** Says where new rows go from now on. */
export async function tellRolledOver(state: LedgerState, made: Made): Promise<void> {
  const { title, url, unshared } = made;
  const texts = textsIn(state.language).ledger;
  const html = texts.rolledOver(escapeHtml(title), escapeHtml(url));
  const more = unshared === null ? [] : [texts.unshared(escapeHtml(cutWithEllipsis(unshared, REASON_CHARS)))];
  await tellAdmins(state, [html, ...more].join('\n'));
}

/** Says that people have to make the new spreadsheet. */
export async function tellCannotRollOver(state: LedgerState, { title, account, reason }: Refused): Promise<void> {
  const texts = textsIn(state.language).ledger;
  const why = escapeHtml(cutWithEllipsis(reason, REASON_CHARS));
  await tellAdmins(state, texts.cannotRollOver(escapeHtml(title), escapeHtml(account), why));
}

/** Says that entries are gone with their file. */
export async function tellLost(state: LedgerState, entries: number): Promise<void> {
  await tellAdmins(state, textsIn(state.language).ledger.lost(entries));
}

async function tellAdmins(state: LedgerState, html: string): Promise<void> {
  state.alertNumber += 1;
  const item = {
    kind: 'direct' as const,
    key: `ledger-${state.uuid}-${state.alertNumber}`,
    html,
    replyToMessageId: null,
  };
  // A word that cannot be said must hold up no row.
  const summary = `word ${state.alertNumber} to the admins`;
  await ifPossible('post', () => post.executeWithOptions({ summary }, [{ to: { role: 'admins' }, item }]), undefined);
}

function namesOf(rows: readonly RowName[], texts: Texts['ledger']): string {
  const names = rows
    .slice(0, NAMED_ROWS)
    .map(({ worksheet, key }) => texts.row(worksheet, escapeHtml(cutWithEllipsis(key, 60))));
  const rest = rows.length - names.length;
  return [...names, ...(rest > 0 ? [texts.more(rest)] : [])].join(', ');
}
