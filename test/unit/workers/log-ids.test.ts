import { MockActivityEnvironment } from '@temporalio/testing';
import { inSpan } from '../../../temporal/tracing/spans';
import { startTracing } from '../../../temporal/tracing/start';
import { createLog, createSdkLogger } from '../../../workers/log';
import { ticketIdOfWorkflow, ticketWorkflowId } from '../../../workflows/contracts/ticket';
import { startOtlpCollector } from '../../support/otlp-collector';

const WORKFLOW = ticketWorkflowId({ chatId: -1001, messageId: 42 });
const TRACE = '4bf92f3577b34da6a3ce929d0e0e4736';

const lines: Record<string, unknown>[] = [];
const log = createLog(
  { isDebug: false },
  { write: (line) => void lines.push(JSON.parse(line) as Record<string, unknown>) },
);
beforeEach(() => void (lines.length = 0));

const activityOf = (workflowId: string) =>
  new MockActivityEnvironment({
    ...{ activityType: 'writeBatch', attempt: 3 },
    workflowExecution: { workflowId, runId: 'run-1' },
  });

test('a line logged in an activity says which one, of which ticket and at which attempt', async () => {
  await activityOf(WORKFLOW).run(() => Promise.resolve(log.warn({ worksheet: 'Logs' }, 'later')));
  expect(lines).toEqual([
    {
      ...{ level: 40, time: expect.any(String), worksheet: 'Logs', msg: 'later' },
      ...{ workflowId: WORKFLOW, runId: 'run-1', ticketId: '-1001-42', activityType: 'writeBatch', attempt: 3 },
    },
  ]);
});

test('an activity of another workflow has no ticket, and a line of no activity no ids at all', async () => {
  await activityOf('ledger-demo').run(() => Promise.resolve(log.info('one')));
  log.info('two');
  expect(lines[0]).not.toHaveProperty('ticketId');
  expect(Object.keys(lines[1] ?? {})).toEqual(['level', 'time', 'msg']);
});

test('with tracing on a line has the id of its trace', async () => {
  const collector = await startOtlpCollector();
  const tracing = startTracing({ endpoint: collector.url, serviceName: 'oncek', log });
  try {
    await inSpan('work', { traceId: TRACE }, () => Promise.resolve(log.info('in a trace')));
  } finally {
    await tracing.stop();
    await collector.close();
  }
  expect(lines).toMatchObject([{ msg: 'in a trace', traceId: TRACE }]);
});

test.each([
  ['a workflow', { runId: 'run-1' }],
  ['an activity', { workflowRunId: 'run-1', taskToken: 'abc' }],
])('the SDK’s own lines about %s have the same names', (_, meta) => {
  createSdkLogger(log).warn('something', { workflowId: WORKFLOW, ...meta });
  expect(lines).toMatchObject([{ workflowId: WORKFLOW, runId: 'run-1', ticketId: '-1001-42' }]);
  expect(Object.keys(lines[0] ?? {})).not.toEqual(expect.arrayContaining(['workflowRunId']));
  expect(Object.keys(lines[0] ?? {})).not.toEqual(expect.arrayContaining(['taskToken']));
});

test('only a ticket’s workflow id holds a ticket', () => {
  expect(ticketIdOfWorkflow(WORKFLOW)).toBe('-1001-42');
  for (const other of ['ledger-demo', 'ticket-demo', 'ticket--1001-42-x', '']) {
    expect(ticketIdOfWorkflow(other)).toBeNull();
  }
});
