import { proxyActivities } from '@temporalio/workflow';
import { contentHash } from '../domain/ledger';
import { renderNotice } from '../domain/notices';
import type { ReviewCard } from '../domain/review';
import { classificationKey, labelOf, needsClassification } from '../domain/ticket';
import type { Cell } from '../domain/sheet-rows';
import { logsRowOf, slaOf, trackingRowOf } from '../domain/ticket-rows';
import { ledgerWorkflowId, type LedgerEntry } from './contracts/ledger';
import { ticketWorkflowId } from './contracts/ticket';
import { cardsProfile, classifyProfile, handOverProfile } from './options';
import { ifPossible, persistently } from './persistently';
import type { ClassifyActivities, LedgerPortActivities, TelegramActivities } from './ports';
import type { TicketDesk } from './ticket-desk';

const { classify } = proxyActivities<ClassifyActivities>(classifyProfile);
const { enqueueRows } = proxyActivities<LedgerPortActivities>(handOverProfile);
const { post } = proxyActivities<TelegramActivities>(handOverProfile);
const { sendReviewCards, editReviewCards } = proxyActivities<TelegramActivities>(cardsProfile);

/** How many labels a review card proposes. */
const PROPOSALS = 3;

/**
 * Brings the world in line with the state: classification, rows, cards, notice. Each step compares with what was last
 * done, so it may run at any time and as often as wanted.
 */
export async function settle(desk: TicketDesk): Promise<void> {
  await settleClassification(desk);
  await settleRows(desk);
  await settleNotice(desk);
  await settleCards(desk);
}

async function settleClassification(desk: TicketDesk): Promise<void> {
  const { state, facts } = desk;
  if (!facts.solution || !needsClassification(state, facts)) return;
  const problem = state.problem.text;
  const solving = facts.solution.reply.solving;
  const answer = await persistently('classify', () => classify({ problem, solving }));
  state.classification = answer;
  state.classifiedText = classificationKey(problem, solving);
  state.cardVersion += 1;
  desk.tell(
    'classified',
    null,
    `${answer.label ?? '-'} ${answer.confidence.toFixed(2)} ${answer.source} ${answer.status}`,
  );
  desk.changed();
}

async function settleRows(desk: TicketDesk): Promise<void> {
  const { state, facts, settings } = desk;
  const entries: LedgerEntry[] = [];
  const wish = (worksheet: 'Logs' | 'ML_Tracking', cells: Cell[] | null): void => {
    if (!cells) return;
    const hash = contentHash(cells);
    const row = state.rows[worksheet];
    if (row.hash === hash || row.status === 'deleted') return;
    const sequence = row.sequence + 1;
    state.rows[worksheet] = { sequence, hash, status: 'pending' };
    entries.push({ worksheet, key: state.rowKey, sequence, cells, ticketWorkflowId: ticketWorkflowId(state) });
  };
  wish('Logs', logsRowOf(state, facts, settings));
  if (desk.phase !== 'solved') wish('ML_Tracking', trackingRowOf(state, facts, settings));
  if (entries.length === 0) return;
  const { spreadsheetId } = settings;
  const summary = `${ledgerWorkflowId(spreadsheetId)}: ${entries.map(({ worksheet }) => worksheet).join(', ')}`;
  await persistently('enqueueRows', () => enqueueRows.executeWithOptions({ summary }, [{ spreadsheetId, entries }]));
}

async function settleNotice(desk: TicketDesk): Promise<void> {
  const { state, facts, settings } = desk;
  if (desk.phase === 'solved') return;
  const html = renderNotice({ state, facts, sla: slaOf(facts, settings), rowsPending: desk.hasRowsPending() });
  if (html === null) return;
  const hash = contentHash(html);
  if (hash === state.noticeHash) return;
  state.noticeHash = hash;
  const item = { kind: 'notice', key: state.ticketId, html, replyToMessageId: null } as const;
  const notice = { to: { role: 'notice' }, item } as const;
  await ifPossible('notice', () => post.executeWithOptions({ summary: 'notice' }, [notice]), undefined);
}

async function settleCards(desk: TicketDesk): Promise<void> {
  const { state } = desk;
  const isWanted = desk.phase === 'inReview';
  if (!isWanted && !state.cards) return;
  const card = reviewCardOf(desk);
  const shows = contentHash(card);
  if (state.cards?.shows === shows) return;
  if (!state.cards) {
    // Without a card the ticket can still be reviewed by API, console and sheet.
    const copies = await ifPossible(
      'sendReviewCards',
      () => sendReviewCards.executeWithOptions({ summary: 'review cards' }, [{ card }]),
      [],
    );
    state.cards = { copies, shows };
    return;
  }
  const { copies } = state.cards;
  state.cards = { copies, shows };
  const summary = `review cards: ${card.state.kind}`;
  await ifPossible(
    'editReviewCards',
    () => editReviewCards.executeWithOptions({ summary }, [{ card, copies }]),
    undefined,
  );
}

/** The review card as the ticket stands. */
export function reviewCardOf(desk: TicketDesk): ReviewCard {
  const { state, facts } = desk;
  return {
    ticketId: state.ticketId,
    chatId: state.chatId,
    messageId: state.messageId,
    version: state.cardVersion % 10_000,
    groupLabel: state.groupLabel,
    text: state.problem.text,
    solving: facts.solution?.reply.solving ?? '',
    top: proposalsOf(desk),
    state: cardState(desk),
  };
}

/** The final answer first, then the model's other guesses. */
export function proposalsOf(desk: TicketDesk): { label: string; confidence: number }[] {
  const answer = desk.state.classification;
  if (!answer?.label) return [];
  const others = answer.top.filter(({ label }) => label !== answer.label);
  return [{ label: answer.label, confidence: answer.confidence }, ...others].slice(0, PROPOSALS);
}

function cardState(desk: TicketDesk): ReviewCard['state'] {
  const { decision, cancelledBy } = desk.state;
  if (cancelledBy) return { kind: 'withdrawn' };
  if (decision) {
    return {
      kind: 'decided',
      label: decision.label,
      approved: decision.status === 'APPROVED',
      by: decision.reviewer.name,
    };
  }
  if (desk.phase === 'inReview') return { kind: 'waiting' };
  // Settled without a person: the text was edited and is now AUTO, or the solution was taken back.
  return { kind: 'decided', label: labelOf(desk.state) ?? '-', approved: true, by: 'Oncek' };
}
