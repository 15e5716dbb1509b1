import { readdir, readFile, rm } from 'node:fs/promises';
import path from 'node:path';
import { createInterface } from 'node:readline/promises';
import { parseArgs } from 'node:util';
import { config as readDotenv } from 'dotenv';
import { forget, type Forgotten } from '../activities/forget/forget';
import type { Technician } from '../activities/forget/tickets';
import { createMirror } from '../activities/mirror';
import { loadConfig } from '../config/env';
import type { Config } from '../config/types';
import { OncekError } from '../domain/errors';
import { connectTemporal } from '../temporal/connect';
import { openTicketsOf } from '../temporal/open-tickets';
import { RETENTION_DAYS } from '../temporal/namespace';
import { openStores } from '../workers/core';
import { mirrorPlace } from '../workers/deps';

const USAGE = `npm run forget -- --user ID [--chat ID] [--dry-run] [--yes]
  --user     Telegram user id of the technician
  --chat     only tickets of this chat; default: of all
  --dry-run  says what would be removed, and removes nothing
  --yes      asks nothing`;

interface Asked extends Technician {
  readonly isDry: boolean;
  readonly isSure: boolean;
}

function readArguments(args: string[]): Asked {
  const options = { user: { type: 'string' }, chat: { type: 'string' } } as const;
  const flags = { 'dry-run': { type: 'boolean', default: false }, yes: { type: 'boolean', default: false } } as const;
  const { values } = parse(() => parseArgs({ args, options: { ...options, ...flags } }));
  const [userId, chatId] = [wholeNumber(values.user), values.chat === undefined ? null : wholeNumber(values.chat)];
  if (!userId || userId < 1 || Number.isNaN(chatId))
    throw new OncekError('InvalidInput', `--user must be a Telegram user id\n${USAGE}`);
  return { userId, chatId, isDry: values['dry-run'], isSure: values.yes };
}

function parse<T>(read: () => T): T {
  try {
    return read();
  } catch (cause) {
    throw new OncekError('InvalidInput', `${(cause as Error).message}\n${USAGE}`);
  }
}

function wholeNumber(text: string | undefined): number {
  return text !== undefined && /^-?\d{1,16}$/.test(text) ? Number(text) : Number.NaN;
}

async function run(asked: Asked): Promise<void> {
  readDotenv({ quiet: true });
  const config = loadConfig(process.env);
  const { client, connection } = await connectTemporal(config.temporal);
  const mirror = await createMirror(mirrorPlace(config));
  try {
    const deps = { db: mirror.db, ...openStores(config), now: () => new Date() };
    const open = await openTicketsOf(client, asked);
    const wouldGo = await forget(deps, asked, { isDry: true });
    const letters = await deadLetters(config, asked, { isDry: true });
    say([...told(wouldGo, letters, 'would be removed'), ...toldOpen(open)]);
    if (asked.isDry) return;
    if (!asked.isSure && !(await isConfirmed(asked))) {
      say(['nothing was removed']);
      return;
    }
    const gone = await forget(deps, asked, { isDry: false });
    say([...told(gone, await deadLetters(config, asked, { isDry: false }), 'removed'), ...remains(config, gone, open)]);
  } finally {
    await mirror.close();
    await connection.close();
  }
}

function say(lines: readonly string[]): void {
  process.stdout.write(`${lines.join('\n')}\n`);
}

async function isConfirmed({ userId }: Asked): Promise<boolean> {
  const terminal = createInterface({ input: process.stdin, output: process.stdout });
  // An input that ends says no.
  const ended = new Promise<string>((resolve) => terminal.once('close', () => resolve('')));
  try {
    const asked = terminal.question(`This cannot be undone. Type the user id ${userId} to go on: `);
    return (await Promise.race([asked, ended])).trim() === String(userId);
  } finally {
    terminal.close();
  }
}

function told(found: Forgotten, letters: number, done: string): string[] {
  const known = found.tickets.filter(({ isForgotten }) => isForgotten).length;
  return [
    `closed tickets of this technician: ${found.tickets.length}${known > 0 ? `, ${known} of them forgotten before` : ''}`,
    `${done}:`,
    `  texts and links in the mirror: ${found.mirrorRows} rows as read, ${found.writtenCells} as written`,
    `  answers of Gemini to these texts: ${found.teacherAnswers}; reports of symptoms: ${found.symptomReports}`,
    `  files in the object store: ${found.mediaFiles}; texts in stories of tickets: ${found.stories}`,
    `  rows of stored training sets: ${found.trainingRows}; dead letters: ${letters}`,
  ];
}

function toldOpen(open: readonly string[]): string[] {
  if (open.length === 0) return ['open tickets of this technician: none'];
  return [
    `open tickets of this technician: ${open.length}. They keep their texts, people still work on them. Cancel them (/batal,`,
    'POST /api/tickets/{id}/cancel) or wait until they are closed, then run this again:',
    ...open.map((workflowId) => `  ${workflowId}`),
  ];
}

/** What no command of ours can take back. */
function remains({ google, mlflow, databaseUrl }: Config, gone: Forgotten, open: readonly string[]): string[] {
  const keys = gone.tickets.map(({ rowKey }) => rowKey);
  const sheet = google.spreadsheetId ?? google.spreadsheetName ?? 'the spreadsheet';
  return [
    ...toldOpen(open),
    'What remains, and where:',
    `  Google Sheets ${sheet}: the rows of Logs and ML_Tracking with these tech_message_id; empty tech_raw_text and media_url`,
    '    there, or the next change of such a row brings its text back into the mirror (then run this again):',
    `    ${keys.length === 0 ? 'none' : keys.join(', ')}`,
    `  Temporal: histories of closed tickets for ${RETENTION_DAYS} days after closing, with all texts; encrypted where TEMPORAL_PAYLOAD_KEY is set`,
    '  Telegram: the messages in the groups, and notices and review cards that quote them; delete them there',
    '  answers of operators in the tickets’ stories, and tickets of others in which this person only answered',
    '  Gemini: masked texts were sent to Google and fall under its terms',
    '  models: words of the texts, masked, in their vocabularies and weights, until a retraining',
    `  ${mlflow === null ? 'the model registry' : 'MLflow'}: figures and pictures of past trainings; no texts of tickets`,
    `  backups of ${databaseUrl === null ? 'the data folder' : 'PostgreSQL'}, of the object store and of Temporal: as old as they are`,
    '  this person’s Telegram user id in the stories, by which a second run finds the tickets',
    'Processes that run keep an index of similar texts in memory: restart them.',
  ];
}

/** Updates of this person that were never accepted. @returns files that were, or would be, deleted */
async function deadLetters(
  config: Config,
  { userId, chatId }: Technician,
  { isDry }: { isDry: boolean },
): Promise<number> {
  const folder = path.join(config.dataDir, 'dead-letters');
  const names = await readdir(folder).catch(() => []);
  let count = 0;
  for (const name of names.filter((one) => one.endsWith('.json'))) {
    const text = await readFile(path.join(folder, name), 'utf8');
    const { update } = JSON.parse(text) as {
      update?: Record<string, { from?: { id?: number }; chat?: { id?: number } }>;
    };
    const isTheirs = Object.values(update ?? {}).some(
      (message) => message?.from?.id === userId && (chatId === null || message.chat?.id === chatId),
    );
    if (!isTheirs) continue;
    count += 1;
    if (!isDry) await rm(path.join(folder, name), { force: true });
  }
  return count;
}

Promise.resolve()
  .then(() => run(readArguments(process.argv.slice(2))))
  .catch((error: unknown) => {
    process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
    process.exitCode = 1;
  });
