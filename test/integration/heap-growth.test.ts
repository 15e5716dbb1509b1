import { once } from 'node:events';
import { Worker } from 'node:worker_threads';
import { boundHeapGrowth } from '../../temporal/threads/heap-growth';

/** Keeps 50 MB alive while 600 MB pass through its old space, as evicted workflows do, and tells how far the heap went. */
const GROWING = `
  const { getHeapStatistics } = require('node:v8');
  const TEN_KB = 1_250;
  const alive = Array.from({ length: 4_000 }, (_, i) => new Array(TEN_KB).fill(i));
  const passing = new Array(1_000);
  let peak = 0;
  for (let i = 0; i < 60_000; i += 1) {
    passing[i % passing.length] = new Array(TEN_KB).fill(i + 0.5);
    if (i % 500 === 0) peak = Math.max(peak, getHeapStatistics().used_heap_size);
  }
  require('node:worker_threads').parentPort.postMessage({ peak, alive: alive.length });
`;

async function peakOfThread(): Promise<number> {
  const [{ peak }] = (await once(new Worker(GROWING, { eval: true }), 'message')) as [{ peak: number }];
  return peak;
}

test('the heap of a thread grows less above what is alive once growth is bounded', async () => {
  const free = await peakOfThread();
  const undo = boundHeapGrowth();
  try {
    expect((await peakOfThread()) / free).toBeLessThan(0.8);
  } finally {
    undo();
  }
  expect((await peakOfThread()) / free).toBeGreaterThan(0.8);
}, 60_000);
