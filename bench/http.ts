import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { createFolderRegistry } from '../activities/adapters/folder-registry';
import { demoExamples } from '../ml/demo/examples';
import { saveModel } from '../ml/artifact';
import { shoot, type Shot } from './http/cannon';
import { loopP99Ms } from './http/loop';
import { startApi, startPeer, type Service } from './http/service';
import { bareStarts, ticketStarts } from './http/tickets';
import { type Bench, type BenchResult, progress, readOptions, rounded } from './options';
import { startProduct } from './product/spawn';
import { readRows, trainOn } from './quality';

const CLIENTS = [1, 8, 32] as const;
const DEFAULT_ROUNDS = 3;
const DEFAULT_SECONDS = 6;
const WARM_UP_SECONDS = 3;
/** Of different texts, so that nothing can be remembered from one request to the next. */
const TEXTS = 500;
const STARTERS = 16;
const SANDBOX_LIMIT = '100000';
const DEMO_SEED = 42;

type Shots = ReadonlyMap<number, Shot[]>;

const NONE: Shots = new Map();

/** The API process under load, beside the Python service of the former system and bare starts on the same server. */
export const http: Bench = {
  summary:
    '--train F [--rounds N] [--seconds N]   /api/predict beside the Python service, POST /api/tickets beside bare starts',
  async run(args) {
    const options = readOptions(args, { required: ['train'], values: ['rounds', 'seconds'] });
    const train = options.required('train');
    const rounds = Number(options.value('rounds') ?? DEFAULT_ROUNDS);
    const seconds = Number(options.value('seconds') ?? DEFAULT_SECONDS);
    const models = await mkdtemp(path.join(tmpdir(), 'oncek-bench-'));
    const rows = await readRows(train);
    await register(models, rows);
    const product = await startProduct({
      ...{ GEMINI_ENABLED: 'false', API_RATE_PER_MINUTE: '0', TELEGRAM_GROUP_PER_MINUTE: SANDBOX_LIMIT },
      MODEL_REGISTRY_DIR: models,
    });
    const services: Service[] = [];
    try {
      const api = await startApi(product.settings);
      services.push(api);
      progress('peer: fitting its model');
      const peer = await startPeer(path.resolve(train));
      services.push(peer);
      const bodies = rows.slice(0, TEXTS).map(({ problem }) => ({ tech_raw_text: problem }));
      const ours = { url: `${api.url}/api/predict`, bodies, headers: { 'X-API-Key': 'demo-read' } };
      const theirs = { url: `${peer.url}/predict`, bodies };
      const oneThread = { url: `${peer.url}/predict-one-thread`, bodies };
      const [own = NONE, other = NONE, single = NONE] = await alternate([ours, theirs, oneThread], { rounds, seconds });
      const rss = { own: await api.rssMb(), peer: await peer.rssMb() };
      await peer.stop();
      const idleLoopMs = await loopP99Ms(api.url, () => new Promise((done) => setTimeout(done, 3_000)));
      const predictLoopMs = await loopP99Ms(api.url, () => shoot({ ...ours, connections: 32, seconds }));
      const texts = demoExamples(DEMO_SEED).map(({ problem }) => problem);
      const starts = await startRates({ api, texts, address: product.temporalAddress, rounds, seconds });
      return {
        ...figuresOf(own),
        rss_mb: rss.own,
        ...starts,
        loop_p99_ms: rounded(predictLoopMs),
        idle_loop_p99_ms: rounded(idleLoopMs),
        peer: { ...figuresOf(other), rss_mb: rss.peer },
        peer_one_thread: { ...figuresOf(single), rss_mb: rss.peer },
        ...{ rounds, seconds },
      };
    } finally {
      await Promise.all(services.map((service) => service.stop()));
      await product.stop();
      await rm(models, { recursive: true, force: true });
    }
  },
};

async function register(dir: string, rows: Parameters<typeof trainOn>[0]): Promise<void> {
  progress('training the model');
  const registry = createFolderRegistry({ dir });
  const version = await registry.register({
    files: await saveModel(await trainOn(rows)),
    description: 'benchmark',
    figures: {},
  });
  await registry.promote(version, 'bench');
}

/** Ours, theirs, ours, theirs: both meet the same neighbours on the machine. */
async function alternate(
  targets: readonly Omit<Parameters<typeof shoot>[0], 'connections' | 'seconds'>[],
  { rounds, seconds }: { rounds: number; seconds: number },
): Promise<Shots[]> {
  for (const target of targets) await shoot({ ...target, connections: 8, seconds: WARM_UP_SECONDS });
  const found = targets.map((): Shots => new Map(CLIENTS.map((clients) => [clients, []])));
  for (let round = 1; round <= rounds; round += 1) {
    for (const connections of CLIENTS) {
      for (const [index, target] of targets.entries()) {
        const shot = await shoot({ ...target, connections, seconds });
        progress(
          `round ${round}, ${connections} clients, ${target.url}: ${Math.round(shot.rps)}/s, p99 ${shot.p99Ms} ms`,
        );
        found[index]?.get(connections)?.push(shot);
      }
    }
  }
  return found;
}

/** Medians over the rounds. */
function figuresOf(shots: Shots): BenchResult {
  const of = (clients: number, key: 'rps' | 'p50Ms' | 'p99Ms'): number =>
    rounded(median((shots.get(clients) ?? []).map((shot) => shot[key])));
  return {
    ...{ rps_1: of(1, 'rps'), rps_8: of(8, 'rps'), rps_32: of(32, 'rps') },
    ...{ p50_ms_8: of(8, 'p50Ms'), p99_ms_8: of(8, 'p99Ms'), p99_ms_32: of(32, 'p99Ms') },
  };
}

async function startRates(run: {
  readonly api: Service;
  readonly texts: readonly string[];
  readonly address: string;
  readonly rounds: number;
  readonly seconds: number;
}): Promise<BenchResult> {
  const { api, texts, address, rounds, seconds } = run;
  const bare: number[] = [];
  const tickets: number[] = [];
  const load = { connections: STARTERS, seconds };
  let refusedCount = 0;
  await ticketStarts({ api: api.url, texts, connections: STARTERS, seconds: WARM_UP_SECONDS });
  const loopMs = await loopP99Ms(api.url, async () => {
    for (let round = 1; round <= rounds; round += 1) {
      bare.push(await bareStarts({ address, name: `bare-${round}`, ...load }));
      const { rps, refused } = await ticketStarts({ api: api.url, texts, ...load });
      tickets.push(rps);
      for (const count of Object.values(refused)) refusedCount += count;
      const told = `${rounded(rps)} tickets/s, refused ${JSON.stringify(refused)}`;
      progress(`round ${round}: ${rounded(bare.at(-1) ?? 0)} bare starts/s, ${told}`);
    }
  });
  return {
    tickets_per_s: rounded(median(tickets)),
    tickets_refused: refusedCount,
    bare_starts_per_s: rounded(median(bare)),
    tickets_loop_p99_ms: rounded(loopMs),
  };
}

function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)] ?? 0;
}
