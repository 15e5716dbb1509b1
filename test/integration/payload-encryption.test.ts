import { execFile } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { createServer } from 'node:http';
import { promisify } from 'node:util';
import type { Connection, WorkflowHandle } from '@temporalio/client';
import type { Client } from '@temporalio/client';
import { NativeConnection, Worker } from '@temporalio/worker';
import express from 'express';
import { problemAnswers } from '../../api/middleware/errors';
import { codecRoutes } from '../../api/security/codec';
import { loadConfig } from '../../config/env';
import type { Config } from '../../config/types';
import { listen } from '../../config/listen';
import { encodingFailures } from '../../temporal/bundle';
import { connectTemporal } from '../../temporal/connect';
import { createPayloadCodec, payloadKeyId } from '../../temporal/payloads/codec';
import { createDataConverter } from '../../temporal/payloads/data-converter';
import { SEARCH_ATTRIBUTES } from '../../temporal/search-attributes';
import { reviewUpdate, staffMessageSignal, statusQuery, ticketWorkflowId } from '../../workflows/contracts/ticket';
import type { ticketWorkflow } from '../../workflows/ticket.workflow';
import { fakeActivities, nothing, type AllActivities } from '../support/fake-activities';
import { aDoubt, aProblem, aReviewer, aSolution, aStaffMessage, aTicketInput } from '../support/makers';
import { quietRuntime, startDevServer, type DevServer } from '../support/temporal';
import { confirmRows } from '../support/ticket-run';
import { findTemporalCli } from '../support/tools';
import { waitFor } from '../support/wait';
import { workflowCode } from '../support/workflow-code';

const run = promisify(execFile);
const [OLD, NEW] = [randomBytes(32).toString('base64'), randomBytes(32).toString('base64')];
const QUEUE = 'encryption';
const TEXT = 'login gagal rahasia-problem';
const ANSWER = 'sudah direset rahasia-solusi';
const LATER = 'dibuka ulang rahasia-kedua';

let server: DevServer;
let native: NativeConnection;
const connections: Connection[] = [];

beforeAll(async () => {
  quietRuntime();
  server = await startDevServer({ searchAttributes: SEARCH_ATTRIBUTES });
  native = await NativeConnection.connect({ address: server.address });
});
afterAll(async () => {
  await native.close();
  for (const connection of connections) await connection.close();
  await server.close();
});

const settingsOf = (keys: string | null): Config =>
  loadConfig({ TEMPORAL_ADDRESS: server.address, ...(keys !== null && { TEMPORAL_PAYLOAD_KEY: keys }) });

/** A worker and a client as the product makes them with these keys. @returns what `during` does, with both stopped */
async function withKeys<T>(keys: string | null, during: (client: Client) => Promise<T>): Promise<T> {
  const { temporal } = settingsOf(keys);
  const { client, connection } = await connectTemporal(temporal);
  connections.push(connection);
  const code = await workflowCode();
  const worker = await Worker.create({
    ...{ connection: native, taskQueue: QUEUE, dataConverter: createDataConverter(temporal.payloadKeys) },
    workflowBundle: temporal.payloadKeys?.encrypts ? encodingFailures(code) : code,
    activities: activitiesBy(client),
  });
  const running = worker.run();
  try {
    return await during(client);
  } finally {
    worker.shutdown();
    await running;
  }
}

function activitiesBy(client: Client): Record<string, (input: never) => Promise<unknown>> {
  const fakes = fakeActivities();
  const answers: Partial<AllActivities> = {
    classify: () => Promise.resolve(aDoubt()),
    // The first try of each fails with a text that must not be seen.
    knownLabel: ({ label }) =>
      label === 'RAHASIA-GAGAL' ? Promise.reject(new Error('rahasia-kegagalan')) : Promise.resolve(label),
    enqueueRows: ({ entries }) => confirmRows({ client }, entries),
    post: nothing,
    sendReviewCards: () => Promise.resolve([]),
    editReviewCards: nothing,
    archiveStory: nothing,
  };
  fakes.expect(answers);
  return fakes.activities;
}

type Ticket = WorkflowHandle<typeof ticketWorkflow>;
const inPhase = (ticket: Ticket, phase: string) =>
  waitFor(async () => (await ticket.query(statusQuery)).phase === phase, { describe: `phase ${phase}` });

/** All texts of a history's events from `first` on as the server holds them, with what base64 would hide. */
async function stored(ticket: Ticket, first = 0): Promise<string> {
  const { events } = await ticket.fetchHistory();
  return textsIn(events?.slice(first)).join('\n');
}

function textsIn(value: unknown): string[] {
  if (value instanceof Uint8Array) return [Buffer.from(value).toString('latin1')];
  if (typeof value === 'string') return [value];
  return typeof value === 'object' && value !== null ? Object.values(value).flatMap(textsIn) : [];
}

const lengthOf = async (ticket: Ticket) => (await ticket.describe()).historyLength;

function startTicket(client: Client, messageId: number): Promise<Ticket> {
  const problem = aProblem({ sentAt: new Date().toISOString(), text: TEXT });
  const input = aTicketInput({ messageId, problem });
  return client.workflow.start<typeof ticketWorkflow>('ticketWorkflow', {
    ...{ workflowId: ticketWorkflowId(input), taskQueue: QUEUE, args: [input] },
    staticSummary: 'rahasia-ringkasan',
  });
}

const say = (ticket: Ticket, updateId: string, message: ReturnType<typeof aSolution>) =>
  ticket.signal(staffMessageSignal, { updateId, message: { ...message, sentAt: new Date().toISOString() } });

test('an open ticket survives switching encryption on and rotating the key, and replays with both keys', async () => {
  const id = await withKeys(null, async (client) => {
    const ticket = await startTicket(client, 1);
    await say(ticket, '1', aStaffMessage());
    await inPhase(ticket, 'answered');
    expect(await stored(ticket)).toContain(TEXT);
    return ticket.workflowId;
  });
  const plainEvents = await withKeys(OLD, async (client) => {
    const ticket: Ticket = client.workflow.getHandle(id);
    const length = await lengthOf(ticket);
    await say(ticket, '2', aSolution({ text: `${ANSWER}, MIT -bg` }));
    await inPhase(ticket, 'inReview');
    const since = await stored(ticket, length);
    expect(since).toContain(payloadKeyId(Buffer.from(OLD, 'base64')));
    expect(since).not.toContain('rahasia');
    return length;
  });
  await withKeys(`${NEW},${OLD}`, async (client) => {
    const ticket: Ticket = client.workflow.getHandle(id);
    const length = await lengthOf(ticket);
    await say(ticket, '3', aSolution({ messageId: 503, text: `${LATER}, MIT -bg` }));
    await waitFor(async () => (await ticket.query(statusQuery)).solving === LATER, {
      describe: 'the later solution counts',
    });
    await inPhase(ticket, 'inReview');
    const since = await stored(ticket, length);
    expect(since).toContain(payloadKeyId(Buffer.from(NEW, 'base64')));
    expect(since).not.toContain(payloadKeyId(Buffer.from(OLD, 'base64')));
    expect(await ticket.query(statusQuery)).toMatchObject({ text: TEXT, solving: LATER });
    expect(await stored(ticket, plainEvents)).not.toContain('rahasia');
    // Search attributes are what the server searches by.
    const query = `OncekPhase = "inReview" AND WorkflowId = "${id}"`;
    await waitFor(async () => (await client.workflow.count(query)).count === 1, {
      describe: 'the ticket is found by its search attribute',
    });
    const history = await ticket.fetchHistory();
    const dataConverter = createDataConverter(settingsOf(`${NEW},${OLD}`).temporal.payloadKeys);
    const workflowBundle = encodingFailures(await workflowCode());
    await Worker.runReplayHistory({ workflowBundle, dataConverter }, history, id);
    // Without the key no step is taken, so nothing is lost: the ticket waits for its key.
    const wrong = createDataConverter(settingsOf(NEW).temporal.payloadKeys);
    await expect(Worker.runReplayHistory({ workflowBundle, dataConverter: wrong }, history, id)).rejects.toThrow();
    await ticket.terminate();
  });
});

test('of a ticket begun under encryption nothing is to be seen: not the failures, not the summaries', async () => {
  await withKeys(NEW, async (client) => {
    const ticket = await startTicket(client, 2);
    await say(ticket, '1', aSolution({ text: `${ANSWER}, MIT -bg` }));
    await inPhase(ticket, 'inReview');
    const refused = ticket.executeUpdate(reviewUpdate, {
      args: [{ label: 'RAHASIA-GAGAL', reviewer: aReviewer() }],
    });
    await waitFor(async () => (await ticket.describe()).raw.pendingActivities?.[0]?.lastFailure, {
      describe: 'the activity has failed once',
    }).then((failure) => {
      expect(failure.message).toBe('Encoded failure');
      expect(failure.stackTrace ?? '').toBe('');
    });
    await ticket.terminate();
    await expect(refused).rejects.toThrow();
    const all = await stored(ticket);
    expect(all).not.toMatch(/rahasia/i);
    expect(all).not.toContain('login gagal');
    const { userMetadata } = (await ticket.fetchHistory()).events?.[0] ?? {};
    const codec = createPayloadCodec({ encrypts: true, known: [Buffer.from(NEW, 'base64')] });
    const [summary] = await codec.decode([userMetadata!.summary!]);
    expect(Buffer.from(summary!.data!).toString()).toBe('"rahasia-ringkasan"');
  });
});

test('what a workflow itself refuses is told its caller in words and the server in none', async () => {
  await withKeys(NEW, async (client) => {
    const ticket = await startTicket(client, 3);
    const decision = { label: 'KENDALA LOGIN', reviewer: aReviewer() };
    await expect(ticket.executeUpdate(reviewUpdate, { args: [decision] })).rejects.toMatchObject({
      cause: { type: 'NotUnderReview', message: expect.not.stringContaining('Encoded failure') },
    });
    await ticket.terminate();
  });
});

test('a schedule’s arguments are encrypted, and its runs read them', async () => {
  await withKeys(NEW, async (client) => {
    const problem = aProblem({ sentAt: new Date().toISOString(), text: TEXT });
    const input = aTicketInput({ messageId: 4, problem });
    const schedule = await client.schedule.create({
      scheduleId: 'encrypted',
      spec: {},
      action: {
        ...{ type: 'startWorkflow', workflowType: 'ticketWorkflow', workflowId: 'scheduled', taskQueue: QUEUE },
        args: [input],
      },
    });
    await schedule.trigger();
    const workflowId = await waitFor(
      async () => (await schedule.describe()).info.recentActions[0]?.action.workflow.workflowId,
      { describe: 'the schedule has started a workflow' },
    );
    const ticket: Ticket = client.workflow.getHandle(workflowId);
    expect((await ticket.query(statusQuery)).text).toBe(TEXT);
    expect(await stored(ticket)).not.toContain('rahasia');
    await ticket.terminate();
    await schedule.delete();
  });
});

test('Temporal’s command line shows the texts through the codec endpoint, and only with an admin’s key', async () => {
  const statuses: number[] = [];
  const app = express();
  app.use((_, response, next) => {
    response.once('finish', () => statuses.push(response.statusCode));
    next();
  });
  app.use('/codec', codecRoutes({ config: settingsOf(NEW) }), problemAnswers({ error: () => undefined }));
  const http = createServer(app);
  const port = await listen(http, { port: 0, setting: 'API_PORT' });
  try {
    const id = await withKeys(NEW, async (client) => (await startTicket(client, 5)).workflowId);
    const show = async (...more: string[]) => {
      const args = ['workflow', 'show', '--address', server.address, '--workflow-id', id, '--output', 'json', ...more];
      const { stdout } = await run(findTemporalCli() ?? '', args);
      return stdout.replace(/"data": "([^"]*)"/g, (_, data: string) => Buffer.from(data, 'base64').toString('latin1'));
    };
    expect(await show()).not.toContain('rahasia');
    const endpoint = ['--codec-endpoint', `http://127.0.0.1:${port}/codec`];
    expect(await show(...endpoint, '--codec-auth', 'Bearer demo-admin')).toContain(TEXT);
    expect(new Set(statuses.splice(0))).toEqual(new Set([200]));
    // It asks again and again until its time is over, and shows nothing.
    await expect(show(...endpoint, '--codec-auth', 'Bearer demo-read', '--command-timeout', '2s')).rejects.toThrow();
    expect(new Set(statuses)).toEqual(new Set([403]));
  } finally {
    http.close();
  }
});
