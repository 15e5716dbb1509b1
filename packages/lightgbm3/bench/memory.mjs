// Resident memory over train/predict cycles: node --expose-gc bench/memory.mjs [CYCLES]
import { createRequire } from 'node:module';
import { performance } from 'node:perf_hooks';

const { measure } = createRequire(import.meta.url)('./cycles.cjs');
const started = performance.now();
const figures = await measure(Number(process.argv[2] ?? 10_000));
console.log(JSON.stringify({ ...figures, seconds: Math.round((performance.now() - started) / 100) / 10 }));
