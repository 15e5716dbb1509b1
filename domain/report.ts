/** Figures of predictions over a period, counted from the ML_Tracking rows; cancelled tickets count nowhere. */
export interface PredictionFigures {
  readonly total: number;
  /** Mean of the confidences, 0..1; null where no row holds one. */
  readonly avgConfidence: number | null;
  /** auto_approved, APPROVED, CORRECTED and TRAINED rows. */
  readonly auto: number;
  /** Rows that wait for a person, and those whose status nobody knows. */
  readonly review: number;
  /** The ones of `review` that say `pending`. */
  readonly pending: number;
  /** APPROVED, CORRECTED and TRAINED rows. */
  readonly reviewed: number;
  readonly approved: number;
  readonly corrected: number;
  /** Rows whose label Gemini alone gave. */
  readonly gemini: number;
  /** Rows in which both agreed. */
  readonly hybrid: number;
}

/** How often something occurs, and its part of all tickets of the period, 0..1. */
export interface Counted {
  readonly name: string;
  readonly count: number;
  readonly share: number;
}

/** Active minutes to the first response; blank and zero ones stay out. */
export interface ResponseFigures {
  readonly meanMin: number;
  readonly minMin: number;
  readonly maxMin: number;
  /** Rows with a response time above zero. */
  readonly count: number;
}

/** Tickets and SLA over a period, counted from the Logs rows. */
export interface TicketFigures {
  readonly total: number;
  readonly apps: readonly Counted[];
  readonly response: ResponseFigures | null;
  readonly met: number;
  readonly late: number;
  readonly solvers: readonly Counted[];
  /** The most frequent symptoms, most frequent first. */
  readonly symptoms: readonly Counted[];
  /** Different symptoms that are not in `symptoms`. */
  readonly otherSymptoms: number;
}

/** A symptom of a week with some of its tickets. */
export interface TrendSymptom extends Counted {
  /** Texts of tickets, newest first. */
  readonly examples: readonly string[];
}

/** The most frequent symptoms of a period. */
export interface TrendFigures {
  readonly total: number;
  readonly symptoms: readonly TrendSymptom[];
  readonly otherSymptoms: number;
}

/** What is worth a word in a report. */
export type Remark =
  | 'automationHigh'
  | 'automationGood'
  | 'automationLow'
  | 'confidenceHigh'
  | 'confidenceLow'
  | 'reviewHigh'
  | 'pendingHigh';

/** Beyond these admins hear about it: automation and confidence below, review and pending above. */
export const ALERT_LIMITS = { automationShare: 0.7, reviewShare: 0.3, avgConfidence: 0.8, pending: 50 } as const;

const AUTOMATION_HIGH = 0.9;
const AUTOMATION_GOOD = 0.8;
const CONFIDENCE_HIGH = 0.9;

/** Part of the predictions that needs nobody, 0..1; null without predictions. */
export function automationShare({ auto, total }: PredictionFigures): number | null {
  return total === 0 ? null : auto / total;
}

/** Part of the predictions that needs a person, 0..1; null without predictions. */
export function reviewShare({ review, total }: PredictionFigures): number | null {
  return total === 0 ? null : review / total;
}

/** APPROVED of the reviewed labels whose decision is known, 0..1; null where there is none. */
export function reviewAccuracy({ approved, corrected }: PredictionFigures): number | null {
  const decided = approved + corrected;
  return decided === 0 ? null : approved / decided;
}

/** Tickets answered in time of those that were judged, 0..1; null where none was. */
export function compliance({ met, late }: Pick<TicketFigures, 'met' | 'late'>): number | null {
  return met + late === 0 ? null : met / (met + late);
}

/** The remarks that figures deserve, in a fixed order; none without predictions. */
export function remarksOn(figures: PredictionFigures): Remark[] {
  const automation = automationShare(figures);
  const review = reviewShare(figures);
  if (automation === null || review === null) return [];
  const remarks: Remark[] = [];
  if (automation >= AUTOMATION_HIGH) remarks.push('automationHigh');
  else if (automation >= AUTOMATION_GOOD) remarks.push('automationGood');
  else if (automation < ALERT_LIMITS.automationShare) remarks.push('automationLow');
  const confidence = figures.avgConfidence;
  if (confidence !== null && confidence >= CONFIDENCE_HIGH) remarks.push('confidenceHigh');
  if (confidence !== null && confidence < ALERT_LIMITS.avgConfidence) remarks.push('confidenceLow');
  if (review > ALERT_LIMITS.reviewShare) remarks.push('reviewHigh');
  if (figures.pending > ALERT_LIMITS.pending) remarks.push('pendingHigh');
  return remarks;
}
