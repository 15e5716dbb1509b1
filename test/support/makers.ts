import { DEFAULT_GRAMMAR } from '../../domain/messages';
import { DEFAULT_BREAKS, parseBreaks } from '../../domain/sla';
import { newTicketState, type Reviewer } from '../../domain/ticket';
import type {
  Classification,
  Person,
  ProblemMessage,
  StaffMessage,
  TicketMedia,
  TicketState,
} from '../../domain/ticket';
import type { LedgerEntry } from '../../workflows/contracts/ledger';
import type { OutboxItem } from '../../workflows/contracts/outbox';
import type { TicketInput, TicketSettings } from '../../workflows/contracts/ticket';

/** Monday, 3 March 2031, 09:00 in Jakarta: the start of most tests' problems. */
export const NINE = '2031-03-03T02:00:00.000Z';

/** The demo's collecting supergroup, whose rows have plain message ids as keys. */
export const CHAT = -1001000000001;

/** The instant so many minutes after another. */
export function minutesAfter(instant: string, minutes: number): string {
  return new Date(Date.parse(instant) + minutes * 60_000).toISOString();
}

export function aPerson(overrides: Partial<Person> = {}): Person {
  return { id: 9002, name: 'Sari', ...overrides };
}

/** A technician's problem of 09:00, plain text. */
export function aProblem(overrides: Partial<ProblemMessage> = {}): ProblemMessage {
  return {
    text: 'moban tidak bisa login mytech',
    sentAt: NINE,
    editedAt: null,
    from: { id: 9101, name: 'Teknisi Satu' },
    media: null,
    forwarded: false,
    ...overrides,
  };
}

/** A photo of 50,000 bytes with file id `file-1`. */
export function aMedia(overrides: Partial<TicketMedia> = {}): TicketMedia {
  return { kind: 'photo', fileId: 'file-1', fileName: null, mimeType: null, sizeBytes: 50_000, ...overrides };
}

/** A reply of ops at 09:04 with message id 501: an oncek unless told otherwise. */
export function aStaffMessage(overrides: Partial<StaffMessage> = {}): StaffMessage {
  const messageId = overrides.messageId ?? 501;
  return {
    id: `tg:${messageId}`,
    messageId,
    text: 'oncek ya',
    sentAt: minutesAfter(NINE, 4),
    editedAt: null,
    from: aPerson(),
    ...overrides,
  };
}

/** A solution of 09:10 with message id 502: `<solving>, MIT -bg`. */
export function aSolution(overrides: Partial<StaffMessage> = {}): StaffMessage {
  return aStaffMessage({
    messageId: 502,
    text: 'sudah direset, silakan login ulang, MIT -bg',
    sentAt: minutesAfter(NINE, 10),
    ...overrides,
  });
}

/** An AUTO answer of LightGBM: KENDALA LOGIN with 0.93. */
export function aClassification(overrides: Partial<Classification> = {}): Classification {
  return {
    label: 'KENDALA LOGIN',
    confidence: 0.93,
    status: 'AUTO',
    source: 'lightgbm',
    rule: 'lightgbmSure',
    lightgbm: { label: 'KENDALA LOGIN', confidence: 0.93 },
    gemini: null,
    geminiFailure: null,
    top: [
      { label: 'KENDALA LOGIN', confidence: 0.93 },
      { label: 'USER AUTH FAILED', confidence: 0.04 },
      { label: 'KENDALA LUPA PASSWORD', confidence: 0.02 },
    ],
    modelVersion: 'v1',
    autoThreshold: 0.75,
    cut: false,
    inferenceMs: 1,
    at: minutesAfter(NINE, 11),
    ...overrides,
  };
}

/** The same label with 0.41: a person is asked. */
export function aDoubt(overrides: Partial<Classification> = {}): Classification {
  return aClassification({ confidence: 0.41, status: 'REVIEW', ...overrides });
}

/** Target 15 minutes, warning 5 before, the three daily breaks of Jakarta, edit window 48 hours. */
export function ticketSettings(overrides: Partial<TicketSettings> = {}): TicketSettings {
  return {
    calendar: { timeZone: 'Asia/Jakarta', breaks: parseBreaks(DEFAULT_BREAKS) },
    slaTargetMin: 15,
    slaWarnMin: 5,
    escalations: [],
    unansweredCloseMin: 24 * 60,
    editWindowMin: 48 * 60,
    reviewLockMin: 5,
    grammar: DEFAULT_GRAMMAR,
    spreadsheetId: 'sheet-1',
    ...overrides,
  };
}

/** The ticket of message 500 in the collecting group. */
export function aTicketInput(
  overrides: Partial<Omit<TicketInput, 'settings'>> & { settings?: Partial<TicketSettings> } = {},
): TicketInput {
  const { settings, ...rest } = overrides;
  const messageId = rest.messageId ?? 500;
  return {
    chatId: CHAT,
    messageId,
    groupLabel: 'Demo',
    rowKey: String(messageId),
    problem: aProblem(),
    settings: ticketSettings(settings),
    carried: null,
    ...rest,
  };
}

/** The state of a ticket that holds the given replies. */
export function aTicketState(
  overrides: Partial<Omit<TicketState, 'staffMessages'>> = {},
  replies: readonly StaffMessage[] = [],
): TicketState {
  const { chatId, messageId, groupLabel, rowKey, problem } = aTicketInput();
  return {
    ...newTicketState({ ticketId: `${chatId}-${messageId}`, chatId, messageId, groupLabel, rowKey, problem }),
    staffMessages: Object.fromEntries(replies.map((reply) => [reply.id, reply])),
    ...overrides,
  };
}

export function aReviewer(overrides: Partial<Reviewer> = {}): Reviewer {
  return { kind: 'bot', id: '9001', name: 'Admin Satu', ...overrides };
}

/** A row of ML_Tracking that belongs to no ticket. */
export function aLedgerEntry(overrides: Partial<LedgerEntry> = {}): LedgerEntry {
  const key = overrides.key ?? '500';
  return { worksheet: 'ML_Tracking', key, sequence: 1, cells: [key, 'teks'], ticketWorkflowId: null, ...overrides };
}

export function aNotice(key: string, html = `catatan ${key}`): OutboxItem {
  return { kind: 'notice', key, html, replyToMessageId: null };
}

export function aDirect(key: string, html = `pesan ${key}`): OutboxItem {
  return { kind: 'direct', key, html, replyToMessageId: null };
}
