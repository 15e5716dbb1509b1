import { contentHash } from '../../domain/ledger';
import { DEFAULT_GRAMMAR } from '../../domain/messages';
import { DEFAULT_BREAKS, parseBreaks } from '../../domain/sla';
import { classificationKey, factsOf, newTicketState, type TicketState } from '../../domain/ticket';
import { logsRowOf, trackingRowOf } from '../../domain/ticket-rows';
import type { TicketInput, TicketSettings } from '../../workflows/contracts/ticket';

const LABELS = ['KENDALA LOGIN', 'USER AUTH FAILED', 'KENDALA LUPA PASSWORD'] as const;

const SETTINGS: TicketSettings = {
  calendar: { timeZone: 'Asia/Jakarta', breaks: parseBreaks(DEFAULT_BREAKS) },
  slaTargetMin: 15,
  slaWarnMin: 5,
  escalations: [],
  unansweredCloseMin: 24 * 60,
  editWindowMin: 48 * 60,
  reviewLockMin: 10,
  grammar: DEFAULT_GRAMMAR,
  spreadsheetId: 'bench',
};

/** The label that nobody has decided for yet: deciding for it corrects the classifier. */
export const OTHER_LABEL = LABELS[1];

/**
 * A recorded ticket in its edit window, as it continues as new: answered, classified, both rows written. It waits on the
 * timer of its window, and a person may still decide on its label.
 */
export function recordedTicket(index: number, now: Date): TicketInput {
  const at = now.toISOString();
  const messageId = index + 1;
  const chatId = -1001000000001;
  const problem = {
    text: `tidak bisa login mytech ${index}`,
    sentAt: at,
    editedAt: null,
    from: { id: 9101, name: 'Teknisi' },
    media: null,
    forwarded: false,
  };
  const rowKey = String(messageId);
  const state: TicketState = newTicketState({
    ticketId: `${chatId}-${messageId}`,
    chatId,
    messageId,
    groupLabel: 'Demo',
    rowKey,
    problem,
  });
  const solving = 'sudah direset';
  state.staffMessages['tg:1'] = {
    id: 'tg:1',
    messageId: messageId + 1_000_000,
    text: `${solving}, MIT -dm`,
    sentAt: at,
    editedAt: null,
    from: { id: 9002, name: 'Damas' },
  };
  const top = LABELS.map((label, place) => ({ label, confidence: [0.93, 0.04, 0.02][place] ?? 0 }));
  state.classification = {
    label: LABELS[0],
    confidence: 0.93,
    status: 'AUTO',
    source: 'lightgbm',
    rule: 'lightgbmSure',
    lightgbm: { label: LABELS[0], confidence: 0.93 },
    gemini: null,
    geminiFailure: null,
    top,
    modelVersion: 'v1',
    autoThreshold: 0.75,
    cut: false,
    inferenceMs: 1,
    at,
  };
  state.classifiedText = classificationKey(problem.text, solving);
  state.doneAt = at;
  const facts = factsOf(state, SETTINGS.grammar);
  const written = (cells: unknown) => ({ sequence: 1, hash: contentHash(cells), status: 'written' as const });
  state.rows = {
    Logs: written(logsRowOf(state, facts, SETTINGS)),
    ML_Tracking: written(trackingRowOf(state, facts, SETTINGS)),
  };
  return { chatId, messageId, groupLabel: 'Demo', rowKey, problem, settings: SETTINGS, carried: state };
}
