import { condition, proxyActivities } from '@temporalio/workflow';
import { escapeHtml } from '../domain/html';
import { messageLink } from '../domain/ids';
import { contentHash } from '../domain/ledger';
import { isSameLabel, resolveVotes, unresolvedTexts } from '../domain/sheet-votes';
import { textsIn } from '../domain/texts/texts-in';
import { classifyProfile } from './options';
import { ifPossible } from './persistently';
import type { ClassifyActivities } from './ports';
import { postForTicket } from './ticket-post';
import type { TicketRecord } from './ticket-record';

const { knownLabel } = proxyActivities<ClassifyActivities>(classifyProfile);

/** Pauses before an unknown label is looked up again: an admin may have added it meanwhile. Doubled up to a day. */
const FIRST_PAUSE_MS = 10 * 60_000;
const LONGEST_PAUSE_MS = 24 * 3_600_000;

/**
 * Turns what people write into the sheet into decisions. A label that is not known is asked for: the cell keeps it, the
 * admins may add it, and the ticket decides once they did. Never returns.
 */
export async function watchSheet(ticket: TicketRecord): Promise<never> {
  let pauseMs = FIRST_PAUSE_MS;
  for (;;) {
    const unknown = unresolvedTexts(ticket.state.sheetVotes).length;
    const hasNews = (): boolean => hasSheetWork(ticket) || unresolvedTexts(ticket.state.sheetVotes).length !== unknown;
    if (unknown === 0) await condition(hasNews);
    else if (await condition(hasNews, pauseMs, { summary: 'is a label of the sheet known by now?' })) {
      pauseMs = FIRST_PAUSE_MS;
    } else pauseMs = Math.min(2 * pauseMs, LONGEST_PAUSE_MS);
    for (const text of unresolvedTexts(ticket.state.sheetVotes)) await lookUp(ticket, text);
    ticket.applySheet();
  }
}

/** The ticket must not close over a vote that it has not looked at yet. */
export function hasSheetWork(ticket: TicketRecord): boolean {
  return ticket.isSheetAhead || unresolvedTexts(ticket.state.sheetVotes).some((text) => !isAskedFor(ticket, text));
}

async function lookUp(ticket: TicketRecord, text: string): Promise<void> {
  const { state } = ticket;
  const label = await ifPossible(
    'knownLabel',
    () => knownLabel.executeWithOptions({ summary: 'is the label of the sheet known?' }, [{ label: text }]),
    null,
  );
  if (label !== null) state.sheetVotes = resolveVotes(state.sheetVotes, text, label);
  else if (!isAskedFor(ticket, text)) await askForLabel(ticket, text);
}

/** Once per label and ticket. */
async function askForLabel(ticket: TicketRecord, text: string): Promise<void> {
  const { state } = ticket;
  state.labelsAsked = [...state.labelsAsked, text];
  ticket.tell('labelUnknown', 'sheet', text);
  const url = messageLink(state);
  const texts = textsIn(ticket.settings.language);
  const link = url ? texts.notice.link(url) : '';
  const html = texts.sheet.unknownLabel(escapeHtml(text), escapeHtml(state.groupLabel), link);
  const key = `${state.ticketId}:label:${contentHash(text)}`;
  const item = { kind: 'direct', key, html, replyToMessageId: null } as const;
  await postForTicket(ticket, 'admins: add a label?', { to: { role: 'admins' }, item });
}

function isAskedFor({ state }: TicketRecord, text: string): boolean {
  return state.labelsAsked.some((asked) => isSameLabel(asked, text));
}
