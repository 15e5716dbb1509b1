import { toLocal, type IsoInstant } from './local-time';
import { parseOldDate, parseOldNumber, parseOldTime, parseSlaStatus } from './old-formats';
import { cellText, textCell, type Cell } from './sheet-rows';
import type { SlaResult, SlaStatus } from './sla';

/** What the Logs row of a ticket says. */
export interface LogsRecord {
  groupLabel: string;
  /** When ops last replied: gives ticket_date and response_at. */
  responseAt: IsoInstant | null;
  /** The tech_message_id cell (`rowKey`). */
  key: string;
  /** When the problem was received: gives tech_message_date and tech_message_time. */
  problemAt: IsoInstant | null;
  text: string;
  mediaType: string | null;
  mediaUrl: string | null;
  opsMessageId: number | null;
  opsText: string | null;
  solving: string | null;
  solvedAt: IsoInstant | null;
  appCode: string | null;
  solverName: string | null;
  /** Whether an oncek was seen. */
  isOncek: boolean;
  /** Null leaves the three SLA cells empty. */
  sla: SlaResult | null;
  /** The label, once it is AUTO or reviewed; else null. */
  label: string | null;
}

/** A Logs row as it was read: whatever cannot be understood is null or ''. */
export interface LogsRow {
  groupLabel: string;
  /** `YYYY-MM-DD`, local. */
  ticketDate: string | null;
  /** `HH:MM:SS`, local. */
  responseTime: string | null;
  key: string;
  problemDate: string | null;
  problemTime: string | null;
  text: string;
  mediaType: string;
  mediaUrl: string;
  opsMessageId: string;
  opsText: string;
  solving: string;
  solveTime: string | null;
  appCode: string;
  solverName: string;
  isOncek: boolean;
  slaResponseMin: number | null;
  slaStatus: SlaStatus | null;
  slaRemainingMin: number | null;
  label: string;
}

/**
 * The 20 cells A-T of a Logs row. Minutes are numbers; ids, dates, times and `true`/`false` are text.
 * @throws InvalidInstant, InvalidCalendar (unknown zone)
 */
export function logsCells(record: LogsRecord, timeZone: string): Cell[] {
  const response = record.responseAt === null ? null : toLocal(record.responseAt, timeZone);
  const problem = record.problemAt === null ? null : toLocal(record.problemAt, timeZone);
  const solved = record.solvedAt === null ? null : toLocal(record.solvedAt, timeZone);
  return [
    textCell(record.groupLabel),
    response?.date ?? null,
    response?.time ?? null,
    record.key,
    problem?.date ?? null,
    problem?.time ?? null,
    textCell(record.text),
    textCell(record.mediaType),
    textCell(record.mediaUrl),
    record.opsMessageId === null ? null : String(record.opsMessageId),
    textCell(record.opsText),
    textCell(record.solving),
    solved?.time ?? null,
    textCell(record.appCode),
    textCell(record.solverName),
    record.isOncek ? 'true' : 'false',
    record.sla?.responseMin ?? null,
    record.sla?.status ?? null,
    record.sla?.remainingMin ?? null,
    textCell(record.label),
  ];
}

/** A Logs row from its cells, old formats included; missing cells at the end are empty ones. */
export function parseLogsRow(cells: readonly Cell[]): LogsRow {
  const text = (index: number): string => cellText(cells[index]);
  return {
    groupLabel: text(0),
    ticketDate: parseOldDate(cells[1]),
    responseTime: parseOldTime(cells[2]),
    key: text(3),
    problemDate: parseOldDate(cells[4]),
    problemTime: parseOldTime(cells[5]),
    text: text(6),
    mediaType: text(7),
    mediaUrl: text(8),
    opsMessageId: text(9),
    opsText: text(10),
    solving: text(11),
    solveTime: parseOldTime(cells[12]),
    appCode: text(13).toUpperCase(),
    solverName: text(14),
    isOncek: text(15).toLowerCase() === 'true',
    slaResponseMin: parseOldNumber(cells[16]),
    slaStatus: parseSlaStatus(cells[17]),
    slaRemainingMin: parseOldNumber(cells[18]),
    label: text(19),
  };
}
