import type { ProblemMessage, StaffMessage, TicketState } from './ticket';

/** The problem's own place among the wordings. */
const PROBLEM = 'problem';

/**
 * Takes in a reply or an edit of one. Telegram announces a reaction as an edit, too: only another text is a change.
 * @param updateId - the update that brought it, `<source>:<number>`; null: not known
 * @returns false when what the ticket knows stays the same
 */
export function takeStaffMessage(state: TicketState, message: StaffMessage, updateId: string | null = null): boolean {
  const held = state.staffMessages[message.id];
  if (held && !isLaterWording(held, message, orderOf(state.wordings?.[message.id], updateId))) return false;
  state.staffMessages[message.id] = message;
  noteWording(state, message.id, updateId);
  return held?.text !== message.text;
}

/**
 * Any edit is later than what it edits, also within the same second: Telegram's dates have whole seconds. Of two edits
 * of one second the one with the higher update number counts; where that is not known, the later arrival.
 */
function isLaterWording(held: StaffMessage, message: StaffMessage, order: number | null): boolean {
  if (message.editedAt === null) return false;
  if (held.editedAt === null || held.editedAt < message.editedAt) return true;
  return held.editedAt === message.editedAt && (order === null ? held.text !== message.text : order > 0);
}

/**
 * Notes whose update a wording of the problem is, by the same rule.
 * @returns false where it is older than the one held, and nothing is noted
 */
export function takeProblemWording(state: TicketState, problem: ProblemMessage, updateId: string | null): boolean {
  const [held, edited] = [state.problem.editedAt ?? '', problem.editedAt ?? ''];
  if (edited < held) return false;
  if (edited === held && (orderOf(state.wordings?.[PROBLEM], updateId) ?? 0) < 0) return false;
  noteWording(state, PROBLEM, updateId);
  return true;
}

function noteWording(state: TicketState, id: string, updateId: string | null): void {
  if (updateId !== null) state.wordings = { ...state.wordings, [id]: updateId };
}

/** Positive: the second update is the later one; null where their numbers cannot be compared. */
function orderOf(held: string | undefined, updateId: string | null): number | null {
  const [first, second] = [held, updateId ?? undefined].map((id) => /^(.*):(\d+)$/.exec(id ?? ''));
  if (!first || !second || first[1] !== second[1]) return null;
  return Number(second[2]) - Number(first[2]);
}
