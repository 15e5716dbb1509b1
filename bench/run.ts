import { cascade } from './cascade';
import { http } from './http';
import { intake } from './intake';
import { ledger } from './ledger';
import type { Bench } from './options';
import { open } from './open';
import { predict } from './predict';
import { quality } from './quality';
import { reports } from './reports';
import { retrain } from './retrain';
import { scale } from './scale';
import { soak } from './soak';
import { tickets } from './tickets';
import { train } from './train';
import { tuner } from './tuner';

const BENCHES: Readonly<Record<string, Bench>> = {
  cascade,
  http,
  intake,
  ledger,
  open,
  predict,
  quality,
  reports,
  retrain,
  scale,
  soak,
  tickets,
  train,
  tuner,
};

function list(): string {
  const lines = Object.entries(BENCHES).map(([name, bench]) => `  ${name} ${bench.summary}\n`);
  return `npm run bench -- NAME [options]\n${lines.join('')}`;
}

async function run([name, ...args]: string[]): Promise<void> {
  if (name === undefined) return void process.stdout.write(list());
  const bench = Object.hasOwn(BENCHES, name) ? BENCHES[name] : undefined;
  if (!bench) throw new Error(`there is no benchmark ${JSON.stringify(name)}\n${list()}`);
  const result = await bench.run(args);
  process.stdout.write(`${JSON.stringify(result)}\n`);
}

run(process.argv.slice(2)).catch((error: unknown) => {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 1;
});
