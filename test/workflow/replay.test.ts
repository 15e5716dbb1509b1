import { readFileSync, readdirSync } from 'node:fs';
import { basename, join } from 'node:path';
import { temporal } from '@temporalio/proto';
import { Worker } from '@temporalio/worker';
import { quietRuntime } from '../support/temporal';
import { workflowCode } from '../support/workflow-code';

const FOLDER = join(__dirname, '..', 'replay', 'histories');
/** `ticket-traced` was recorded with tracing on, all others without. */
const names = readdirSync(FOLDER)
  .filter((name) => name.endsWith('.json'))
  .map((name) => basename(name, '.json'));

type History = Record<string, unknown> & { events: Record<string, unknown>[] };

const WORKFLOWS = join(__dirname, '..', '..', 'workflows');

const readHistory = (name: string) => JSON.parse(readFileSync(join(FOLDER, `${name}.json`), 'utf8')) as History;

function startOf(name: string): { workflowType?: { name: string } } {
  return readHistory(name).events[0]?.workflowExecutionStartedEventAttributes as { workflowType?: { name: string } };
}

/** Names of the changes that an event marks. */
function changesOf(event: Record<string, unknown>): string[] {
  const attributes = event.markerRecordedEventAttributes as
    { markerName: string; details?: { 'patch-data'?: { payloads: { data: string }[] } } } | undefined;
  if (attributes?.markerName !== 'core_patch') return [];
  const data = attributes.details?.['patch-data']?.payloads[0]?.data ?? '';
  return [(JSON.parse(Buffer.from(data, 'base64').toString()) as { id: string }).id];
}

/** Runs a recorded history through today's workflows, as a worker does with a run begun under older code. */
async function replay(history: History, { isTraced = false } = {}): Promise<void> {
  const workflowBundle = await workflowCode({ isTraced });
  const sinks = { tracing: { mark: { fn: () => undefined } } };
  await Worker.runReplayHistory({ workflowBundle, sinks }, temporal.api.history.v1.History.fromObject(history));
}

beforeAll(quietRuntime);

test('each workflow has a recorded history', () => {
  const recorded = new Set(names.map((name) => startOf(name).workflowType?.name));
  const all = [...readFileSync(join(WORKFLOWS, 'index.ts'), 'utf8').matchAll(/export \{ (\w+) \}/g)].map(
    ([, name]) => name,
  );
  expect(all.length).toBeGreaterThan(10);
  expect(all.filter((name) => !recorded.has(name))).toEqual([]);
});

test('each change that workflows ask for is known to a recorded run, so that what follows it is replayed', () => {
  const sources = readdirSync(WORKFLOWS).filter((name) => name.endsWith('.ts'));
  const asked = sources.flatMap((name) =>
    [...readFileSync(join(WORKFLOWS, name), 'utf8').matchAll(/(?:patched\(|knowsChange\(ticket, )'([^']+)'/g)].map(
      ([, change]) => change,
    ),
  );
  expect(asked).toContain('ledger-files');
  expect(asked).toContain('media-stored');
  const marked = new Set(names.flatMap((name) => readHistory(name).events.flatMap(changesOf)));
  expect(asked.filter((change) => !marked.has(change ?? ''))).toEqual([]);
});

test('each workflow that never ends has a run recorded that handed over to the next', () => {
  for (const workflow of ['labels', 'ticket', 'ledger', 'outbox', 'alerts', 'webhooks']) {
    const last = readHistory(`${workflow}-handing-over`).events.at(-1);
    expect(last).toHaveProperty('workflowExecutionContinuedAsNewEventAttributes');
  }
});

test.each(names)('%s replays without a difference', async (name) => {
  await expect(replay(readHistory(name))).resolves.toBeUndefined();
});

test.each(names)('%s replays where tracing was switched on or off meanwhile', async (name) => {
  await expect(replay(readHistory(name), { isTraced: true })).resolves.toBeUndefined();
});

test('a history that today’s code would not have made is found out', async () => {
  const history = readHistory('ticket-recorded');
  const scheduled = history.events.find((event) => 'activityTaskScheduledEventAttributes' in event);
  const attributes = scheduled?.activityTaskScheduledEventAttributes as { activityType: { name: string } };
  attributes.activityType.name = 'somethingElse';
  await expect(replay(history)).rejects.toMatchObject({ name: 'DeterminismViolationError' });
});
