import { escapeHtml } from '../domain/html';
import type { Language } from '../domain/language';
import { textsIn } from '../domain/texts/texts-in';
import { hostOf } from '../domain/webhooks';
import type { OutboxItem } from './contracts/outbox';
import type { WebhookTrouble } from './webhook-changes';

/** What admins are told, once for each trouble. Only the host is named: the rest of an address may hold a secret. */
export function webhookTroubleItem({ kind, id, url, since }: WebhookTrouble, language: Language): OutboxItem {
  const html = textsIn(language).alert.webhook[kind](escapeHtml(hostOf(url)), escapeHtml(id));
  return { kind: 'direct', key: `webhook ${id} ${kind} ${since}`, html, replyToMessageId: null };
}
