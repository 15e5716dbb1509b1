import type { WebhookMessage } from '../../domain/webhooks';
import { WEBHOOK_MESSAGES } from '../schemas/webhook-events';
import { refTo, type Content, type JsonSchema } from './schema-refs';

/** A call that the product makes. */
export interface WebhookOperation {
  readonly operationId: string;
  readonly summary: string;
  readonly parameters: readonly {
    readonly name: string;
    readonly in: 'header';
    readonly required: true;
    readonly description: string;
    readonly schema: JsonSchema;
  }[];
  readonly requestBody: Content & { readonly required: true };
  readonly responses: Readonly<Record<string, { readonly description: string }>>;
}

const SUMMARIES: Readonly<Record<WebhookMessage['type'], string>> = {
  'ticket.opened': 'A ticket was opened',
  'ticket.oncek': 'Ops took a ticket on',
  'ticket.solved': 'A ticket has a solution, or another one',
  'ticket.classified': 'The classifier has labelled a solved ticket, or labels it otherwise',
  'ticket.reviewed': 'A person has decided the label',
  'ticket.closed': 'A ticket was closed, with its final figures',
  'sla.warning': 'Nobody has answered, and the SLA target is near',
  'sla.breached': 'Nobody has answered within the SLA target',
  'model.candidate': 'A trained model waits for a decision',
  'model.promoted': 'A model was put into service',
  'model.rejected': 'A trained model will not be put into service',
  ping: 'Sent by hand: POST /api/webhooks/{webhook}/test',
};

const HEADERS: WebhookOperation['parameters'] = [
  header('webhook-id', 'The same each time the event is sent: whoever knows it has had the event'),
  header('webhook-timestamp', 'When it was sent, seconds since 1970; refuse what is more than five minutes off'),
  header(
    'webhook-signature',
    '`v1,` and HMAC-SHA256 of `<id>.<timestamp>.<body>` in base64, one for each secret in force',
  ),
];

/** The part `webhooks` of the document. */
export function webhookOperations(): Readonly<Record<string, { readonly post: WebhookOperation }>> {
  const types = Object.keys(WEBHOOK_MESSAGES) as WebhookMessage['type'][];
  return Object.fromEntries(types.map((type) => [type, { post: operationOf(type) }]));
}

function operationOf(type: WebhookMessage['type']): WebhookOperation {
  return {
    operationId: `webhook_${type.replace('.', '_')}`,
    summary: SUMMARIES[type],
    parameters: HEADERS,
    requestBody: { required: true, content: { 'application/json': { schema: refTo(WEBHOOK_MESSAGES[type]) } } },
    responses: {
      '2XX': { description: 'Taken; any other answer has it sent again for a day' },
      '410': { description: 'The receiver wants no more: the webhook is switched off' },
    },
  };
}

function header(name: string, description: string): WebhookOperation['parameters'][number] {
  return { name, in: 'header', required: true, description, schema: { type: 'string' } };
}
