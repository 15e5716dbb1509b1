import { escapeHtml } from '../domain/html';
import type { Language } from '../domain/language';
import { textsIn } from '../domain/texts/texts-in';
import type { OutboxItem } from '../workflows/contracts/outbox';
import type { RefusedModel } from './model-server';

/**
 * What admins are told of a promoted version that cannot be loaded. All processes give the message the same key, so it
 * arrives once for each promotion. Why it cannot be loaded stays in the log: it names files.
 */
export function refusedModelItem({ version, serving, promotedAt }: RefusedModel, language: Language): OutboxItem {
  const { modelRefused } = textsIn(language).alert;
  const html = modelRefused(escapeHtml(version), serving === null ? null : escapeHtml(serving));
  const key = `model-refused-${version}-${promotedAt ?? ''}`;
  return { kind: 'direct', key, html, replyToMessageId: null };
}
