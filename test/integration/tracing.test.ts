import { Client, Connection } from '@temporalio/client';
import { randomUUID } from 'node:crypto';
import { ticketWorkflowId } from '../../workflows/contracts/ticket';
import { startOtlpCollector, type OtlpCollector, type PostedSpan } from '../support/otlp-collector';
import { GROUP, peopleOf } from '../support/people';
import { install, startProduct, type Installation, type RunningProduct } from '../support/product';
import { recordIfAsked } from '../support/record-history';
import { waitFor } from '../support/wait';

const TECHNICIAN = { id: 9101, first_name: 'Zulkarnaen' };
const PROBLEM = 'mohon bantuan tidak bisa login mytech, muncul user auth locked, nomor 081234567890';
const SOLVING = 'sudah direset silakan login ulang';
const SOLUTION = `${SOLVING}, MIT -dm`;

let collector: OtlpCollector;
let installation: Installation;
let people: ReturnType<typeof peopleOf>;
let product: RunningProduct;

beforeAll(async () => {
  collector = await startOtlpCollector();
  installation = await install({
    SLA_BREAKS: '03:00-03:01',
    OTEL_EXPORTER_OTLP_ENDPOINT: collector.url,
    OTEL_SERVICE_NAME: 'oncek-all',
  });
  people = peopleOf(installation.sandbox);
  product = await startProduct(installation);
}, 150_000);
afterAll(async () => {
  await product?.kill();
  await installation?.remove();
  await collector?.close();
});

/** Waits until a span has been exported. */
const spanWhere = (describe: string, isIt: (span: PostedSpan) => boolean): Promise<PostedSpan> =>
  waitFor(() => collector.spans().find(isIt), { describe, timeoutMs: 40_000, intervalMs: 200 });

/** Names of a span and those above it, innermost first. */
function chainOf(span: PostedSpan): string[] {
  const above = collector
    .spans()
    .find(({ spanId, traceId }) => spanId === span.parentSpanId && traceId === span.traceId);
  return [span.name, ...(above ? chainOf(above) : [])];
}

const call = (path: string, body: unknown, headers: Record<string, string>): Promise<Response> =>
  fetch(`${installation.api}${path}`, {
    method: 'POST',
    headers: { 'X-API-Key': 'demo-write', 'Content-Type': 'application/json', ...headers },
    body: JSON.stringify(body),
  });

test('one trace leads from a Telegram update to the row in the sheet', async () => {
  const problem = await people.write({ text: PROBLEM, from: TECHNICIAN });
  await people.reply(problem, SOLUTION);
  await people.waitForRow('ML_Tracking', problem, (row) => row[3] !== '');
  const workflowId = ticketWorkflowId({ chatId: GROUP, messageId: problem });

  const row = await spanWhere(
    'the row of ML_Tracking has been written',
    ({ name, attributes }) =>
      name === 'WriteRow' &&
      attributes.temporalWorkflowId === workflowId &&
      attributes['oncek.worksheet'] === 'ML_Tracking',
  );
  await spanWhere('the update is over', ({ name, traceId }) => name === 'TelegramUpdate' && traceId === row.traceId);

  expect(row.attributes['oncek.outcome']).toBe('written');
  expect(row.service).toBe('oncek-all');
  expect(chainOf(row)).toEqual([
    'WriteRow',
    'RunActivity:enqueueRows',
    'HandleSignal:staffMessage',
    'SignalWithStartWorkflow:ticketWorkflow',
    'TelegramUpdate',
  ]);
  // The batch may hold rows of other traces: it is linked, not above.
  const [batch] = row.links;
  const write = await spanWhere('the batch is exported', ({ spanId }) => spanId === batch?.spanId);
  expect(write.name).toBe('RunActivity:writeBatch');
  // The classification belongs to the same message.
  await spanWhere('classify', ({ name, traceId }) => name === 'RunActivity:classify' && traceId === row.traceId);
});

test('a caller of the API finds its own trace in what the ticket did, by traceparent and by X-Trace-ID', async () => {
  const opening = { traceId: randomUUID().replaceAll('-', ''), spanId: '00f067aa0ba902b7' };
  const opened = await call(
    '/api/tickets',
    { text: PROBLEM },
    { traceparent: `00-${opening.traceId}-${opening.spanId}-01` },
  );
  expect(opened.status).toBe(201);
  expect(opened.headers.get('X-Trace-ID')).toBe(opening.traceId);
  const { id } = (await opened.json()) as { id: string };
  const started = await spanWhere(
    'the ticket of the request has started',
    ({ name, traceId }) => name === 'RunWorkflow:ticketWorkflow' && traceId === opening.traceId,
  );
  const request = await spanWhere(
    'the request is over',
    ({ name, traceId }) => name.startsWith('HTTP') && traceId === opening.traceId,
  );
  expect(request).toMatchObject({ name: 'HTTP POST /api/tickets/', parentSpanId: opening.spanId });
  expect(chainOf(started)).toEqual([
    'RunWorkflow:ticketWorkflow',
    'StartWorkflow:ticketWorkflow',
    'RunActivity:postProblem',
    'RunWorkflow:openTicketWorkflow',
    'StartWorkflow:openTicketWorkflow',
    'HTTP POST /api/tickets/',
  ]);

  const answering = randomUUID();
  const answered = await call(
    `/api/tickets/${id}/responses`,
    { kind: 'solution', text: SOLUTION, solver: 'Damas' },
    { 'X-Trace-ID': answering },
  );
  expect([answered.status, answered.headers.get('X-Trace-ID')]).toEqual([202, answering]);
  const row = await spanWhere(
    'the row of the answer has been written',
    ({ name, traceId }) => name === 'WriteRow' && traceId === answering.replaceAll('-', ''),
  );
  expect(chainOf(row).at(-1)).toBe('HTTP POST /api/tickets/:id/responses');
});

test('no span holds a text, a name or a telephone number, and a traced run has the headers of its trace', async () => {
  const problem = await people.write({ text: PROBLEM, from: TECHNICIAN });
  await people.reply(problem, SOLUTION);
  await people.waitForRow('Logs', problem, (row) => row[11] === SOLVING);
  const connection = await Connection.connect({ address: installation.env.TEMPORAL_ADDRESS });
  try {
    const workflowId = ticketWorkflowId({ chatId: GROUP, messageId: problem });
    const handle = new Client({ connection }).workflow.getHandle(workflowId);
    const { events } = await handle.fetchHistory();
    const signals = (events ?? []).flatMap(
      ({ workflowExecutionSignaledEventAttributes: signalled }) => signalled?.header?.fields?.['_tracer-data'] ?? [],
    );
    expect(signals.length).toBeGreaterThan(0);
    await recordIfAsked(handle);
  } finally {
    await connection.close();
  }
  expect(await product.interrupt()).toBe(0);
  expect(collector.spans().length).toBeGreaterThan(20);
  for (const secret of ['mohon', 'bantuan', 'direset', 'Zulkarnaen', 'Damas', '0812', 'KENDALA', 'USER AUTH']) {
    expect(collector.text()).not.toContain(secret);
  }
});
