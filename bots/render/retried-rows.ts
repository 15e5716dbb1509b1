import { cutWithEllipsis, escapeHtml } from '../../domain/html';
import type { Language } from '../../domain/language';
import type { LedgerStatus } from '../../workflows/contracts/ledger';
import { botTextsIn } from '../texts/texts-in';

const SHOWN = 10;
const KEY_CHARS = 60;
const REASON_CHARS = 200;

/** Which parked rows are tried again, why they were parked, and how many rows wait. @param status - just before */
export function renderRetriedRows(status: LedgerStatus | null, language: Language): string {
  const texts = botTextsIn(language).retryRows;
  const parked = status?.parked ?? [];
  const count = parked.length + (status?.parkedMore ?? 0);
  const waiting = status && status.pending > 0 ? [texts.waiting(status.pending)] : [];
  if (count === 0) return [texts.none, ...waiting].join('\n');
  const lines = parked.slice(0, SHOWN).map(({ worksheet, key, reason }) => {
    const [shownKey, shownReason] = [cutWithEllipsis(key, KEY_CHARS), cutWithEllipsis(reason, REASON_CHARS)];
    return texts.row(worksheet, escapeHtml(shownKey), escapeHtml(shownReason));
  });
  const rest = count - lines.length;
  return [texts.title(count), ...lines, ...(rest > 0 ? [texts.more(rest)] : []), ...waiting].join('\n');
}
