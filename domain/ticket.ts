import type { ToldNews } from './webhooks';
import type { IsoInstant } from './local-time';
import type { MessageGrammar, OpsReply } from './messages';
import { parseOpsReply } from './messages';
import { isPleasantry } from './pleasantry';

/** Where a ticket stands: nobody answered, "oncek", solution being classified, a person is asked, settled, over. */
export type TicketPhase = 'open' | 'answered' | 'solved' | 'inReview' | 'done' | 'closed';
export type TicketOutcome = 'recorded' | 'unanswered' | 'cancelled';

/** Somebody in a chat. `name` is what Telegram shows; it never enters ids, logs or search attributes. */
export interface Person {
  readonly id: number;
  readonly name: string;
}

/** Who decided, and by which door. `id` is a Telegram user id, an API key's name, or `sheet`. */
export interface Reviewer {
  readonly kind: 'bot' | 'api' | 'console' | 'sheet';
  readonly id: string;
  readonly name: string;
}

export interface TicketMedia {
  readonly kind: 'photo' | 'animation' | 'video' | 'audio' | 'document';
  readonly fileId: string;
  readonly fileName: string | null;
  readonly mimeType: string | null;
  readonly sizeBytes: number | null;
}

/** The file of another item of an album, which is a message of its own. */
export interface Attachment extends TicketMedia {
  readonly messageId: number;
}

/** The message that is the ticket, or the album. */
export interface ProblemMessage {
  /** Text or caption, '' if none; of an album the captions of its items, each on a line. */
  readonly text: string;
  readonly sentAt: IsoInstant;
  readonly editedAt: IsoInstant | null;
  readonly from: Person | null;
  /** The file of the ticket's own message. */
  readonly media: TicketMedia | null;
  /** Files of the album's other items, in the order of their message ids; absent where there are none. */
  readonly attachments?: readonly Attachment[];
  /** A forwarded problem starts its clock when ops first answers it. */
  readonly forwarded: boolean;
}

/** A reply of ops, parsed afresh whenever needed: an edit may turn an oncek into a solution or into ordinary chat. */
export interface StaffMessage {
  /**
   * `tg:<message id>`, `tg:<chat id>:<message id>` from another chat than the ticket's, or `api:<request id>`; an edit has
   * the id of what it edits.
   */
  readonly id: string;
  /** Telegram's message id; null for a response given by API. */
  readonly messageId: number | null;
  readonly text: string;
  readonly sentAt: IsoInstant;
  readonly editedAt: IsoInstant | null;
  readonly from: Person;
}

export interface LabelScore {
  readonly label: string;
  /** 0..1 */
  readonly confidence: number;
}

/** The cascade's answer with its reasons. */
export interface Classification {
  /** null: no model in service, or nothing to read. */
  readonly label: string | null;
  readonly confidence: number;
  readonly status: 'AUTO' | 'REVIEW';
  readonly source: 'lightgbm' | 'hybrid' | 'gemini';
  /** The rule of the cascade that gave the answer. */
  readonly rule: string;
  readonly lightgbm: LabelScore | null;
  readonly gemini: LabelScore | null;
  /** Gemini's own words, at most 500 characters; null or absent where it gave none. */
  readonly geminiReasoning?: string | null;
  /** Why Gemini gave no usable answer though it was asked; null otherwise. */
  readonly geminiFailure: string | null;
  readonly top: readonly LabelScore[];
  readonly modelVersion: string | null;
  readonly autoThreshold: number;
  /** The text was longer than the model reads. */
  readonly cut: boolean;
  readonly inferenceMs: number;
  readonly at: IsoInstant;
}

export interface Decision {
  readonly label: string;
  readonly status: 'APPROVED' | 'CORRECTED';
  readonly reviewer: Reviewer;
  readonly at: IsoInstant;
}

/** What a person did to a ticket's label or status in the sheet. */
export interface SheetVote {
  readonly worksheet: 'Logs' | 'ML_Tracking';
  readonly kind: 'label' | 'approval';
  /** The label as the cell holds it; of an approval the label that stood beside it. */
  readonly text: string;
  /** In its exact spelling; null while it is not known to be a label. */
  readonly label: string | null;
  /** It is what the ticket had written itself: no decision, unless it takes back another one. */
  readonly own: boolean;
  /** When the change was seen. */
  readonly at: IsoInstant;
}

/** A person who is at a review; others' decisions are refused until it ends. */
export interface ReviewLock {
  readonly holder: Reviewer;
  readonly until: IsoInstant;
}

export type StoryKind =
  | 'opened'
  | 'problemEdited'
  | 'oncek'
  | 'solution'
  | 'replyEdited'
  | 'classified'
  | 'reviewed'
  | 'labelUnknown'
  | 'reviewUndone'
  | 'reminded'
  | 'slaWarned'
  | 'slaBreached'
  | 'escalated'
  | 'calendarChanged'
  | 'rowWritten'
  | 'rowParked'
  | 'mediaStored'
  | 'mediaTooLarge'
  | 'mediaFailed'
  | 'cancelled'
  | 'closed';

/** One line of a ticket's story. */
export interface StoryEvent {
  readonly at: IsoInstant;
  readonly kind: StoryKind;
  readonly who: string | null;
  readonly detail: string;
}

/** All a ticket remembers: plain JSON, passed whole when it continues as new. */
export interface TicketState {
  readonly ticketId: string;
  readonly chatId: number;
  readonly messageId: number;
  readonly groupLabel: string;
  readonly rowKey: string;
  problem: ProblemMessage;
  /** By id; the newest wording of each reply. */
  staffMessages: Record<string, StaffMessage>;
  /**
   * By message id, `problem` for the problem's: the update that brought the wording held. Absent before the first edit
   * whose update is known.
   */
  wordings?: Record<string, string>;
  /** Telegram updates already handled: a second delivery changes nothing. */
  handledUpdates: string[];
  classification: Classification | null;
  /** The text that `classification` answers for; another text makes it stale. */
  classifiedText: string | null;
  /** The decision in force: the desk's, or the sheet's. */
  decision: Decision | null;
  /** The first decision by bot, API or console. */
  deskDecision: Decision | null;
  /** What people wrote into the sheet, by the instant it was seen. */
  sheetVotes: readonly SheetVote[];
  /** The last decision was taken back then: the label waits for a person again, however sure the model was. */
  undoneAt: IsoInstant | null;
  reviewLock: ReviewLock | null;
  /** When admins are next reminded of a waiting review; null while there is none. */
  remindAt: IsoInstant | null;
  /** Labels of the sheet that admins were asked to add. */
  labelsAsked: readonly string[];
  cancelledBy: Person | null;
  outcome: TicketOutcome | null;
  closed: boolean;
  /** When the ticket last became `done`; the edit window counts from here. */
  doneAt: IsoInstant | null;
  /** Keys of the steps of the SLA plan already announced or passed over. */
  slaStepsDone: readonly string[];
  cardVersion: number;
  /** Copies of the review card in chats, and what they show. */
  cards: { readonly copies: readonly CardCopy[]; readonly shows: string } | null;
  rows: Record<'Logs' | 'ML_Tracking', RowTrack>;
  /** Its files, in the order of the problem's; absent where there never were any. */
  media?: readonly MediaTrack[];
  /** Label that the watch of bursts knows of; absent or null: none. */
  notedSymptom?: string | null;
  /** What receivers of webhooks were told; absent: nothing yet. */
  toldNews?: ToldNews;
  /** Hash of the notice last handed over; '' before the first. */
  noticeHash: string;
  story: StoryEvent[];
}

/** What became of one file of the problem. */
export interface MediaTrack {
  /** Telegram's name of it. */
  readonly fileId: string;
  /** The message that carries it. */
  readonly messageId: number;
  /** When it was sent: part of its key. */
  readonly at: IsoInstant;
  /** When the ticket began to store it: it is given up a day later. */
  readonly since: IsoInstant;
  readonly status: 'waiting' | 'stored' | 'tooLarge' | 'failed';
  /** In the object store, and the link for people; null unless stored. */
  readonly key: string | null;
  readonly url: string | null;
}

/** Where one copy of a review card stands. */
export interface CardCopy {
  readonly bot: 'group' | 'admin';
  readonly chatId: number;
  readonly messageId: number;
}

/** What the ticket knows of one of its rows. */
export interface RowTrack {
  /** Of the last entry handed to the ledger; 0 before the first. */
  readonly sequence: number;
  /** Hash of that entry's cells. */
  readonly hash: string;
  readonly status: 'none' | 'pending' | 'written' | 'parked' | 'deleted';
  /** Only wished in case it exists, and never to be added: the ticket was cancelled first. Absent: not so. */
  readonly isExistingOnly?: boolean;
}

/** A ticket as it opens. */
export function newTicketState(opened: {
  ticketId: string;
  chatId: number;
  messageId: number;
  groupLabel: string;
  rowKey: string;
  problem: ProblemMessage;
}): TicketState {
  const none: RowTrack = { sequence: 0, hash: '', status: 'none' };
  return {
    ...opened,
    staffMessages: {},
    handledUpdates: [],
    classification: null,
    classifiedText: null,
    decision: null,
    deskDecision: null,
    sheetVotes: [],
    undoneAt: null,
    reviewLock: null,
    remindAt: null,
    labelsAsked: [],
    cancelledBy: null,
    outcome: null,
    closed: false,
    doneAt: null,
    slaStepsDone: [],
    cardVersion: 0,
    cards: null,
    rows: { Logs: none, ML_Tracking: none },
    noticeHash: '',
    story: [{ at: opened.problem.sentAt, kind: 'opened', who: opened.problem.from?.name ?? null, detail: '' }],
  };
}

/** What the messages of a ticket amount to. Derived, never stored, so their order of arrival cannot matter. */
export interface TicketFacts {
  /** Start of the SLA clock; null while a forwarded problem, or one edited into a pleasantry, waits for ops. */
  readonly clockStart: IsoInstant | null;
  readonly hasOncek: boolean;
  readonly firstResponse: StaffMessage | null;
  readonly solution: { readonly message: StaffMessage; readonly reply: Extract<OpsReply, { kind: 'solution' }> } | null;
  /** The newest oncek or solution: the sheet shows its text, id and time. */
  readonly latest: StaffMessage | null;
}

/**
 * Oncek and solutions among the replies, by the instant they were sent.
 * @param mayCease - a problem edited into a pleasantry is none; default true
 */
export function factsOf(
  state: Pick<TicketState, 'problem' | 'staffMessages'>,
  grammar: MessageGrammar,
  mayCease = true,
): TicketFacts {
  const answers = Object.values(state.staffMessages)
    .map((message) => ({ message, reply: parseOpsReply(message.text, grammar) }))
    .filter(({ reply }) => reply.kind !== 'chat')
    .sort((a, b) => compareMessages(a.message, b.message));
  const first = answers[0]?.message ?? null;
  let solution: TicketFacts['solution'] = null;
  for (const { message, reply } of answers) if (reply.kind === 'solution') solution = { message, reply };
  return {
    clockStart: clockStartOf(state.problem, first, mayCease && isCeased(state.problem, grammar)),
    hasOncek: answers.some(({ reply }) => reply.kind === 'oncek'),
    firstResponse: first,
    solution,
    latest: answers.at(-1)?.message ?? null,
  };
}

/** What ops answered was a problem when they read it: its clock keeps its start, whatever it is edited into. */
function clockStartOf(problem: ProblemMessage, first: StaffMessage | null, hasCeased: boolean): IsoInstant | null {
  if (problem.forwarded) return first?.sentAt ?? null;
  return hasCeased && first === null ? null : problem.sentAt;
}

/** A problem edited into thanks or an acknowledgement alone, as which it would never have opened a ticket. */
export function isCeased(problem: ProblemMessage, grammar: MessageGrammar): boolean {
  const { text, editedAt, media, attachments = [] } = problem;
  if (editedAt === null || media !== null || attachments.length > 0) return false;
  return isPleasantry(text, { names: grammar.solvers.map((solver) => solver.name) });
}

function compareMessages(a: StaffMessage, b: StaffMessage): number {
  if (a.sentAt !== b.sentAt) return a.sentAt < b.sentAt ? -1 : 1;
  return (a.messageId ?? 0) - (b.messageId ?? 0) || (a.id < b.id ? -1 : 1);
}

/** Key of what a classification answers for: a JSON pair, so no text can imitate the border between the two. */
export function classificationKey(problem: string, solving: string | null): string {
  return JSON.stringify([problem, solving]);
}

/** A solution stands whose text the classification does not answer for; a person's label is never asked again. */
export function needsClassification(state: TicketState, facts: TicketFacts): boolean {
  if (!facts.solution || state.decision || state.cancelledBy) return false;
  return state.classifiedText !== classificationKey(state.problem.text, facts.solution.reply.solving);
}

/** The phase follows from what is known; nothing sets it. */
export function phaseOf(state: TicketState, facts: TicketFacts): TicketPhase {
  if (state.closed) return 'closed';
  if (state.cancelledBy) return 'done';
  if (!facts.solution) return facts.hasOncek ? 'answered' : 'open';
  if (needsClassification(state, facts)) return 'solved';
  if (state.decision) return 'done';
  return state.classification?.label && !isSure(state) ? 'inReview' : 'done';
}

/** The model's answer stands without a person; never again once a person took a decision back. */
export function isSure(state: TicketState): boolean {
  return state.classification?.status === 'AUTO' && state.undoneAt === null;
}

/** The label people see: a person's, else the cascade's; null while there is none. */
export function labelOf(state: TicketState): string | null {
  return state.decision?.label ?? state.classification?.label ?? null;
}
