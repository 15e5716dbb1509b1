import { demoExamples } from '../ml/demo/examples';
import { type Bench, progress, readOptions, rounded } from './options';
import { idleDelay, watchLoop } from './loop-delay';
import { runPeerOn } from './peer/run';
import { readRows, toKeys, trainOn } from './quality';

const DEMO_SEED = 42;
const IDLE_MS = 2_000;

/** Wall time of a whole training run, and what it leaves of the event loop. */
export const train: Bench = {
  summary: '[--train F] [--no-peer]   wall time of a whole training; without F on generated examples',
  async run(args) {
    const options = readOptions(args, { values: ['train'], flags: ['no-peer'] });
    const file = options.value('train');
    const rows = file === undefined ? demoExamples(DEMO_SEED) : await readRows(file);
    const idle = await idleDelay(IDLE_MS);
    const [started, startedCpu] = [performance.now(), process.cpuUsage()];
    const { value: trained, delay } = await watchLoop(() => trainOn(rows));
    const fitSeconds = (performance.now() - started) / 1_000;
    const { user, system } = process.cpuUsage(startedCpu);
    const fitCpuSeconds = (user + system) / 1_000_000;
    const result = {
      fit_s: rounded(fitSeconds),
      fit_cpu_s: rounded(fitCpuSeconds),
      rows: trained.info.rows.used,
      labels: trained.student.labels.length,
      threads: trained.info.options.threads,
      folds: trained.info.options.folds,
      loop_p99_ms: rounded(delay.p99Ms),
      loop_max_ms: rounded(delay.maxMs),
      idle_loop_p99_ms: rounded(idle.p99Ms),
      weights: trained.info.calibration.weights,
      out_of_fold: toKeys(trained.info.figures),
    };
    if (options.flag('no-peer')) return result;
    progress('the peer');
    const peer = await runPeerOn('train', file, rows);
    // Processor time tells more where the machine has other work.
    return {
      ...result,
      times_peer: rounded(fitSeconds / Number(peer.fit_s)),
      times_peer_cpu: rounded(fitCpuSeconds / Number(peer.fit_cpu_s)),
      peer,
    };
  },
};
