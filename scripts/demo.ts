import { config as readDotenv } from 'dotenv';
import type { ModelRegistry } from '../activities/adapters/model-registry';
import { openRegistry } from '../activities/adapters/open-registry';
import { createModelServer, type ServedModel } from '../activities/model-server';
import { loadConfig } from '../config/env';
import type { Config } from '../config/types';
import { OncekError } from '../domain/errors';
import { connectTemporal } from '../temporal/connect';
import { readOptions } from './demo/options';
import { createPeople } from './demo/people';
import { play } from './demo/play';
import { countTickets, readPending } from './demo/product';
import { labelsOf, waitForRows } from './demo/rows';
import { readSheets, rowsAdded } from './demo/sheets';
import { readLabelledCsv, type LabelledText } from './labelled-csv';

/** Ten minutes, and half a second for each ticket: a run that takes longer has lost something. */
const deadlineMsFor = (count: number): number => Date.now() + 600_000 + count * 500;

/**
 * Plays rows of a `text,label` file as technicians' messages, answers them as ops, waits until both rows of each are in
 * the sheet and nothing waits any more, and counts what really came. Needs a running product (`make run`) on the
 * sandbox.
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
  const before = await readSheets(people);

  const startedMs = Date.now();
  const chatId = config.telegram.collecting[0]?.chatId ?? 0;
  const played = await play({ people, chatId, rows: labelled, report });
  const keys = new Set(played.keys());
  const after = await waitForRows({
    keys,
    read: () => readSheets(people),
    readPending: () => readPending(`http://127.0.0.1:${config.ports.api}`),
    deadlineMs: deadlineMsFor(played.size),
    report,
  });
  const seconds = (Date.now() - startedMs) / 1_000;

  const model = await productionModel(openRegistry(config));
  const isRight = ({ text, label }: LabelledText): boolean =>
    model?.classifier.predict({ problem: text, solving: '' }).label === label;
  const labels = labelsOf(keys, after.tracking);
  const added = rowsAdded(before, after);
  const result = {
    tickets: await ticketsOf(
      config,
      [...keys].map((key) => ({ chatId, messageId: Number(key) })),
    ),
    logs_rows: added.logs,
    tracking_rows: added.tracking,
    accuracy: share(labels.filter(({ key, label }) => played.get(key)?.label === label).length, played.size),
    seconds: Math.round(seconds * 10) / 10,
    duplicates: added.duplicates,
    auto_share: share(labels.filter(({ status }) => status === 'auto_approved').length, played.size),
    offline_accuracy: share(labelled.filter(isRight).length, labelled.length),
    model_version: model?.version ?? null,
    model_origin: model?.manifest.origin ?? null,
  };
  process.stdout.write(`${JSON.stringify(result)}\n`);
}

async function productionModel(registry: ModelRegistry): Promise<ServedModel | null> {
  const models = createModelServer({
    registry,
    log: { info: () => undefined, error: ({ reason }) => report(String(reason)) },
  });
  await models.reload();
  return models.current();
}

async function ticketsOf(config: Config, messages: { chatId: number; messageId: number }[]): Promise<number> {
  const { client, connection } = await connectTemporal(config.temporal);
  try {
    return await countTickets(client, messages);
  } finally {
    await connection.close();
  }
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
