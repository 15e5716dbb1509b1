import {
  WorkflowClient,
  type Client,
  type Connection,
  type Workflow,
  type WorkflowHandle,
  type WorkflowResultType,
} from '@temporalio/client';
import { defaultPayloadConverter, type Payload } from '@temporalio/common';
import { msToTs } from '@temporalio/common/lib/time';
import type { TestWorkflowEnvironment } from '@temporalio/testing';
import { Worker } from '@temporalio/worker';
import { fromLocal, toLocal } from '../../domain/local-time';
import { SEARCH_ATTRIBUTE_TYPES } from '../../workflows/search-attributes';
import { fakeActivities, type FakeActivities } from './fake-activities';
import { recordIfAsked } from './record-history';
import { createTimeSkippingEnv } from './temporal';
import { waitPastLostTask } from './wait';
import { workflowCode } from './workflow-code';

export const BENCH_QUEUE = 'bench';

/** A time-skipping server with one worker that runs the real workflows over fake activities. */
export interface WorkflowBench {
  readonly env: TestWorkflowEnvironment;
  readonly client: Client;
  readonly fakes: FakeActivities;
  /** The server's clock. */
  now(): Promise<string>;
  /** Moves the server's clock to an instant, unless it is past. Timers on the way fire. */
  sleepUntil(instant: string): Promise<void>;
  /** Moves the server's clock to the next time clocks in Jakarta show `HH:MM`. @returns that instant */
  sleepUntilLocal(time: string): Promise<string>;
  close(): Promise<void>;
}

/** The benches by their clients' connection, for `endRun`. */
const benches = new WeakMap<object, { renewIfStuck(): Promise<void> }>();
/** What the clock is moved by to see whether it can be; one that is held takes as long by the wall. */
const PROBE_MS = 2_000;
/** A healthy server answers within milliseconds. One that was only slow is replaced for nothing, which does no harm. */
const STUCK_AFTER_MS = 1_500;

export async function startWorkflowBench(): Promise<WorkflowBench> {
  const fakes = fakeActivities();
  let current = await startServer(fakes);

  const now = async (): Promise<string> => new Date(await current.env.currentTimeMs()).toISOString();

  async function sleepUntil(instant: string): Promise<void> {
    const restMs = Date.parse(instant) - (await current.env.currentTimeMs());
    if (restMs > 0) await current.env.sleep(restMs);
  }

  /**
   * The server holds its clock while a workflow task is under way, and for ever if the run is terminated meanwhile: a
   * timer that fires between a look and the termination suffices. The tests that follow get another server.
   */
  async function renewIfStuck(): Promise<void> {
    if (await moves(current.env)) return;
    const instant = await now();
    const stuck = current;
    current = await startServer(fakes);
    benches.set(current.env.connection, { renewIfStuck });
    await sleepUntil(instant);
    await stuck.close();
  }

  benches.set(current.env.connection, { renewIfStuck });
  return {
    get env() {
      return current.env;
    },
    get client() {
      return current.env.client;
    },
    fakes,
    now,
    sleepUntil,
    async sleepUntilLocal(time) {
      const instant = await now();
      const timeZone = 'Asia/Jakarta';
      const today = fromLocal({ date: toLocal(instant, timeZone).date, time, timeZone });
      const next = today > instant ? today : new Date(Date.parse(today) + 86_400_000).toISOString();
      await sleepUntil(next);
      return next;
    },
    close: () => current.close(),
  };
}

async function startServer(fakes: FakeActivities): Promise<{ env: TestWorkflowEnvironment; close(): Promise<void> }> {
  const env = await createTimeSkippingEnv({ searchAttributes: SEARCH_ATTRIBUTE_TYPES });
  const worker = await Worker.create({
    connection: env.nativeConnection,
    taskQueue: BENCH_QUEUE,
    workflowBundle: await workflowCode(),
    activities: fakes.activities,
  });
  const running = worker.run();
  return {
    env,
    async close() {
      worker.shutdown();
      await running;
      await env.teardown();
    },
  };
}

/** Whether the server's clock can be moved. */
async function moves(env: TestWorkflowEnvironment): Promise<boolean> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<false>((resolve) => (timer = setTimeout(() => resolve(false), STUCK_AFTER_MS)));
  const moved = env.sleep(PROBE_MS).then(
    () => true,
    () => false,
  );
  return Promise.race([moved, late]).finally(() => clearTimeout(timer));
}

/** Waits until neither an activity nor a workflow task is under way, or the run is over. */
export async function atRest(handle: Pick<WorkflowHandle, 'describe'>): Promise<void> {
  let seenLength = -1;
  await waitPastLostTask('nothing is under way', async () => {
    const { historyLength, raw, status } = await handle.describe();
    if (status.name !== 'RUNNING') return true;
    const isQuiet = !raw.pendingActivities?.length && !raw.pendingWorkflowTask;
    // One look may fall between an answer and the task it brings: two in a row must see the same.
    const wasQuiet = seenLength === historyLength;
    seenLength = isQuiet ? historyLength : -1;
    return isQuiet && wasQuiet;
  });
}

/** What a workflow ends with; timers on the way fire, none beyond the first step that ends it. */
export async function resultOf<T extends Workflow>(handle: WorkflowHandle<T>): Promise<WorkflowResultType<T>> {
  await atRest(handle);
  return resultInTime(handle);
}

/**
 * The same for a workflow that is never at rest, as one with an activity that waits for its next try.
 *
 * The clock is moved step by step, not by the test client's `result()`: that one lets the server skip freely until the
 * answer has come back, and a server that is ahead of its client is then ten years later, at the time limit of a first run.
 */
export async function resultInTime<T extends Workflow>(handle: WorkflowHandle<T>): Promise<WorkflowResultType<T>> {
  const connection = handle.client.connection as Connection;
  const plain = new WorkflowClient({ connection, namespace: handle.client.options.namespace });
  for (let hours = 1; (await handle.describe()).status.name === 'RUNNING'; hours = Math.min(hours * 2, 24)) {
    await connection.testService?.unlockTimeSkippingWithSleep({ duration: msToTs(hours * 3_600_000) });
  }
  return plain.getHandle<T>(handle.workflowId).result();
}

/**
 * Ends a test's workflow if it still runs. Not beside a running activity: the test server would hold its clock for ever
 * for the answer that no longer comes.
 */
export async function endRun(handle: WorkflowHandle | null): Promise<void> {
  if (!handle) return;
  const { raw, status } = await handle.describe();
  if (status.name !== 'RUNNING') {
    await recordIfAsked(handle);
    // What the run left undone is lost, and holds the test server's clock for ever.
    expect(raw.pendingActivities?.map(({ activityType }) => activityType?.name) ?? []).toEqual([]);
    return;
  }
  await atRest(handle);
  await recordIfAsked(handle);
  // It may have ended by itself meanwhile.
  if ((await handle.describe()).status.name === 'RUNNING') await handle.terminate();
  await benches.get(handle.client.connection)?.renewIfStuck();
}

/** How many timers of a run that say this in Temporal UI have fired. */
export async function firedTimers(handle: WorkflowHandle, summary: string): Promise<number> {
  const { events } = await handle.fetchHistory();
  const ids = (events ?? []).flatMap(({ eventId, timerStartedEventAttributes: started, userMetadata }) =>
    started && summaryOf(userMetadata?.summary) === summary ? [String(eventId)] : [],
  );
  return (events ?? []).filter(({ timerFiredEventAttributes: fired }) => ids.includes(String(fired?.startedEventId)))
    .length;
}

function summaryOf(payload: Payload | null | undefined): unknown {
  return payload ? defaultPayloadConverter.fromPayload(payload) : null;
}
