import { Client, Connection } from '@temporalio/client';
import { demoExamples } from '../ml/demo/examples';
import { createPeople } from '../scripts/demo/people';
import { OncekError } from '../domain/errors';
import { type Bench, progress, readOptions, rounded } from './options';
import { startApart } from '../scripts/product-apart';
import { measureBare } from './tickets/bare';
import { liveTickets } from './tickets/lives';

const DEMO_CHAT = -1001000000001;
const DEMO_SEED = 42;
const DEFAULT_COUNT = 300;
const IN_FLIGHT = 150;
const BARE_IN_FLIGHT = 32;
const GAP_MS = 1_000;
const SETTINGS = {
  ...{ EDIT_WINDOW_HOURS: '0', GEMINI_ENABLED: 'false', TELEGRAM_GROUP_PER_MINUTE: '1000000' },
  // A minute at night, so that the SLA clock runs whenever the benchmark does; everything is AUTO.
  ...{ SLA_BREAKS: '03:00-03:01', ML_THRESHOLD_AUTO: '0' },
};

/** Complete ticket lives per second with more and more worker processes, beside a bare workflow on the same server. */
export const scale: Bench = {
  summary:
    `[--server postgres|dev] [--workers 1,2,4] [--count N]   ticket lives (default ${DEFAULT_COUNT}) with so many ` +
    'worker processes (postgres: after scripts/setup/temporal-server.sh)',
  async run(args) {
    const options = readOptions(args, { values: ['server', 'workers', 'count'] });
    const server = options.value('server') ?? 'postgres';
    if (server !== 'postgres' && server !== 'dev') throw new OncekError('InvalidInput', '--server is postgres or dev');
    const count = Number(options.value('count') ?? DEFAULT_COUNT);
    const steps = (options.value('workers') ?? '1,2,4').split(',').map(Number);
    if (steps.some((step, index) => !Number.isSafeInteger(step) || step <= (steps[index - 1] ?? 0))) {
      throw new OncekError('InvalidInput', '--workers are whole numbers that rise: 1,2,4');
    }
    progress(`starting the product with Temporal on ${server === 'postgres' ? 'PostgreSQL' : 'SQLite'}`);
    const product = await startApart({ server, settings: SETTINGS });
    try {
      const connection = await Connection.connect({ address: product.temporalAddress });
      const client = new Client({ connection });
      const people = createPeople(product.sandbox);
      const texts = demoExamples(DEMO_SEED).map(({ problem }) => problem);
      const live = (lives: number) =>
        liveTickets({
          ...{ client, people },
          plan: { chatIds: [DEMO_CHAT], texts, count: lives, inFlight: Math.min(IN_FLIGHT, lives), gapMs: GAP_MS },
        });
      const results = [];
      let running = 0;
      for (const workers of steps) {
        for (; running < workers; running += 1) await product.addWorker();
        progress(`${workers} worker processes: warming up`);
        await live(20);
        const half = Math.ceil(count / 2);
        const bare = (name: string): Promise<number> =>
          measureBare({
            ...{ address: product.temporalAddress, count: half, inFlight: BARE_IN_FLIGHT },
            name: `bare-${workers}-${name}`,
          });
        const before = await bare('a');
        progress(`${count} tickets`);
        const lived = await live(count);
        const barePerS = (2 * half) / (before + (await bare('b')));
        results.push({
          workers,
          tickets_per_s: rounded(lived.perSecond),
          bare_per_s: rounded(barePerS),
          share: rounded(lived.perSecond / barePerS),
        });
      }
      await connection.close();
      return { server, count, results };
    } finally {
      await product.stop();
    }
  },
};
