import { join } from 'node:path';
import { Client, Connection } from '@temporalio/client';
import { bundleWorkflowCode, DefaultLogger, NativeConnection, Runtime, Worker } from '@temporalio/worker';
import { activeTraceparent, inSpan } from '../../temporal/tracing/spans';
import { startTracing, type Tracing } from '../../temporal/tracing/start';
import { createLog, createSdkLogger } from '../../workers/log';
import { startOtlpCollector, type OtlpCollector, type PostedSpan } from '../support/otlp-collector';
import { startDevServer, type DevServer } from '../support/temporal';
import type { TraceActivities, tracedListener, tracedWorkflow } from '../support/traced-workflows';
import { waitFor } from '../support/wait';

const ROOT = join(__dirname, '..', '..');
const QUEUE = 'traced';
const lines: Record<string, unknown>[] = [];
const log = createLog(
  { isDebug: false },
  { write: (line) => void lines.push(JSON.parse(line) as Record<string, unknown>) },
);
const idOf = (digit: string): string => digit.repeat(32);
const from = (digit: string) => ({ traceparent: `00-${idOf(digit)}-${digit.repeat(16)}-01` });

// A real server: the time-skipping one drops the headers of signals.
let server: DevServer;
let connection: Connection;
let native: NativeConnection;
let collector: OtlpCollector;
let tracing: Tracing;
let worker: Worker;
let running: Promise<void>;
let client: Client;
/** Trace id and parent span of each place that an activity was asked from. */
const places = new Map<string, { traceId: string | undefined; spanId: string | undefined }>();

const activities: TraceActivities = {
  here(place) {
    const [, traceId, spanId] = activeTraceparent()?.split('-') ?? [];
    places.set(place, { traceId, spanId });
    return Promise.resolve();
  },
};

beforeAll(async () => {
  Runtime.install({ logger: createSdkLogger(log) });
  server = await startDevServer();
  connection = await Connection.connect({ address: server.address });
  native = await NativeConnection.connect({ address: server.address });
  collector = await startOtlpCollector();
  tracing = startTracing({ endpoint: collector.url, serviceName: 'oncek', log: { warn: () => undefined } });
  const workflowBundle = await bundleWorkflowCode({
    workflowsPath: join(ROOT, 'test/support/traced-workflows.ts'),
    workflowInterceptorModules: [join(ROOT, 'workflows/tracing')],
    logger: new DefaultLogger('ERROR'),
  });
  worker = await Worker.create({
    ...tracing.workerOptions,
    ...{ connection: native, taskQueue: QUEUE, workflowBundle, activities },
  });
  running = worker.run();
  client = new Client({ connection, interceptors: tracing.clientInterceptors });
}, 60_000);
afterAll(async () => {
  worker?.shutdown();
  await running;
  await tracing?.stop();
  await collector?.close();
  await native?.close();
  await connection?.close();
  await server?.close();
});

const seenAt = (place: string) => waitFor(() => places.get(place), { describe: `an activity of "${place}"` });

test('what a workflow does belongs to the trace of what came in last, also over a new run, a child and a signal', async () => {
  const listener = await inSpan('start', from('9'), () =>
    client.workflow.start<typeof tracedListener>('tracedListener', { workflowId: 'traced-listener', taskQueue: QUEUE }),
  );
  const handle = await inSpan('start', from('1'), () =>
    client.workflow.start<typeof tracedWorkflow>('tracedWorkflow', {
      ...{ workflowId: 'traced', taskQueue: QUEUE, args: ['first'] as ['first'] },
    }),
  );
  expect(await seenAt('first run, at its start')).toMatchObject({ traceId: idOf('1') });

  await inSpan('signal', from('2'), () => handle.signal('goOn'));
  expect(await seenAt('after the signal')).toMatchObject({ traceId: idOf('2') });

  const { runId } = await handle.describe();
  expect(lines.find(({ msg }) => msg === 'a line of the workflow')).toMatchObject({
    ...{ workflowId: 'traced', runId, workflowType: 'tracedWorkflow', traceId: idOf('2') },
  });

  // Tidings of what the workflow began itself come from anywhere: they change nothing.
  await inSpan('tidings', from('3'), () => handle.signal('rowsWritten'));
  expect(await seenAt('after tidings')).toMatchObject({ traceId: idOf('2') });

  await inSpan('update', from('4'), () => handle.executeUpdate('decide'));
  expect(await seenAt('in the update')).toMatchObject({ traceId: idOf('4') });

  await handle.result();
  await listener.result();
  expect(places.get('second run, at its start')).toMatchObject({ traceId: idOf('4') });
  expect(places.get('in the child')).toMatchObject({ traceId: idOf('4') });
  expect(places.get('signalled by the child')).toMatchObject({ traceId: idOf('4') });

  await tracing.stop();
  const spans = collector.spans();
  const span = (name: string, traceId: string): PostedSpan => {
    const found = spans.find((one) => one.name === name && one.traceId === traceId);
    if (!found) throw new Error(`no span ${name} in trace ${traceId}`);
    return found;
  };
  // From the caller through client and workflow to the activity, each the child of the one before.
  for (const [digit, names] of [
    ['1', ['start', 'StartWorkflow:tracedWorkflow', 'RunWorkflow:tracedWorkflow', 'RunActivity:here']],
    ['2', ['signal', 'SignalWorkflow:goOn', 'HandleSignal:goOn', 'RunActivity:here']],
    ['4', ['update', 'StartWorkflowUpdate:decide', 'HandleUpdate:decide', 'RunActivity:here']],
  ] as const) {
    const chain = names.map((name) => span(name, idOf(digit)));
    const parents = chain.map(({ parentSpanId }) => parentSpanId);
    expect(parents).toEqual([digit.repeat(16), ...chain.slice(0, -1).map(({ spanId }) => spanId)]);
  }
  expect(new Set(spans.map(({ spanId }) => spanId)).size).toBe(spans.length);
});
