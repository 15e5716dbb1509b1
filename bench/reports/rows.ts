import type { Insertable } from 'kysely';
import type { LogsRowsTable, MonitoringRowsTable, TrackingRowsTable } from '../../activities/mirror/schema';
import { fromLocal, localDateOf, localDay } from '../../domain/local-time';

const TIME_ZONE = 'Asia/Jakarta';
const LABELS = 35;
/** What a technician writes is some 200 characters long. */
const TEXT =
  'Selamat siang rekan, mohon bantuan untuk akun mytech teknisi kami yang tidak bisa login sejak pagi. '.repeat(2);
const STATUSES = ['auto_approved', 'auto_approved', 'auto_approved', 'APPROVED', 'CORRECTED', 'TRAINED', 'pending'];
const SOURCES = ['lightgbm', 'lightgbm', 'hybrid', 'gemini'];
const SOLVERS = ['Bagas', 'Damas', 'David', 'Fairuz', 'Eri'];
const SHARED = {
  ...{ spreadsheet_id: 'bench', is_keyed: 1, unreadable: 0, is_unsettled: 0, seen_at: '2026-01-01T00:00:00.000Z' },
  row_hash: '0123456789abcdef0123456789abcdef',
};

/** Numbers that look random and are the same each time. */
function mixed(index: number, salt: number): number {
  let value = Math.imul(index + 1, 0x9e3779b1) ^ Math.imul(salt + 1, 0x85ebca6b);
  value = Math.imul(value ^ (value >>> 15), 0x2c1b3c6d);
  return (value ^ (value >>> 13)) >>> 0;
}

/** When the ticket `index` of `count` is: in order over the days, between 6 and 22 o'clock. */
export function momentOf(index: number, count: number, { first, days }: { first: string; days: number }) {
  const day = localDateOf((localDay(first) ?? 0) + Math.floor((index * days) / count));
  const second = mixed(index, 9) % (16 * 3_600);
  const [hour, minute, rest] = [6 + Math.floor(second / 3_600), Math.floor(second / 60) % 60, second % 60];
  const time = [hour, minute, rest].map((part) => String(part).padStart(2, '0')).join(':');
  return { day, time, at: fromLocal({ date: day, time, timeZone: TIME_ZONE }) };
}

/** The Logs row of a ticket. Some symptoms come far more often than others. */
export function logsRow(index: number, { day, time, at }: ReturnType<typeof momentOf>): Insertable<LogsRowsTable> {
  const minutes = (mixed(index, 1) % 2_400) / 100;
  return {
    ...SHARED,
    ...{ row_key: String(index), row_number: index + 2, day, group_label: 'Demo', text: `${index} ${TEXT}` },
    ...{
      ticket_date: day,
      response_time: time,
      response_at: at,
      problem_date: day,
      problem_time: time,
      problem_at: at,
    },
    ...{
      media_type: '',
      media_url: '',
      ops_message_id: String(index),
      ops_text: TEXT,
      solving: TEXT,
      solve_time: time,
    },
    ...{ app_code: mixed(index, 2) % 3 === 0 ? 'MIS' : 'MIT', solver_name: SOLVERS[mixed(index, 3) % 5] ?? '' },
    ...{ is_oncek: 1, sla_response_min: minutes, sla_status: minutes <= 15 ? 'OK' : 'TERLAMBAT' },
    ...{ sla_remaining_min: Math.max(0, 15 - minutes), label: labelOf(index), label_cell: labelOf(index) },
  };
}

/** Its ML_Tracking row. */
export function trackingRow(index: number, { day, at }: ReturnType<typeof momentOf>): Insertable<TrackingRowsTable> {
  return {
    ...SHARED,
    ...{
      row_key: String(index),
      row_number: index + 2,
      text: `${index} ${TEXT}`,
      solving: TEXT,
      day,
      classified_at: at,
    },
    ...{
      label: labelOf(index),
      label_cell: labelOf(index),
      status_cell: '',
      confidence: (mixed(index, 4) % 1_000) / 1_000,
    },
    ...{ review_status: STATUSES[mixed(index, 5) % 7] ?? null, source: SOURCES[mixed(index, 6) % 4] ?? '' },
  };
}

/** The Monitoring row of an hour. @param hour - `YYYY-MM-DD HH:00` */
export function monitoringRow(index: number, hour: string): Insertable<MonitoringRowsTable> {
  return {
    ...SHARED,
    ...{ row_key: hour, row_number: index + 2, hour, day: hour.slice(0, 10), total_predictions: 60 },
    ...{ avg_confidence_percent: 80, auto_count: 50, review_count: 10, pending_count: 5, reviewed_count: 20 },
    ...{ accuracy_percent: 75, model_version: 'v1' },
  };
}

function labelOf(index: number): string {
  const share = (mixed(index, 7) % 10_000) / 10_000;
  return `KENDALA NOMOR ${1 + Math.floor(LABELS * share * share)}`;
}
