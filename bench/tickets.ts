import { Client, Connection } from '@temporalio/client';
import { setTimeout as sleep } from 'node:timers/promises';
import { createPeople, type People } from '../scripts/demo/people';
import { keyOf, readSheets } from '../scripts/demo/sheets';
import { demoExamples } from '../ml/demo/examples';
import { type Bench, progress, readOptions, rounded } from './options';
import { percentile } from './percentile';
import { cpuPerLife, cpuTimeOf } from './product/cpu';
import { startProduct } from './product/spawn';
import { actionsSince, growth, serverActions, totalOf } from './tickets/actions';
import { measureBare } from './tickets/bare';
import { type Lived, liveTickets, type Plan } from './tickets/lives';

const DEMO_CHAT = -1001000000001;
const DEMO_SEED = 42;
const DEFAULT_COUNT = 600;
const IN_FLIGHT = 150;
const BARE_IN_FLIGHT = 32;
/** Beside each other in one chat nobody answers within the second. */
const GAP_MS = 1_000;
/** So slow that each row is in the sheet before the next message comes: nothing merges, which costs most actions. */
const PACED_GAP_MS = 8_000;
/** Of the rate reached, for the calm run. */
const CALM_SHARE = 0.5;

/**
 * Complete ticket lives per second through the whole product on the dev server, beside a bare workflow on the same
 * server.
 */
export const tickets: Bench = {
  summary: `[--count N]   complete ticket lives (default ${DEFAULT_COUNT}) and their actions, beside a bare workflow`,
  async run(args) {
    const options = readOptions(args, { values: ['count'] });
    const count = Number(options.value('count') ?? DEFAULT_COUNT);
    progress('starting the product');
    const product = await startProduct({
      EDIT_WINDOW_HOURS: '0',
      GEMINI_ENABLED: 'false',
      TELEGRAM_GROUP_PER_MINUTE: '1000000',
      // A minute at night, so that the SLA clock runs whenever the benchmark does.
      SLA_BREAKS: '03:00-03:01',
      // Everything is AUTO: no ticket waits for a person.
      ML_THRESHOLD_AUTO: '0',
    });
    const connection = await Connection.connect({ address: product.temporalAddress });
    try {
      const client = new Client({ connection });
      const people = createPeople(product.sandbox);
      const texts = demoExamples(DEMO_SEED).map(({ problem }) => problem);
      const live = (plan: Pick<Plan, 'count' | 'inFlight' | 'gapMs' | 'perSecond'>): Promise<Lived> =>
        liveTickets({ client, people, plan: { chatIds: [DEMO_CHAT], texts, ...plan } });

      progress('warming up');
      await live({ count: 20, inFlight: 20, gapMs: GAP_MS });
      // Half of the bare lives before the tickets and half after them: both meet the same neighbours on the machine.
      const half = Math.ceil(count / 2);
      const bare = (name: string): Promise<number> =>
        measureBare({ address: product.temporalAddress, count: half, inFlight: BARE_IN_FLIGHT, name });
      progress('the bare workflow, first half');
      const serverBefore = cpuTimeOf(product.pid);
      const firstSeconds = await bare('bare-a');
      const cpuBare = cpuPerLife(serverBefore, cpuTimeOf(product.pid), half);
      progress(`${count} tickets, ${IN_FLIGHT} at once`);
      const cpuBefore = cpuTimeOf(product.pid);
      const fast = await live({ count, inFlight: IN_FLIGHT, gapMs: GAP_MS });
      const cpuTicket = cpuPerLife(cpuBefore, cpuTimeOf(product.pid), count);
      progress('the bare workflow, second half');
      const barePerS = (2 * half) / (firstSeconds + (await bare('bare-b')));
      const calmPace = fast.perSecond * CALM_SHARE;
      progress(`${rounded(fast.perSecond)} a second; a calm run at ${rounded(calmPace)} a second`);
      await nextSecond();
      const sinceMs = Math.floor(Date.now() / 1_000) * 1_000;
      const before = await serverActions(product.serverMetrics);
      const calmCount = Math.ceil(count / 3);
      const calm = await live({ count: calmCount, inFlight: calmCount, gapMs: PACED_GAP_MS, perSecond: calmPace });
      const byServer = growth(before, await serverActions(product.serverMetrics));
      progress('counting actions');
      const byType = await actionsSince(client, sinceMs);
      const total = Object.values(byType).reduce((sum, counts) => sum + totalOf(counts), 0);
      await checkRows(people, [...fast.messages, ...calm.messages]);
      return {
        tickets_per_s: rounded(fast.perSecond),
        bare_per_s: rounded(barePerS),
        share: rounded(fast.perSecond / barePerS),
        actions_per_ticket: rounded(total / calmCount),
        p95_ms: percentile(calm.settleMs, 0.95),
        p50_ms: percentile(calm.settleMs, 0.5),
        count,
        calm: { count: calmCount, per_s: rounded(calmPace) },
        cpu_ms: { ticket: cpuTicket, bare_server: cpuBare?.serverMs ?? null },
        actions: { byType, byServer, server_per_ticket: rounded(totalOf(byServer) / calmCount) },
      };
    } finally {
      await connection.close();
      await product.stop();
    }
  },
};

/** Each ticket has exactly one row in each worksheet. */
async function checkRows(people: People, messages: Lived['messages']): Promise<void> {
  const { logs, tracking } = await readSheets(people);
  const keys = {
    Logs: logs.map((row) => keyOf('Logs', row)),
    ML_Tracking: tracking.map((row) => keyOf('ML_Tracking', row)),
  };
  for (const [worksheet, found] of Object.entries(keys)) {
    const distinct = new Set(found);
    if (distinct.size !== found.length)
      throw new Error(`${found.length - distinct.size} rows of ${worksheet} stand twice`);
    const lost = messages.filter(({ messageId }) => !distinct.has(String(messageId)));
    if (lost.length > 0) throw new Error(`${lost.length} tickets have no row in ${worksheet}`);
  }
}

async function nextSecond(): Promise<void> {
  await sleep(1_000 - (Date.now() % 1_000));
}
