import { loadavg } from 'node:os';
import { setTimeout as sleep } from 'node:timers/promises';
import { Client, Connection } from '@temporalio/client';
import { OncekError } from '../domain/errors';
import { demoExamples } from '../ml/demo/examples';
import { createPeople } from '../scripts/demo/people';
import { readSheets } from '../scripts/demo/sheets';
import { startApart } from '../scripts/product-apart';
import { type Bench, progress, readOptions, rounded } from './options';
import { converse } from './soak/conversations';
import { allRuns, sizesOf } from './soak/histories';
import { latenciesOf, lossesOf } from './soak/outcome';
import { type MemorySample, residentOf, trendOf } from './soak/memory';

const CHAT_ID = -1001000000001;
const DEMO_SEED = 42;
const DEFAULT_MINUTES = 30;
const DEFAULT_PER_SECOND = 10;
const GAP_MS = 10_000;
const SAMPLE_MS = 5_000;
/** Of the run, in which heaps and caches fill up. */
const WARM_UP_SHARE = 1 / 3;
/** After the last message: the longest life of a ticket, and whatever has piled up. */
const END_MS = 15 * 60_000;
const LOOK_MS = 2_000;
const WINDOW_HOURS = 0.05;
/** Longer than an overloaded product is behind: what is taken in after that is closed before its answer comes. */
const UNANSWERED_HOURS = 0.1;
const SETTINGS = {
  ...{ GEMINI_ENABLED: 'false', TELEGRAM_GROUP_PER_MINUTE: '1000000' },
  // A minute at night, so that the SLA clock runs whenever the benchmark does; everything is AUTO.
  ...{ SLA_BREAKS: '03:00-03:01', ML_THRESHOLD_AUTO: '0' },
  // Open tickets come to a steady number within the warm-up, and unanswered ones are warned of, late and closed.
  ...{ EDIT_WINDOW_HOURS: String(WINDOW_HOURS), UNANSWERED_CLOSE_HOURS: String(UNANSWERED_HOURS) },
  ...{ SLA_TARGET_MINUTES: '2', SLA_WARN_MINUTES: '1' },
};
const SERVICES = ['api', 'group-bot', 'admin-bot', 'worker'];

/** Steady load for a long time: what grows with it, and whether it stays as quick as it was at first. */
export const soak: Bench = {
  summary:
    `[--minutes N] [--per-second N]   steady load (default ${DEFAULT_MINUTES} minutes of ${DEFAULT_PER_SECOND} ` +
    'messages a second): memory of each service, histories, latency, losses',
  async run(args) {
    const options = readOptions(args, { values: ['minutes', 'per-second'] });
    const minutes = Number(options.value('minutes') ?? DEFAULT_MINUTES);
    const perSecond = Number(options.value('per-second') ?? DEFAULT_PER_SECOND);
    if (!(minutes > 0 && perSecond > 0)) {
      throw new OncekError('InvalidInput', '--minutes and --per-second are numbers above 0');
    }
    progress('starting the product, every service a process of its own');
    const product = await startApart({ server: 'dev', settings: SETTINGS });
    const connection = await Connection.connect({ address: product.temporalAddress });
    try {
      await product.addWorker();
      const client = new Client({ connection });
      const people = createPeople(product.sandbox);
      const texts = demoExamples(DEMO_SEED).map(({ problem }) => problem);
      const memory = watchMemory();
      progress(`${perSecond} messages a second for ${minutes} minutes`);
      const startedMs = Date.now();
      const pace = { chatId: CHAT_ID, texts, seconds: minutes * 60, perSecond, gapMs: GAP_MS };
      const { conversations, writtenMs } = await converse(people, pace);
      const lastMs = Date.now();
      const samples = memory.stop().filter(({ atMs }) => atMs >= startedMs + minutes * 60_000 * WARM_UP_SHARE);
      progress('waiting for the last tickets to end');
      const endedMs = await untilAllEnded(client);
      const runs = await allRuns(client);
      return {
        minutes: rounded((lastMs - startedMs) / 60_000),
        per_s: rounded(steadyRate(writtenMs, { fromMs: startedMs + 2 * GAP_MS, toMs: startedMs + minutes * 60_000 })),
        rss_slope_mb_per_h: trendOf(samples, SERVICES).slope_mb_per_h,
        ...latenciesOf({ chatId: CHAT_ID, conversations, runs, windowMs: WINDOW_HOURS * 3_600_000 }),
        ...lossesOf({ chatId: CHAT_ID, conversations, runs, sheets: await readSheets(people) }),
        messages: writtenMs.length,
        tickets: conversations.length,
        seconds_to_end: rounded((endedMs - lastMs) / 1_000),
        load: rounded(memory.load()),
        rss: Object.fromEntries(
          Object.keys(samples[0]?.mb ?? {}).map((name) => [name, trendOf(samples, [name])] as const),
        ),
        rss_samples: samples.length,
        histories: sizesOf(runs),
      };
    } finally {
      await connection.close();
      await product.stop();
    }
  },
};

/** Messages a second while there are all kinds of them: at first there are only problems, and at last no new ones. */
function steadyRate(writtenMs: readonly number[], { fromMs, toMs }: { fromMs: number; toMs: number }): number {
  const steady = writtenMs.filter((atMs) => atMs >= fromMs && atMs < toMs);
  return (steady.length * 1_000) / Math.max(1, toMs - fromMs);
}

/** Samples until it is stopped. The sandbox, which keeps all it was ever told, is part of this process. */
function watchMemory(): { stop(): MemorySample[]; load(): number } {
  const samples: MemorySample[] = [];
  const loads: number[] = [];
  const startedMs = Date.now();
  const timer = setInterval(() => {
    const mb = residentOf(process.pid);
    samples.push({ atMs: Date.now(), mb: { ...mb, 'bench and sandbox': process.memoryUsage.rss() / 2 ** 20 } });
    loads.push(loadavg()[0] ?? 0);
    if (samples.length % 12 !== 0) return;
    const each = Object.entries(mb).map(([name, value]) => `${name} ${Math.round(value)}`);
    progress(`  ${Math.round((Date.now() - startedMs) / 60_000)} min: ${each.join(', ')} MB`);
  }, SAMPLE_MS);
  return {
    stop() {
      clearInterval(timer);
      return samples;
    },
    load: () => loads.reduce((sum, value) => sum + value, 0) / Math.max(1, loads.length),
  };
}

/** @returns when no ticket was open any more, or when there was no waiting any longer */
async function untilAllEnded(client: Client): Promise<number> {
  const deadlineMs = Date.now() + END_MS;
  for (;;) {
    const { count } = await client.workflow.count('WorkflowType = "ticketWorkflow" AND ExecutionStatus = "Running"');
    if (count === 0 || Date.now() > deadlineMs) return Date.now();
    await sleep(LOOK_MS);
  }
}
