import type { Burst, BurstRule } from './burst';
import { escapeHtml } from './html';
import { messageLink } from './ids';
import type { Language } from './language';
import { toLocal } from './local-time';
import { textsIn } from './texts/texts-in';

/** Links below an alert: as many as the smallest burst has, by default. */
const MAX_LINKS = 5;

/** What people are told of a burst, as HTML; nobody is named. */
export function renderBurst(
  burst: Burst & { readonly label: string },
  rule: BurstRule,
  how: { readonly timeZone: string; readonly language: Language },
): string {
  const clock = (at: string): string => toLocal(at, how.timeZone).time.slice(0, 5);
  const technicians = new Set(burst.reports.map(({ technician }) => technician)).size;
  const links = burst.reports
    .map((report) => messageLink(report))
    .filter((link) => link !== null)
    .slice(-MAX_LINKS);
  const { burst: words } = textsIn(how.language).alert;
  return [
    words.title(escapeHtml(burst.label)),
    words.detail(
      technicians,
      burst.reports.length,
      clock(burst.from),
      clock(burst.to),
      Math.round(rule.windowMs / 60_000),
    ),
    ...(links.length > 0 ? [links.map((link, index) => words.link(link, index + 1)).join(' · ')] : []),
  ].join('\n');
}
