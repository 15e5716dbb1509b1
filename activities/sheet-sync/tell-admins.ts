import { escapeHtml } from '../../domain/html';
import type { Language } from '../../domain/language';
import { textsIn } from '../../domain/texts/texts-in';
import type { TelegramActivities } from '../../workflows/ports';
import type { AlertGroup, SheetAlerts } from '../mirror/sheet-alerts';
import type { SheetLog } from '../sheets/log';

export interface TellAdminsDeps {
  readonly sheetAlerts: SheetAlerts;
  readonly post: TelegramActivities['post'];
  /** What people are told in. */
  readonly language: Language;
  readonly log: SheetLog;
  readonly now: () => Date;
}

/** Keys named in a message; the log has more. */
const NAMED = 10;
const LOGGED = 100;
const MAX_SUBJECT = 60;

/**
 * Tells the admins what came up in the worksheets, one message for all of a kind that came up together. The message's
 * key follows from those, so that the outbox drops a second one.
 * @returns the number of messages
 */
export async function tellAdmins({ sheetAlerts, post, language, log, now }: TellAdminsDeps): Promise<number> {
  const groups = await sheetAlerts.untold();
  for (const group of groups) {
    const { spreadsheetId, worksheet, kind, seenAt, alerts } = group;
    const found = alerts.slice(0, LOGGED).map(({ subject, detail }) => (subject === '' ? detail : { subject, detail }));
    log.warn({ spreadsheetId, worksheet, kind, count: alerts.length, found }, 'something is wrong in a worksheet');
    const key = `sheet-${kind}-${spreadsheetId}-${worksheet}-${seenAt}`;
    const html = htmlOf(group, language);
    await post({ to: { role: 'admins' }, item: { kind: 'direct', key, html, replyToMessageId: null } });
    await sheetAlerts.markTold(group, now().toISOString());
  }
  return groups.length;
}

function htmlOf({ worksheet, kind, alerts }: AlertGroup, language: Language): string {
  const texts = textsIn(language).worksheet;
  const sheet = escapeHtml(worksheet);
  const cut = (text: string, max: number): string => escapeHtml(text.length > max ? `${text.slice(0, max)}…` : text);
  switch (kind) {
    case 'headings':
      return texts.headings(sheet, cut(alerts[0]?.detail ?? '', 1_000));
    case 'missing':
      return texts.missing(sheet);
    case 'duplicate': {
      const keys = alerts.slice(0, NAMED).map(({ subject }) => `<code>${cut(subject, MAX_SUBJECT)}</code>`);
      const more = alerts.length - keys.length;
      return texts.duplicates(sheet, keys.join(', '), more);
    }
  }
}
