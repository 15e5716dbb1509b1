import { readFile } from 'node:fs/promises';
import { parseArgs } from 'node:util';
import { config as readDotenv } from 'dotenv';
import { createSheetsClient } from '../activities/adapters/sheets-client';
import { createLedgerPort } from '../activities/ledger-port';
import { loadConfig } from '../config/env';
import { OncekError } from '../domain/errors';
import { rowKey } from '../domain/ids';
import { fromLocal } from '../domain/local-time';
import { parseLogsRow, type LogsRow } from '../domain/logs-row';
import { connectTemporal } from '../temporal/connect';
import { createTicketDesk, type NewTicket } from '../temporal/ticket-desk';
import type { LedgerEntry } from '../workflows/contracts/ledger';
import type { StaffMessageSignal } from '../workflows/contracts/ticket';
import { readNotedOnceks, readQueuedRows, type NotedOncek, type QueuedRow } from './import/today';

const USAGE =
  'usage: import-today [--state FILE] [--queue FILE] [--dry-run]\n' +
  '  --state  the former state file: oncek times by <chat id>::<message id>\n' +
  '  --queue  rows of Logs that it had not written yet, as JSON or a JSON line each';
/** Before any that a ticket gives: what the desk itself makes of the row later counts. */
const BEFORE_ALL_TICKETS = 0;
const ROWS_A_SIGNAL = 50;

/** Takes over what the former system had in hand: onceks of tickets that wait for their solution, and unwritten rows. */
async function importToday(): Promise<void> {
  readDotenv({ quiet: true });
  const options = {
    state: { type: 'string' },
    queue: { type: 'string' },
    'dry-run': { type: 'boolean', default: false },
  } as const;
  const { values } = parseArgs({ args: process.argv.slice(2), options });
  if (values.state === undefined && values.queue === undefined) throw new OncekError('InvalidInput', USAGE);
  const noted = values.state === undefined ? null : readNotedOnceks(await readFile(values.state, 'utf8'));
  const queued = values.queue === undefined ? null : readQueuedRows(await readFile(values.queue, 'utf8'));
  for (const { where, why } of [...(noted?.unreadable ?? []), ...(queued?.unreadable ?? [])]) {
    process.stderr.write(`left out: ${where}: ${why}\n`);
  }
  const onceks = noted?.onceks ?? [];
  const rows = queued?.rows ?? [];
  if (values['dry-run']) {
    process.stdout.write(`would take over ${onceks.length} onceks and ${rows.length} rows; nothing was changed\n`);
    return;
  }
  await takeOver({ onceks, rows });
}

async function takeOver({
  onceks,
  rows,
}: {
  onceks: readonly NotedOncek[];
  rows: readonly QueuedRow[];
}): Promise<void> {
  const config = loadConfig(process.env);
  const sheets = createSheetsClient(config.google);
  const spreadsheetId = await sheets.findSpreadsheet();
  const { client, connection } = await connectTemporal(config.temporal);
  try {
    const plainChatId = config.telegram.collecting[0]?.chatId ?? null;
    const desk = createTicketDesk({
      client,
      settings: { ...config.ticket, spreadsheetId },
      plainChat: () => Promise.resolve(plainChatId),
      archivedStory: () => Promise.resolve(null),
    });
    const logs = onceks.length > 0 ? await readLogs(sheets, spreadsheetId) : new Map<string, LogsRow>();
    let known = 0;
    for (const oncek of onceks) {
      const row = logs.get(rowKey({ ...oncek, plainChatId }));
      if (row) known += 1;
      const group = config.telegram.collecting.find(({ chatId }) => chatId === oncek.chatId);
      const label = group?.label ?? (row?.groupLabel || String(oncek.chatId));
      await desk.answer(ticketOf(oncek, { row, label, timeZone: config.timeZone }), oncekOf(oncek, row));
    }
    process.stdout.write(`onceks: ${onceks.length} tickets open, ${known} of them with their text from the sheet\n`);
    const ledger = createLedgerPort({ client, language: config.language, noteSymptom: () => Promise.resolve() });
    for (let from = 0; from < rows.length; from += ROWS_A_SIGNAL) {
      const entries = rows.slice(from, from + ROWS_A_SIGNAL).map(entryOf);
      await ledger.enqueueRows({ spreadsheetId, entries });
    }
    process.stdout.write(`rows: ${rows.length} handed to the ledger\n`);
  } finally {
    await connection.close();
  }
}

async function readLogs(
  sheets: ReturnType<typeof createSheetsClient>,
  spreadsheetId: string,
): Promise<Map<string, LogsRow>> {
  const worksheets = await sheets.listWorksheets(spreadsheetId);
  if (!worksheets.some(({ title }) => title === 'Logs')) return new Map();
  const [cells = []] = await sheets.readRanges(spreadsheetId, ['Logs!A2:T']);
  return new Map(cells.map((row) => parseLogsRow(row)).map((row) => [row.key, row]));
}

/** What the former system wrote of the problem; without a row the oncek's own time has to do. */
function ticketOf(
  { chatId, messageId, at }: NotedOncek,
  { row, label, timeZone }: { row: LogsRow | undefined; label: string; timeZone: string },
): NewTicket {
  const { problemDate: date = null, problemTime: time = null, text = '' } = row ?? {};
  const sentAt = date !== null && time !== null ? fromLocal({ date, time, timeZone }) : at;
  return {
    ...{ chatId, messageId, groupLabel: label },
    problem: { text, sentAt, editedAt: null, from: null, media: null, forwarded: false },
  };
}

/** The id is that of the reply where the sheet has it, so that its later edit finds it. */
function oncekOf({ at }: NotedOncek, row: LogsRow | undefined): StaffMessageSignal {
  const messageId = Number(row?.opsMessageId) || null;
  return {
    updateId: null,
    message: {
      id: messageId === null ? 'tg:import' : `tg:${messageId}`,
      ...{ messageId, text: 'oncek', sentAt: at, editedAt: null, from: { id: 0, name: row?.solverName ?? '' } },
    },
  };
}

function entryOf({ key, cells }: QueuedRow): LedgerEntry {
  return { worksheet: 'Logs', key, sequence: BEFORE_ALL_TICKETS, cells, ticketWorkflowId: null };
}

importToday().catch((error: unknown) => {
  const text = error instanceof OncekError ? error.message : error instanceof Error ? error.stack : String(error);
  process.stderr.write(`${text}\n`);
  process.exitCode = 1;
});
