import { DEFAULT_LANGUAGE, numberText, type Language } from './language';
import { ALERT_LIMITS } from './report';
import type { AlertFigures } from './report-hour';
import { textsIn } from './texts/texts-in';

/** What admins are alerted of. */
export const ALERT_KINDS = ['automation', 'review', 'confidence', 'pending'] as const;
export type AlertKind = (typeof ALERT_KINDS)[number];

/** Alerts that were told and not cleared yet, with the hour that each was told for. */
export type ActiveAlerts = Readonly<Partial<Record<AlertKind, string>>>;

/** What one judgement changes. */
export interface AlertVerdict {
  readonly active: ActiveAlerts;
  /** Now beyond its limit, and not so before. */
  readonly fired: readonly AlertKind[];
  /** Now well within its limit again. */
  readonly cleared: readonly AlertKind[];
}

/**
 * An alert is cleared only this far within its limit: figures that waver about a limit would otherwise be told every
 * other hour. Shares in points of 1.
 */
export const CLEAR_MARGINS = { automation: 0.05, review: 0.05, confidence: 0.02, pending: 10 } as const;

/** Shares are quotients: 0.7 may come out a hair below. */
const HAIR = 1e-9;

/** Judges the figures of an hour; those of an hour without predictions say nothing. */
export function judgeAlerts(active: ActiveAlerts, figures: AlertFigures): AlertVerdict {
  if (figures.total === 0) return { active, fired: [], cleared: [] };
  const next: Partial<Record<AlertKind, string>> = { ...active };
  const fired: AlertKind[] = [];
  const cleared: AlertKind[] = [];
  for (const kind of ALERT_KINDS) {
    const excess = excessOf(kind, figures);
    if (excess === null) continue;
    if (next[kind] === undefined && excess > HAIR) {
      fired.push(kind);
      next[kind] = figures.hour;
    } else if (next[kind] !== undefined && excess <= HAIR - CLEAR_MARGINS[kind]) {
      cleared.push(kind);
      delete next[kind];
    }
  }
  return { active: next, fired, cleared };
}

/** How far a figure is beyond its limit, below 0 within it; null where there is no figure. */
function excessOf(kind: AlertKind, figures: AlertFigures): number | null {
  switch (kind) {
    case 'automation':
      return ALERT_LIMITS.automationShare - figures.automationShare;
    case 'review':
      return figures.reviewShare - ALERT_LIMITS.reviewShare;
    case 'confidence':
      return figures.avgConfidence === null ? null : ALERT_LIMITS.avgConfidence - figures.avgConfidence;
    case 'pending':
      return figures.pending - ALERT_LIMITS.pending;
  }
}

/** The one message that tells a verdict, as HTML; null where there is nothing to tell. */
export function renderAlerts(
  { fired, cleared }: Pick<AlertVerdict, 'fired' | 'cleared'>,
  figures: AlertFigures,
  language: Language = DEFAULT_LANGUAGE,
): string | null {
  if (fired.length + cleared.length === 0) return null;
  const { monitoring } = textsIn(language).alert;
  const percent = (share: number): string => percentIn(language, share);
  const value: Record<AlertKind, string> = {
    automation: percent(figures.automationShare),
    review: percent(figures.reviewShare),
    confidence: percent(figures.avgConfidence ?? 0),
    pending: String(figures.pending),
  };
  return [
    monitoring.title(figures.hour),
    ...fired.map((kind) => monitoring.fired[kind](value[kind])),
    ...cleared.map((kind) => monitoring.cleared[kind](value[kind])),
  ].join('\n');
}

/** With one decimal; cut, not rounded, so that 69.97 % does not read as the limit itself. */
function percentIn(language: Language, share: number): string {
  return `${numberText(Math.floor(share * 1_000 + HAIR) / 10, language, { most: 1 })}%`;
}
