import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { OncekError } from '../domain/errors';
import { createSandboxCall } from './demo/people';
import { judgeSheets } from './faults/check';
import { createElsewhereJudge } from './faults/check-elsewhere';
import type { Fault, Injected } from './faults/fault';
import type { Finding } from './faults/findings';
import { createGroups, GROUPS, type Groups } from './faults/groups';
import { injectAlone, injectMixed } from './faults/injecting';
import { startInstallation, type Installation } from './faults/installation';
import { createOffice } from './faults/office';
import { readOptions, type FaultOptions } from './faults/options';
import { peopleFaults } from './faults/people-faults';
import { playProblem, type Played } from './faults/player';
import { processFaults, STORM } from './faults/process-faults';
import { createRandom, type Random } from './faults/random';
import { recoveriesOf, rowsOf, watchRows } from './faults/recovery';
import { reportOf, timelineOf } from './faults/report';
import { sandboxFaults } from './faults/sandbox-faults';
import { storageFaults } from './faults/storage-faults';

/** How long everything may take to be right after the last message and the last fault. */
const SETTLE_MS = 180_000;
const LOOK_MS = 1_000;
const FUSS_MS = 3_000;
/** Of the time faults are injected in, what is meant at most for each of them alone. */
const ALONE_SHARE = 0.6;
/** How long faults last that have no length of their own: alone, where each is to have its turn, and mixed. */
const [ALONE_MS, MIXED_MS] = [1_500, 3_000];

/**
 * Plays a seeded conversation against the product in processes of its own while faults are injected, and judges from
 * outside what stands in sheets, chats and files. The last line is JSON; exit code 1 where anything was lost, doubled or
 * wrong.
 */
async function run(): Promise<void> {
  const options = readOptions(process.argv.slice(2));
  const installation = await startInstallation(options);
  for (const signal of ['SIGINT', 'SIGTERM'] as const) {
    process.once(signal, () => void installation.stop(options.keep).finally(() => process.exit(1)));
  }
  let isRight = false;
  try {
    isRight = await play(installation, options);
  } finally {
    const keeps = options.keep || !isRight;
    if (!isRight) process.exitCode = 1;
    if (keeps) process.stderr.write(`logs: ${installation.folder}\n`);
    const unclean = await installation.stop(keeps);
    if (unclean.length > 0) {
      process.stderr.write(`did not end with 0: ${unclean.join(', ')}\n`);
      process.exitCode = 1;
    }
  }
}

/** @returns whether nothing at all was wrong */
async function play(installation: Installation, options: FaultOptions): Promise<boolean> {
  const { seed, seconds, problems } = options;
  const call = createSandboxCall(installation.sandbox);
  const groups = createGroups(call);
  const office = createOffice(call, installation.api);
  const played: Played[] = [];
  let trackingDeletedMs: number | null = null;
  const faultsOf = (ms: number): readonly Fault[] =>
    wanted(options, [
      ...processFaults(installation, createRandom(seed + 100), ms),
      ...sandboxFaults(call, ms),
      ...peopleFaults(call, ms, () => (trackingDeletedMs = Date.now())),
      ...storageFaults(installation, ms),
    ]);
  const endMs = Date.now() + seconds * 1_000;
  const watch = watchRows(() => rowsOf(call, 'Logs'));
  const [, injected] = await Promise.all([
    writeProblems({ groups, random: createRandom(seed), problems, seconds, played }),
    injectAll(faultsOf, options, endMs),
    office.whileOpen({ endMs, lookMs: LOOK_MS, fussMs: FUSS_MS, random: createRandom(seed + 200), played }),
    sleep((seconds * 1_000) / 2).then(() => groups.migrate(GROUPS[1])),
  ]);
  const elsewhere = createElsewhereJudge(call, installation.api);
  const findings = await settle(async (): Promise<readonly Finding[]> => {
    const [logs, tracking] = await Promise.all([rowsOf(call, 'Logs'), rowsOf(call, 'ML_Tracking')]);
    await office.review(tracking);
    const sortedUnderWriteMs = lastEnd(injected, 'sheets-sorted-between');
    const found = judgeSheets(played, {
      ...{ logs, tracking, trackingDeletedMs, sortedUnderWriteMs },
      solvers: office.solvers,
    });
    // The rest is costly to look at, and cannot be right before.
    return found.length > 0 ? found : elsewhere.judge(played, logs, office.reviewed());
  });
  watch.stop();
  const recoveries = recoveriesOf(played, injected, watch);
  const timeline = path.join(installation.folder, 'timeline.json');
  await writeFile(timeline, JSON.stringify(timelineOf(played, injected, watch), null, 1));
  for (const line of reportOf({ findings, played, recoveries, office })) process.stdout.write(`${line}\n`);
  const unexpected = installation.services.filter((service) => service.unexpectedEnds() > 0);
  for (const { name } of unexpected) process.stderr.write(`${name} ended though nobody ended it\n`);
  return findings.length === 0 && unexpected.length === 0;
}

/** @throws InvalidInput for a fault that this installation does not have */
function wanted({ only }: FaultOptions, faults: readonly Fault[]): readonly Fault[] {
  if (only === null) return faults;
  const found = faults.filter(({ name }) => name === only);
  if (found.length > 0 || only === 'none') return found;
  throw new OncekError(
    'InvalidInput',
    `no fault ${only} here; there are: ${faults.map(({ name }) => name).join(', ')}`,
  );
}

async function injectAll(
  faultsOf: (ms: number) => readonly Fault[],
  options: FaultOptions,
  endMs: number,
): Promise<Injected[]> {
  const { seed, seconds, only, phase } = options;
  const mixed = faultsOf(MIXED_MS);
  if (only !== null) {
    // A fault that is asked for by name comes again and again.
    return injectMixed(
      mixed.map((fault) => ({ ...fault, isLong: false })),
      seed + 1,
      endMs,
    );
  }
  if (phase === 'mixed') return injectMixed(mixed, seed + 2, endMs);
  const aloneMs = phase === 'alone' ? seconds * 1_000 : seconds * 1_000 * ALONE_SHARE;
  // A storm alone would take a fifth of the five minutes: it comes among the others, where there are any.
  const storms = phase === 'alone' ? [] : mixed.filter(({ name }) => name === STORM);
  const single = faultsOf(ALONE_MS).filter(({ name }) => !storms.some((storm) => storm.name === name));
  const alone = await injectAlone(single, createRandom(seed + 1), endMs - seconds * 1_000 + aloneMs);
  return [...alone, ...(await injectMixed(mixed, seed + 2, endMs, storms))];
}

/** @returns null where there was none */
function lastEnd(injected: readonly Injected[], wantedName: string): number | null {
  const ends = injected.filter(({ name }) => name === wantedName).map(({ endedMs }) => endedMs);
  return ends.length > 0 ? Math.max(...ends) : null;
}

async function writeProblems(input: {
  groups: Groups;
  random: Random;
  problems: number;
  seconds: number;
  played: Played[];
}): Promise<void> {
  const { groups, random, problems, seconds, played } = input;
  const playing: Promise<unknown>[] = [];
  for (let index = 0; index < problems; index += 1) {
    const problem = playProblem(groups, createRandom(random.between(0, 2 ** 31)), index);
    playing.push(problem.then((one) => played.push(one)));
    await sleep((seconds * 1_000) / problems);
  }
  await Promise.all(playing);
}

/** Looks again until nothing is wrong, or the time is over. */
async function settle(look: () => Promise<readonly Finding[]>): Promise<readonly Finding[]> {
  const deadlineMs = Date.now() + SETTLE_MS;
  for (;;) {
    const findings = await look();
    if (findings.length === 0 || Date.now() > deadlineMs) return findings;
    await sleep(LOOK_MS);
  }
}

run().catch((error: unknown) => {
  const text = error instanceof OncekError ? error.message : error instanceof Error ? error.stack : String(error);
  process.stderr.write(`${text}\n`);
  process.exitCode = 1;
});
