import { parseOldDateTime, parseOldNumber } from './old-formats';
import { cellText, textCell, type Cell } from './sheet-rows';
import { round2 } from './sla';

/** The figures of one clock hour. */
export interface MonitoringRecord {
  /** `YYYY-MM-DD HH:00`, local; the row's key. */
  hour: string;
  totalPredictions: number;
  /** 0..100 */
  avgConfidencePercent: number;
  autoCount: number;
  reviewCount: number;
  /** Null only in rows of the old ten-column layout, which did not hold it. */
  pendingCount: number | null;
  reviewedCount: number;
  /** APPROVED / (APPROVED + CORRECTED), 0..100; null where nothing was reviewed. */
  accuracyPercent: number | null;
  modelVersion: string;
}

/** The 9 cells A-I of a Monitoring row; counts and percentages (2 decimals) are numbers. */
export function monitoringCells(record: MonitoringRecord): Cell[] {
  return [
    record.hour,
    record.totalPredictions,
    round2(record.avgConfidencePercent),
    record.autoCount,
    record.reviewCount,
    record.pendingCount,
    record.reviewedCount,
    record.accuracyPercent === null ? null : round2(record.accuracyPercent),
    textCell(record.modelVersion),
  ];
}

/**
 * A Monitoring row from its cells. A tenth cell marks the old layout (auto, high, medium, manual in the middle), where
 * review is high and medium together.
 * @returns null where the first cell is no hour
 */
export function parseMonitoringRow(cells: readonly Cell[]): MonitoringRecord | null {
  const hour = parseHour(cells[0]);
  if (hour === null) {
    return null;
  }
  const count = (index: number): number => parseOldNumber(cells[index]) ?? 0;
  const shared = { hour, totalPredictions: count(1), avgConfidencePercent: count(2), autoCount: count(3) };
  if (cellText(cells[9]) !== '') {
    return {
      ...shared,
      reviewCount: count(4) + count(5),
      pendingCount: null,
      reviewedCount: count(7),
      accuracyPercent: parseOldNumber(cells[8]),
      modelVersion: cellText(cells[9]),
    };
  }
  return {
    ...shared,
    reviewCount: count(4),
    pendingCount: count(5),
    reviewedCount: count(6),
    accuracyPercent: parseOldNumber(cells[7]),
    modelVersion: cellText(cells[8]),
  };
}

function parseHour(cell: Cell | undefined): string | null {
  const dateTime = parseOldDateTime(cell);
  return dateTime === null ? null : `${dateTime.slice(0, 13)}:00`;
}
