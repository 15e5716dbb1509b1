import { proxyActivities } from '@temporalio/workflow';
import { describeAnswer } from '../domain/cascade-reason';
import { contentHash } from '../domain/ledger';
import { renderNotice } from '../domain/notices';
import { untoldNews } from '../domain/ticket-news';
import { classificationKey, needsClassification } from '../domain/ticket';
import type { Cell } from '../domain/sheet-rows';
import { logsRowOf, slaOf, standingLabel, trackingRowOf } from '../domain/ticket-rows';
import type { LedgerEntry } from './contracts/ledger';
import { ticketWorkflowId } from './contracts/ticket';
import { classifyProfile } from './options';
import { handOverWays } from './hand-over';
import { persistently } from './persistently';
import type { ClassifyActivities, SymptomNote } from './ports';
import type { TicketRecord } from './ticket-record';

const { classify } = proxyActivities<ClassifyActivities>(classifyProfile);

/**
 * Brings the world in line with the state: classification, rows, notice. Each step compares with what was last
 * done, so it may run at any time and as often as wanted.
 */
export async function settle(ticket: TicketRecord): Promise<void> {
  await settleClassification(ticket);
  await settleRows(ticket);
  await settleNotice(ticket);
}

async function settleClassification(ticket: TicketRecord): Promise<void> {
  const { state, facts } = ticket;
  if (!facts.solution || !needsClassification(state, facts)) return;
  const problem = state.problem.text;
  const solving = facts.solution.reply.solving;
  const answer = await persistently('classify', () =>
    classify.executeWithOptions({ summary: 'problem and solution' }, [{ problem, solving }]),
  );
  state.classification = answer;
  state.classifiedText = classificationKey(problem, solving);
  state.cardVersion += 1;
  ticket.tell('classified', null, describeAnswer(answer));
  ticket.changed();
}

async function settleRows(ticket: TicketRecord): Promise<void> {
  const { state, facts, settings } = ticket;
  const entries: LedgerEntry[] = [];
  const wish = (worksheet: 'Logs' | 'ML_Tracking', cells: Cell[] | null): void => {
    if (!cells) return;
    const hash = contentHash(cells);
    const row = state.rows[worksheet];
    if (row.hash === hash || row.status === 'deleted') return;
    const sequence = ticket.nextSequence(row);
    // Cancelled before any row was handed over, as far as this task knows: one that was lost may have done it.
    const isExistingOnly = state.cancelledBy !== null && (row.sequence === 0 || row.isExistingOnly === true);
    state.rows[worksheet] = { sequence, hash, status: 'pending', ...(isExistingOnly && { isExistingOnly }) };
    entries.push({
      ...{ worksheet, key: state.rowKey, sequence, cells, ticketWorkflowId: ticketWorkflowId(state) },
      ...(isExistingOnly && { isExistingOnly }),
    });
  };
  const rules = { ...settings, mayHaveRows: ticket.mindsLostTasks };
  wish('Logs', logsRowOf(state, facts, rules));
  if (ticket.phase !== 'solved') wish('ML_Tracking', trackingRowOf(state, facts, rules));
  if (entries.length === 0) return;
  const symptom = symptomNews(ticket);
  const { news, told } = untoldNews({ state, facts, rules: settings }, state.toldNews ?? {});
  await handOverWays(ticket.sparesActions).rows(settings.spreadsheetId, entries, { symptom, news });
  state.toldNews = told;
  if (symptom) state.notedSymptom = symptom.label;
}

/** What the watch of bursts does not know yet of this ticket. The label is in the Logs row: it changes only with that. */
function symptomNews({ state, facts }: TicketRecord): SymptomNote | null {
  const { ticketId, chatId, messageId, problem } = state;
  const label = standingLabel(state, facts);
  if (!problem.from || label === (state.notedSymptom ?? null)) return null;
  const { id, name } = problem.from;
  // Whoever writes by API has a name and no id.
  const technician = id === 0 ? `api:${name}` : `tg:${id}`;
  return { ticketId, chatId, messageId, technician, label, at: problem.sentAt };
}

async function settleNotice(ticket: TicketRecord): Promise<void> {
  const { state, facts, settings } = ticket;
  if (ticket.phase === 'solved') return;
  const rows = ticket.hasRows('parked') ? 'parked' : ticket.hasRows('pending') ? 'pending' : 'written';
  // Rows are mostly written within seconds: one notice then says it all.
  ticket.notice = rows === 'pending' ? (ticket.notice === 'free' ? 'waits' : ticket.notice) : 'free';
  if (ticket.sparesActions && ticket.notice === 'waits') return;
  const html = renderNotice({ state, facts, sla: slaOf(facts, settings), rows, language: settings.language });
  if (html === null) return;
  const hash = contentHash(html);
  if (hash === state.noticeHash) return;
  state.noticeHash = hash;
  const replyToMessageId = facts.latest?.messageId ?? state.messageId;
  const item = { kind: 'notice', key: state.ticketId, html, replyToMessageId } as const;
  const notice = { to: { role: 'notice', chatId: state.chatId }, item } as const;
  await handOverWays(ticket.sparesActions).notice(notice);
}
