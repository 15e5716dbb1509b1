import { readFile } from 'node:fs/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import { Client, Connection } from '@temporalio/client';
import { createPeople } from '../scripts/demo/people';
import { countTickets } from '../scripts/demo/product';
import { type Bench, progress, readOptions } from './options';
import { percentile } from './percentile';
import { freePorts } from '../scripts/free-ports';
import { startProduct, type BenchProduct } from './product/spawn';

const GROUP = -1001000000001;
const TECHNICIANS = [9101, 9102, 9103, 9104, 9105].map((id) => ({ id, first_name: `Teknisi ${id}` }));
const DEFAULT_PER_SECOND = 20;
const DEFAULT_SECONDS = 60;
const WARM_UP = 40;
const TIMEOUT_MS = 120_000;

/** A message with the instant before it was handed to the sandbox, so that its own time counts as well. */
interface Written {
  readonly messageId: number;
  readonly atMs: number;
}

/**
 * Problems written into one group at a steady rate, until Temporal has accepted the ticket of each: one group is the
 * hardest case, because its updates are handled one after the other. What the time of acceptance is, the product's log
 * says: the line is written once Temporal has answered.
 */
export const intake: Bench = {
  summary: `[--per-second N] [--seconds N] [--webhook]   from Telegram to durable (default ${DEFAULT_PER_SECOND}/s for ${DEFAULT_SECONDS} s)`,
  async run(args) {
    const options = readOptions(args, { values: ['per-second', 'seconds'], flags: ['webhook'] });
    const perSecond = Number(options.value('per-second') ?? DEFAULT_PER_SECOND);
    const seconds = Number(options.value('seconds') ?? DEFAULT_SECONDS);
    const isWebhook = options.flag('webhook');
    progress(`starting the product, ${isWebhook ? 'webhook' : 'polling'}`);
    const product = await startProduct(isWebhook ? await webhookSettings() : {});
    try {
      await write(product, { count: WARM_UP, perSecond });
      progress(`${perSecond} messages a second for ${seconds} s`);
      const startedMs = Date.now();
      const written = await write(product, { count: perSecond * seconds, perSecond });
      const writtenPerS = (written.length * 1_000) / (Date.now() - startedMs);
      const accepted = await waitForAll(product, written);
      const ms = written.map(({ messageId, atMs }) => (accepted.get(messageId) ?? Infinity) - atMs);
      const tickets = await ticketsOf(product, written);
      return {
        per_s: Math.round(writtenPerS * 10) / 10,
        p50_ms: percentile(ms, 0.5),
        p95_ms: percentile(ms, 0.95),
        lost: written.length - tickets.known,
        duplicated: tickets.opened - WARM_UP - tickets.known,
        p99_ms: percentile(ms, 0.99),
        messages: written.length,
        webhook: isWebhook,
      };
    } finally {
      await product.stop();
    }
  },
};

async function webhookSettings(): Promise<Record<string, string>> {
  const [port] = await freePorts(1);
  return { WEBHOOK_PORT: String(port), TELEGRAM_WEBHOOK_URL: `http://127.0.0.1:${port}/telegram` };
}

/** Each message at its own time, whether those before it were answered or not. */
async function write(
  product: BenchProduct,
  { count, perSecond }: { count: number; perSecond: number },
): Promise<Written[]> {
  const people = createPeople(product.sandbox);
  const startedMs = Date.now();
  const writing: Promise<Written>[] = [];
  for (let index = 0; index < count; index += 1) {
    await sleep(Math.max(0, startedMs + (index * 1_000) / perSecond - Date.now()));
    const from = TECHNICIANS[index % TECHNICIANS.length] ?? { id: 9101, first_name: 'Teknisi' };
    const atMs = Date.now();
    const text = `mohon bantuan login mytech gagal terus, laporan ke ${index}`;
    writing.push(people.write({ chatId: GROUP, from, text }).then(({ messageId }) => ({ messageId, atMs })));
  }
  return Promise.all(writing);
}

/** When each message was accepted, by its id. Those that never are stay away after two minutes. */
async function waitForAll(product: BenchProduct, written: readonly Written[]): Promise<ReadonlyMap<number, number>> {
  const deadlineMs = Date.now() + TIMEOUT_MS;
  for (;;) {
    const accepted = acceptedIn(await readFile(product.logFile, 'utf8'));
    if (written.every(({ messageId }) => accepted.has(messageId)) || Date.now() > deadlineMs) return accepted;
    await sleep(500);
  }
}

function acceptedIn(log: string): Map<number, number> {
  const accepted = new Map<number, number>();
  for (const line of log.split('\n')) {
    if (!line.includes('"problem taken in"')) continue;
    const { time, chatId, messageId } = JSON.parse(line) as { time: string; chatId: number; messageId: number };
    if (chatId === GROUP && !accepted.has(messageId)) accepted.set(messageId, Date.parse(time));
  }
  return accepted;
}

/** @returns how many of the messages are tickets, and how many tickets there are in all */
async function ticketsOf(
  product: BenchProduct,
  written: readonly Written[],
): Promise<{ known: number; opened: number }> {
  const connection = await Connection.connect({ address: product.temporalAddress });
  try {
    const client = new Client({ connection });
    const messages = written.map(({ messageId }) => ({ chatId: GROUP, messageId }));
    const known = await countTickets(client, messages);
    const query = 'WorkflowType = "ticketWorkflow"';
    const deadlineMs = Date.now() + TIMEOUT_MS;
    for (;;) {
      // Visibility is a moment behind.
      const { count: opened } = await client.workflow.count(query);
      if (opened >= known + WARM_UP || Date.now() > deadlineMs) return { known, opened };
      await sleep(500);
    }
  } finally {
    await connection.close();
  }
}
