import type { z } from 'zod';
import { localDateTime } from '../../domain/local-time';
import type { modelInfo } from '../schemas';

export interface TicketLine {
  readonly id: string;
  readonly url: string;
  readonly running: boolean;
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
  readonly tickets: readonly TicketLine[];
  readonly model: z.infer<typeof modelInfo>;
  readonly links: readonly { readonly text: string; readonly url: string }[];
  readonly timeZone: string;
  readonly escape: (text: string) => string;
}

/** The console's first page. Every value that came from outside passes `escape`. */
export function homePage({ tickets, model, links, timeZone, escape }: HomePage): string {
  const rows = tickets.map((ticket) => {
    const received = ticket.receivedAt ? localDateTime(ticket.receivedAt, timeZone) : '';
    const cells = [received, ticket.group, ticket.app, ticket.label, ticket.confidence, ticket.review, ticket.sla];
    return `<tr>
      <td><a href="${escape(ticket.url)}">${escape(ticket.id)}</a></td>
      <td><span class="phase ${escape(ticket.phase ?? '')}">${escape(ticket.phase ?? '')}</span></td>
      ${cells.map((cell) => `<td>${escape(cell ?? '')}</td>`).join('')}
    </tr>`;
  });
  const nav = links.map(({ text, url }) => `<a href="${escape(url)}">${escape(text)}</a>`).join('\n');
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Oncek</title>
<link rel="stylesheet" href="/static/console.css">
</head>
<body>
<header><h1>Oncek</h1><nav aria-label="Main">${nav}</nav></header>
<main>
<section aria-labelledby="model"><h2 id="model">Model</h2>${modelBlock(model, escape)}</section>
<section aria-labelledby="tickets"><h2 id="tickets">Newest tickets</h2>
${tickets.length === 0 ? '<p>No ticket yet. Write a problem into the group.</p>' : table(rows)}
</section>
</main>
</body>
</html>
`;
}

function table(rows: readonly string[]): string {
  const headings = ['Ticket', 'Phase', 'Received', 'Group', 'App', 'Label', 'Confidence', 'Review', 'SLA'];
  return `<div class="scroll" tabindex="0" role="region" aria-labelledby="tickets"><table>
<thead><tr>${headings.map((heading) => `<th scope="col">${heading}</th>`).join('')}</tr></thead>
<tbody>${rows.join('\n')}</tbody></table></div>`;
}

function modelBlock(model: HomePage['model'], escape: (text: string) => string): string {
  if (!model.is_loaded) return '<p>No model is in service: tickets get no label.</p>';
  const figures = [
    `version <b>${escape(model.version ?? '')}</b>`,
    `${model.num_classes} labels`,
    ...(model.training_accuracy === null ? [] : [`accuracy ${model.training_accuracy.toFixed(3)}`]),
    ...(model.training_f1_macro === null ? [] : [`macro F1 ${model.training_f1_macro.toFixed(3)}`]),
    `threshold ${model.thresholds.AUTO.toFixed(2)}`,
  ];
  const warning =
    model.origin === 'generated'
      ? '<p class="warning">This is the demo model. It was trained on generated examples: its figures say nothing about real messages.</p>'
      : '';
  return `<p>${figures.join(' · ')}</p>${warning}`;
}
