import { escapeHtml } from '../domain/html';
import { texts } from '../domain/texts';
import type { OutboxItem } from '../workflows/contracts/outbox';
import type { RefusedModel } from './model-server';

/**
 * What admins are told of a promoted version that cannot be loaded. All processes give the message the same key, so it
 * arrives once for each promotion. Why it cannot be loaded stays in the log: it names files.
 */
export function refusedModelItem({ version, serving, promotedAt }: RefusedModel): OutboxItem {
  const html = texts.alert.modelRefused(escapeHtml(version), serving === null ? null : escapeHtml(serving));
  const key = `model-refused-${version}-${promotedAt ?? ''}`;
  return { kind: 'direct', key, html, replyToMessageId: null };
}
