import { config as readDotenv } from 'dotenv';
import { createFolderRegistry } from '../activities/adapters/folder-registry';
import { createModelServer } from '../activities/model-server';
import { loadConfig } from '../config/env';
import { OncekError } from '../domain/errors';
import { readOptions } from './demo/options';
import { createPeople } from './demo/people';
import { play } from './demo/play';
import { waitForRows } from './demo/rows';
import { readLabelledCsv } from './labelled-csv';

/** Ten minutes, and half a second for each ticket: a run that takes longer has lost something. */
const deadlineMsFor = (count: number): number => Date.now() + 600_000 + count * 500;

/**
 * Plays rows of a `text,label` file as technicians' messages, answers them as ops, and waits until both rows of each
 * are in the sheet. Needs a running product (`make run`) on the sandbox.
 */
async function run(): Promise<void> {
  readDotenv({ quiet: true });
  const options = readOptions(process.argv.slice(2));
  const config = loadConfig(process.env);
  if (!config.isSandbox)
    throw new OncekError('InvalidSetting', 'the demo only writes into the sandbox; unset credentials');
  const labelled = (await readLabelledCsv(options.file)).slice(0, options.count);
  const people = createPeople(`http://127.0.0.1:${config.ports.sandbox}`);
  await people.teachGemini(labelled, options.gemini);

  const startedMs = Date.now();
  const chatId = config.telegram.collecting[0]?.chatId ?? 0;
  const played = await play({ people, chatId, rows: labelled, report });
  const recorded = await waitForRows({ people, played, deadlineMs: deadlineMsFor(played.size), report });
  const seconds = (Date.now() - startedMs) / 1_000;

  const models = createModelServer({
    registry: createFolderRegistry({ dir: config.modelRegistryDir }),
    log: { info: () => undefined, error: ({ reason }) => report(String(reason)) },
  });
  await models.reload();
  const classifier = models.current()?.classifier;
  const offline = labelled.filter(
    ({ text, label }) => classifier?.predict({ problem: text, solving: '' }).label === label,
  );
  const right = recorded.labels.filter(({ key, label }) => played.get(key)?.label === label);
  const result = {
    tickets: played.size,
    logs_rows: recorded.logsRows,
    tracking_rows: recorded.trackingRows,
    accuracy: share(right.length, played.size),
    seconds: Math.round(seconds * 10) / 10,
    auto_share: share(recorded.labels.filter(({ status }) => status === 'auto_approved').length, played.size),
    offline_accuracy: share(offline.length, labelled.length),
    model_version: models.current()?.version ?? null,
    model_origin: models.current()?.manifest.origin ?? null,
  };
  process.stdout.write(`${JSON.stringify(result)}\n`);
}

function share(part: number, whole: number): number {
  return whole === 0 ? 0 : Math.round((part / whole) * 10_000) / 10_000;
}

function report(line: string): void {
  process.stderr.write(`${line}\n`);
}

run().catch((error: unknown) => {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 1;
});
