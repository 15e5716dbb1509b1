import { fromLocal, instantMs, instantOf, localDateTime, type IsoInstant } from './local-time';
import type { MonitoringRecord } from './monitoring-row';
import { automationShare, reviewAccuracy, reviewShare, type PredictionFigures } from './report';

/** A clock hour as people name it. */
export interface ClockHour {
  /** `YYYY-MM-DD HH:00`, local. */
  readonly hour: string;
  /** Its first instant. */
  readonly from: IsoInstant;
  /** The first instant after it. */
  readonly before: IsoInstant;
}

const HOUR_MS = 3_600_000;

/** The clock hour that an instant lies in. @throws InvalidInstant, InvalidCalendar (unknown zone) */
export function clockHourOf(instant: IsoInstant, timeZone: string): ClockHour {
  const ms = instantMs(instant);
  const [, minute = 0, second = 0] = localDateTime(instant, timeZone).slice(11).split(':').map(Number);
  const fromMs = ms - (ms % 1_000) - (minute * 60 + second) * 1_000;
  const from = instantOf(fromMs);
  return { hour: `${localDateTime(from, timeZone).slice(0, 13)}:00`, from, before: instantOf(fromMs + HOUR_MS) };
}

/** The last clock hour that was over at an instant. @throws InvalidInstant, InvalidCalendar (unknown zone) */
export function hourBefore(instant: IsoInstant, timeZone: string): ClockHour {
  return clockHourOf(instantOf(instantMs(clockHourOf(instant, timeZone).from) - 1), timeZone);
}

/** The clock hour of a name. @param hour - `YYYY-MM-DD HH:00`, local @throws InvalidInstant, InvalidCalendar */
export function clockHourNamed(hour: string, timeZone: string): ClockHour {
  const [date = '', time = ''] = hour.split(' ');
  return clockHourOf(fromLocal({ date, time, timeZone }), timeZone);
}

/** The Monitoring row of an hour; null for one without predictions, which has none. @param modelVersion - '' without a model */
export function monitoringRecordOf(
  hour: string,
  figures: PredictionFigures,
  modelVersion: string,
): MonitoringRecord | null {
  if (figures.total === 0) return null;
  const accuracy = reviewAccuracy(figures);
  return {
    hour,
    totalPredictions: figures.total,
    avgConfidencePercent: 100 * (figures.avgConfidence ?? 0),
    autoCount: figures.auto,
    reviewCount: figures.review,
    pendingCount: figures.pending,
    reviewedCount: figures.reviewed,
    accuracyPercent: accuracy === null ? null : 100 * accuracy,
    modelVersion,
  };
}

/** What alerts are judged by. */
export interface AlertFigures {
  /** `YYYY-MM-DD HH:00`, local. */
  readonly hour: string;
  /** Predictions of the hour; nothing is judged at zero. */
  readonly total: number;
  /** Of the hour's predictions, 0..1. */
  readonly automationShare: number;
  readonly reviewShare: number;
  /** 0..1; null where no row holds one. */
  readonly avgConfidence: number | null;
  /** Tickets that wait for a person at present, whatever hour they are of. */
  readonly pending: number;
}

/** @param pending - all that wait at present */
export function alertFiguresOf(hour: string, figures: PredictionFigures, pending: number): AlertFigures {
  return {
    hour,
    total: figures.total,
    automationShare: automationShare(figures) ?? 0,
    reviewShare: reviewShare(figures) ?? 0,
    avgConfidence: figures.avgConfidence,
    pending,
  };
}
