import { findLabel } from './labels';
import type { IsoInstant } from './local-time';
import type { Decision, Reviewer, SheetVote, TicketState } from './ticket';
import { parseReviewStatus } from './tracking-row';

/** What was seen in the sheet; `null`: that cell was not changed. */
export interface SeenInSheet {
  readonly worksheet: SheetVote['worksheet'];
  readonly label: string | null;
  readonly status: string | null;
  readonly seenAt: IsoInstant;
}

export const SHEET_REVIEWER: Reviewer = { kind: 'sheet', id: 'sheet', name: 'sheet' };

/** Longest label taken; the longest in use has 40 characters. */
export const MAX_LABEL = 200;

/** A ticket is decided once or twice; people who try out words in a cell must not fill its state. */
const KEPT_VOTES = 50;

/** Whether two texts mean the same label: case and white space do not count. `DIBATALKAN` is none, not even its own. */
export function isSameLabel(one: string, other: string): boolean {
  return findLabel([one], other) !== null;
}

/**
 * The vote in a change of the sheet. A changed label is one; so is the status APPROVED or CORRECTED beside the label as
 * it stands. Other words are none: TRAINED and auto_approved are set by others, `pending` says nothing new.
 * @param wished - the label the ticket itself last wished in that worksheet
 * @returns null where nothing is decided
 */
export function sheetVoteOf(state: TicketState, seen: SeenInSheet, wished: string | null): SheetVote | null {
  const { worksheet, seenAt: at } = seen;
  const text = seen.label?.trim() ?? '';
  if (text !== '') {
    if (text.length > MAX_LABEL || !isSameLabel(text, text)) return null;
    const own = wished !== null && isSameLabel(text, wished);
    return { worksheet, kind: 'label', text, label: spelledByTicket(state, text), own, at };
  }
  const status = seen.status === null ? null : parseReviewStatus(seen.status);
  const label = state.classification?.label ?? null;
  const isApproval = (status === 'APPROVED' || status === 'CORRECTED') && seen.label === null && label !== null;
  return isApproval ? { worksheet, kind: 'approval', text: label, label, own: false, at } : null;
}

/** Votes with one more, by the instant they were seen. The same vote again changes nothing: the same list comes back. */
export function withVote(votes: readonly SheetVote[], vote: SheetVote): readonly SheetVote[] {
  if (votes.some((held) => voteKey(held) === voteKey(vote))) return votes;
  return [...votes, vote].sort((a, b) => (orderKey(a) < orderKey(b) ? -1 : 1)).slice(-KEPT_VOTES);
}

/** Votes for a text, resolved: the label it means. */
export function resolveVotes(votes: readonly SheetVote[], text: string, label: string): readonly SheetVote[] {
  return votes.map((vote) => (isSameLabel(vote.text, text) ? { ...vote, label } : vote));
}

/** Texts of votes that are not known to be labels, each once, oldest first. */
export function unresolvedTexts(votes: readonly SheetVote[]): string[] {
  const texts = votes.filter(({ label }) => label === null).map(({ text }) => text);
  return texts.filter((text, index) => texts.findIndex((other) => isSameLabel(other, text)) === index);
}

/**
 * The decision in force: the desk's, replaced by what people wrote into the sheet, whose cells keep their value whatever
 * we wish. It follows from the set of votes, so their order of arrival cannot matter.
 * @returns null while there is nothing to decide on, or nobody did
 */
export function decisionInForce(state: TicketState): Decision | null {
  const model = state.classification?.label ?? null;
  let decision = state.deskDecision;
  if (model === null) return decision;
  for (const { kind, label, own, at } of state.sheetVotes) {
    if (label === null || label === decision?.label || isUndone(state, at)) continue;
    if (kind === 'approval' ? decision || hasUnknownBefore(state, at) : own && !decision) continue;
    decision = { label, status: label === model ? 'APPROVED' : 'CORRECTED', reviewer: SHEET_REVIEWER, at };
  }
  return decision;
}

/** What was decided before an undo is undone. */
function isUndone({ undoneAt }: TicketState, at: IsoInstant): boolean {
  return undoneAt !== null && at <= undoneAt;
}

/** An approval speaks of the label beside it; where that is none, there is nothing it could approve. */
function hasUnknownBefore(state: TicketState, at: IsoInstant): boolean {
  return state.sheetVotes.some((vote) => vote.label === null && vote.worksheet === 'ML_Tracking' && vote.at <= at);
}

/** The ticket's own labels need not be asked for. */
function spelledByTicket({ classification, decision }: TicketState, text: string): string | null {
  const own = [classification?.label, decision?.label].filter((label) => typeof label === 'string');
  return own.find((label) => isSameLabel(label, text)) ?? null;
}

function voteKey({ worksheet, kind, text, at }: SheetVote): string {
  return JSON.stringify([at, worksheet, kind, kind === 'approval' ? '' : text]);
}

/** Of two votes of one instant the label goes before the approval of it. */
function orderKey({ at, kind, worksheet, text }: SheetVote): string {
  return JSON.stringify([at, kind === 'label' ? 0 : 1, worksheet, text]);
}
