import type { z } from 'zod';
import { escapeHtml } from '../../domain/html';
import { localDateTime } from '../../domain/local-time';
import { pageFrame } from '../page-frame';
import type { modelInfo } from '../schemas/model';

export interface TicketLine {
  readonly id: string;
  readonly url: string;
  readonly phase: string | null;
  readonly group: string | null;
  readonly app: string | null;
  readonly label: string | null;
  readonly confidence: string;
  readonly review: string | null;
  readonly sla: string | null;
  readonly receivedAt: string | null;
}

export interface HomePage {
  /** null: Temporal does not answer. */
  readonly tickets: readonly TicketLine[] | null;
  /** The ledger in a few words. */
  readonly ledger: string;
  readonly model: z.infer<typeof modelInfo>;
  readonly links: readonly { readonly text: string; readonly url: string }[];
  readonly timeZone: string;
}

/** The console's first page. Every value that came from outside is escaped. */
export function homePage({ tickets, ledger, model, links, timeZone }: HomePage): string {
  return pageFrame({
    title: 'Oncek',
    nav: links,
    main: `<section aria-labelledby="model"><h2 id="model">Model</h2>${modelBlock(model)}</section>
<section aria-labelledby="ledger"><h2 id="ledger">Sheet</h2><p>Ledger: ${escapeHtml(ledger)}</p></section>
<section aria-labelledby="tickets"><h2 id="tickets">Newest tickets</h2>
${ticketsBlock(tickets, timeZone)}
</section>`,
  });
}

function ticketsBlock(tickets: HomePage['tickets'], timeZone: string): string {
  if (tickets === null) {
    return '<p class="warning" role="alert">Temporal does not answer, so tickets cannot be shown. What was written into the group is not lost: it is taken in once Temporal is back. Reload to try again.</p>';
  }
  if (tickets.length === 0) return '<p>No ticket yet. Write a problem into the group.</p>';
  const headings = ['Ticket', 'Phase', 'Received', 'Group', 'App', 'Label', 'Confidence', 'Review', 'SLA'];
  return `<div class="scroll" tabindex="0" role="region" aria-label="Table of tickets"><table>
<thead><tr>${headings.map((heading) => `<th scope="col">${heading}</th>`).join('')}</tr></thead>
<tbody>${tickets.map((ticket) => ticketRow(ticket, timeZone)).join('\n')}</tbody></table></div>`;
}

function ticketRow(ticket: TicketLine, timeZone: string): string {
  const received = ticket.receivedAt ? localDateTime(ticket.receivedAt, timeZone) : '';
  const cells = [received, ticket.group, ticket.app, ticket.label, ticket.confidence, ticket.review, ticket.sla];
  return `<tr>
<td><a href="${escapeHtml(ticket.url)}">${escapeHtml(ticket.id)}</a></td>
<td class="phase">${escapeHtml(ticket.phase ?? '')}</td>
${cells.map((cell) => `<td>${escapeHtml(cell ?? '')}</td>`).join('')}
</tr>`;
}

function modelBlock(model: HomePage['model']): string {
  if (!model.is_loaded) return '<p>No model is in service: tickets get no label.</p>';
  const figures = [
    `version <b>${escapeHtml(model.version ?? '')}</b>`,
    `${model.num_classes} labels`,
    ...(model.training_accuracy === null ? [] : [`accuracy ${model.training_accuracy.toFixed(3)}`]),
    ...(model.training_f1_macro === null ? [] : [`macro F1 ${model.training_f1_macro.toFixed(3)}`]),
    `threshold ${model.thresholds.AUTO.toFixed(2)}`,
  ];
  const warning =
    model.model_origin === 'generated'
      ? '<p class="warning">This is the demo model. It was trained on generated examples: its figures and confidences say nothing about real messages.</p>'
      : '';
  return `<p>${figures.join(' · ')}</p>${warning}`;
}
