// Projects a plan from measured figures: node scripts/project-scale.mjs [FIGURES.json]
// The figures and where each comes from stand in docs/scaling-figures.json; docs/scaling.md shows the result.
import { readFileSync } from 'node:fs';

const file = process.argv[2] ?? new URL('../docs/scaling-figures.json', import.meta.url);
const { goal, measured, assumed, limits } = JSON.parse(readFileSync(file, 'utf8'));

const SECONDS_A_YEAR = 365 * 86_400;
const number = (value) => Math.round(value * 100) / 100;

const perDay = goal.tickets_per_year / 365;
const perS = goal.tickets_per_year / SECONDS_A_YEAR;
const peakPerS = perS * assumed.peak_factor;

// Rows: each ticket is two rows; how many writes they make depends on how many share a batch.
const rowsPerS = peakPerS * measured.rows_per_ticket;
const writesPerMin = limits.sheets_writes_per_min_per_user * assumed.usable_share;
const rowsPerLedgerPerS = Math.min(
  (writesPerMin / 60) * measured.ledger_rows_per_batch,
  measured.ledger_rows_per_min / 60,
);
const ledgers = Math.ceil(rowsPerS / rowsPerLedgerPerS);
const cellsPerYear = goal.tickets_per_year * measured.cells_per_ticket;
const spreadsheetsPerYear = Math.ceil(cellsPerYear / limits.cells_per_spreadsheet);

// Messages: a notice and some warnings a ticket; a group takes 20 a minute, a bot 30 a second over all chats.
const messagesPerS = peakPerS * assumed.messages_per_ticket;
const perGroupPerMin = (messagesPerS * 60) / goal.groups;
const bots = Math.ceil(messagesPerS / limits.telegram_messages_per_s_per_bot);

const workers = Math.ceil(peakPerS / (measured.tickets_per_s_per_worker * assumed.usable_share));
const actionsPerS = peakPerS * measured.actions_per_ticket;
const openTickets = perS * assumed.open_hours * 3_600;
const workerMemory = Math.ceil(openTickets / measured.open_tickets_per_worker_in_memory);
const geminiPerMin = peakPerS * 60 * measured.gemini_share;

console.log(
  JSON.stringify(
    {
      goal,
      assumed,
      load: { tickets_per_day: number(perDay), tickets_per_s: number(perS), tickets_per_s_at_peak: number(peakPerS) },
      workers: {
        needed_for_peak: workers,
        needed_to_hold_open_tickets_in_memory: workerMemory,
        with_one_spare: Math.max(workers, workerMemory) + 1,
      },
      temporal: {
        actions_per_s_at_peak: number(actionsPerS),
        actions_per_month: number((actionsPerS / assumed.peak_factor) * 2_592_000),
      },
      ledger: {
        rows_per_s_at_peak: number(rowsPerS),
        rows_per_s_of_one: number(rowsPerLedgerPerS),
        ledgers_needed: ledgers,
        new_spreadsheets_a_year: spreadsheetsPerYear,
      },
      telegram: {
        messages_per_s_at_peak: number(messagesPerS),
        per_group_per_min: number(perGroupPerMin),
        bots_needed: bots,
      },
      gemini: { questions_per_min_at_peak: number(geminiPerMin) },
    },
    null,
    2,
  ),
);
