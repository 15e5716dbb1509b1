import { setTimeout as sleep } from 'node:timers/promises';
import { OncekError } from '../domain/errors';
import { createPeople, type People } from './demo/people';
import { judge, type Judgement, type Row } from './faults/check';
import { createInjector, OUTSIDE_FAULTS, PROCESS_FAULTS } from './faults/injectors';
import { startInstallation, type Installation } from './faults/installation';
import { readOptions } from './faults/options';
import { playProblem, type Played } from './faults/player';
import { createRandom, type Random } from './faults/random';
import { createReviewer, type Reviewer } from './faults/reviewer';

/** How long all rows may take after the last message and the last fault. */
const SETTLE_MS = 180_000;
const LOOK_MS = 1_000;

interface Injected {
  readonly name: string;
  readonly endedMs: number;
}

/**
 * Plays a seeded conversation against the product in processes of its own while faults are injected, and judges from
 * outside what stands in the sheets. The last line is JSON; exit code 1 where anything was lost, doubled or wrong.
 */
async function run(): Promise<void> {
  const { seed, seconds, problems, only, models, keep } = readOptions(process.argv.slice(2), [
    ...PROCESS_FAULTS,
    ...OUTSIDE_FAULTS,
  ]);
  const installation = await startInstallation({ models });
  const people = createPeople(installation.sandbox);
  const wants = (names: readonly string[]): string[] => names.filter((name) => only === null || name === only);
  try {
    const endMs = Date.now() + seconds * 1_000;
    const played: Promise<Played>[] = [];
    const injecting = { installation, people, endMs };
    const reviewer = createReviewer(installation.api);
    const watch = watchRows(people);
    const reviewing = reviewUntil(people, reviewer, endMs);
    const [, own, outside] = await Promise.all([
      writeProblems({ people, random: createRandom(seed), problems, seconds, played }),
      injectUntil({ ...injecting, names: wants(PROCESS_FAULTS), random: createRandom(seed + 1), restMs: 500 }),
      injectUntil({ ...injecting, names: wants(OUTSIDE_FAULTS), random: createRandom(seed + 2), restMs: 700 }),
    ]);
    const all = await Promise.all(played);
    await reviewing;
    const verdict = await settle(people, reviewer, all);
    watch.stop();
    const injected = [...own, ...outside];
    const unexpected = installation.services.filter((service) => service.unexpectedEnds() > 0).map(({ name }) => name);
    report({ verdict, all, injected, unexpected, recovered: recoveries(all, injected, watch.firstSeen) });
    reportSlowest(all, watch.firstSeen);
    if (verdict.findings.length > 0 || unexpected.length > 0) process.exitCode = 1;
  } finally {
    const keeps = keep || process.exitCode === 1;
    if (keeps) process.stderr.write(`logs: ${installation.folder}\n`);
    const unclean = await installation.stop(keeps);
    if (unclean.length > 0) process.stderr.write(`did not end with 0: ${unclean.join(', ')}\n`);
  }
}

async function writeProblems(input: {
  people: People;
  random: Random;
  problems: number;
  seconds: number;
  played: Promise<Played>[];
}): Promise<void> {
  const { people, random, problems, seconds, played } = input;
  for (let index = 0; index < problems; index += 1) {
    played.push(playProblem(people, createRandom(random.between(0, 2 ** 31)), index));
    await sleep((seconds * 1_000) / problems);
  }
}

async function injectUntil(input: {
  installation: Installation;
  people: People;
  names: readonly string[];
  random: Random;
  endMs: number;
  restMs: number;
}): Promise<Injected[]> {
  const { installation, people, names, random, endMs, restMs } = input;
  const injected: Injected[] = [];
  while (names.length > 0 && Date.now() < endMs) {
    const name = random.pick(names);
    await createInjector(name, installation, people)();
    injected.push({ name, endedMs: Date.now() });
    await sleep(restMs);
  }
  return injected;
}

async function sheetsOf(people: People): Promise<{ logs: Row[]; tracking: Row[] }> {
  const [logs, tracking] = await Promise.all(['Logs', 'ML_Tracking'].map((name) => people.rows(name)));
  return { logs: (logs ?? []).slice(1), tracking: (tracking ?? []).slice(1) };
}

async function reviewUntil(people: People, reviewer: Reviewer, endMs: number): Promise<void> {
  while (Date.now() < endMs) {
    await reviewer.look((await sheetsOf(people)).tracking);
    await sleep(LOOK_MS);
  }
}

/** Looks again until nothing is wrong, or the time is over. */
async function settle(people: People, reviewer: Reviewer, played: readonly Played[]): Promise<Judgement> {
  const deadlineMs = Date.now() + SETTLE_MS;
  for (;;) {
    const sheets = await sheetsOf(people);
    await reviewer.look(sheets.tracking);
    const verdict = judge(played, sheets);
    if (verdict.findings.length === 0 || Date.now() > deadlineMs) return verdict;
    await sleep(LOOK_MS);
  }
}

/** When each key's Logs row was first seen, in ms. */
function watchRows(people: People): { readonly firstSeen: ReadonlyMap<string, number>; stop(): void } {
  const firstSeen = new Map<string, number>();
  const timer = setInterval(() => {
    sheetsOf(people).then(
      ({ logs }) => {
        for (const row of logs) if (!firstSeen.has(String(row[3]))) firstSeen.set(String(row[3]), Date.now());
      },
      () => undefined,
    );
  }, LOOK_MS).unref();
  return { firstSeen, stop: () => clearInterval(timer) };
}

/** Seconds from each fault's end until all that was written before it stood in the sheet; later faults count in. */
function recoveries(
  played: readonly Played[],
  injected: readonly Injected[],
  firstSeen: ReadonlyMap<string, number>,
): number[] {
  return injected.map(({ endedMs }) => {
    const seen = played
      .filter(({ writtenMs, isCancelled }) => !isCancelled && writtenMs <= endedMs)
      .map(({ key }) => firstSeen.get(key) ?? Date.now());
    return Math.max(0, ...seen.map((ms) => (ms - endedMs) / 1_000));
  });
}

/** The rows that took longest from the last word on their problem, on stderr: where a long recovery comes from. */
function reportSlowest(played: readonly Played[], firstSeen: ReadonlyMap<string, number>): void {
  const seconds = played.map(({ key, writtenMs }) => ({
    key,
    s: ((firstSeen.get(key) ?? Date.now()) - writtenMs) / 1_000,
  }));
  const slowest = seconds.sort((a, b) => b.s - a.s).slice(0, 5);
  process.stderr.write(`slowest rows: ${slowest.map(({ key, s }) => `${key} ${s.toFixed(1)} s`).join(', ')}\n`);
}

function report(input: {
  verdict: Judgement;
  all: readonly Played[];
  injected: readonly Injected[];
  unexpected: readonly string[];
  recovered: readonly number[];
}): void {
  const { verdict, all, injected, unexpected, recovered } = input;
  const counts = new Map<string, number>();
  for (const { name } of injected) counts.set(name, (counts.get(name) ?? 0) + 1);
  for (const [name, count] of [...counts].sort()) process.stdout.write(`${name}: ${count}\n`);
  for (const finding of verdict.findings) process.stdout.write(`${finding}\n`);
  for (const name of unexpected) process.stdout.write(`${name} ended though nobody ended it\n`);
  const sorted = [...recovered].sort((a, b) => a - b);
  const p95 = sorted[Math.max(0, Math.ceil(sorted.length * 0.95) - 1)] ?? 0;
  const { lost, duplicated, wrong_cells, sla_errors, undecided } = verdict;
  const line = {
    problems: all.length,
    faults_injected: injected.length,
    ...{ lost, duplicated, wrong_cells, sla_errors, undecided },
    recovered_p95_s: Math.round(p95 * 10) / 10,
  };
  process.stdout.write(`${JSON.stringify(line)}\n`);
}

run().catch((error: unknown) => {
  const text = error instanceof OncekError ? error.message : error instanceof Error ? error.stack : String(error);
  process.stderr.write(`${text}\n`);
  process.exitCode = 1;
});
