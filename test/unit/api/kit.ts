import { request as httpRequest } from 'node:http';
import type { IncomingHttpHeaders } from 'node:http';
import { ServiceError, WorkflowNotFoundError } from '@temporalio/client';
import { defaultPayloadConverter } from '@temporalio/common';
import { Registry } from 'prom-client';
import type { ServedModel } from '../../../activities/model-server';
import type { KeptAnswer } from '../../../activities/mirror/idempotency';
import type { ApiDeps } from '../../../api/deps';
import { startApi } from '../../../api/server';
import type { ApiServer } from '../../../api/server';
import { createMediaLinks } from '../../../activities/media-links';
import { loadConfig } from '../../../config/env';
import type { LabelDesk } from '../../../temporal/label-desk';
import type { TicketDesk } from '../../../temporal/ticket-desk';
import type { OpenTicketInput } from '../../../workflows/contracts/open-ticket';
import { aClassification, NINE } from '../../support/makers';
import type { WebhookDesk } from '../../../temporal/webhook-desk';
import { fakeDesk, fakeLabels, fakeLog, fakeWebhooks, type Answers } from '../bots/fakes';

/** The demo keys, which the settings take where nothing real is configured. */
export const KEYS = { read: 'demo-read', write: 'demo-write', admin: 'demo-admin' } as const;
export const GROUP = -1001000000001;
export const TICKET = `${GROUP}-42`;

/** A text whose every dangerous character would show, were it not escaped. */
export const HOSTILE = `<script>alert(1)</script>"'&<b>`;

export interface Answer {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly text: string;
  /** Of a JSON answer. */
  // eslint-disable-next-line @typescript-eslint/no-explicit-any
  readonly json: any;
}

export interface CallOptions {
  readonly key?: string | null;
  /** Sent as JSON; a string is sent as it is. */
  readonly body?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
}

/** A model of two labels; only what the API reads of it. */
export function aModel(origin: 'generated' | 'data' = 'generated', version = 'v7'): ServedModel {
  return {
    version,
    classifier: { labels: ['KENDALA LOGIN', 'USER AUTH FAILED'] },
    manifest: {
      origin,
      note: 'made up',
      trainedAt: NINE,
      rows: { given: 400, used: 390, texts: 700 },
      figures: { accuracy: 0.91, macroF1: 0.88 },
      calibration: { autoThreshold: 0.62 },
    },
  } as unknown as ServedModel;
}

/** An execution as Temporal's visibility store lists it. */
export function aListed(workflowId: string, fields: Readonly<Record<string, unknown>> = {}, status = 1) {
  return {
    execution: { workflowId },
    status,
    searchAttributes: {
      indexedFields: Object.fromEntries(
        Object.entries(fields).map(([name, value]) => [name, defaultPayloadConverter.toPayload(value)]),
      ),
    },
  };
}

/** An error of gRPC as Temporal's raw service throws it. */
export function grpcError(code: number, details = 'connect ECONNREFUSED 10.0.0.7:7233'): Error {
  return Object.assign(new Error(`${code} ${details}`), { code, details, metadata: {} });
}

/** The same as Temporal's client wraps it. */
export function serviceError(code: number): ServiceError {
  return new ServiceError('Failed to start Workflow', { cause: grpcError(code) });
}

export function notStarted(): WorkflowNotFoundError {
  return new WorkflowNotFoundError('workflow not found', 'ledger-demo', undefined);
}

export interface FakeTemporal {
  list?: (request: { query: string; pageSize: number; nextPageToken?: Uint8Array }) => unknown;
  describe?: () => unknown;
  ledger?: () => unknown;
  /** The signal for a retry of parked rows. */
  retry?: () => unknown;
}

/** Temporal's client; a call without an answer of its own fails by its name. */
function fakeClient(answers: FakeTemporal): ApiDeps['client'] {
  const by = (name: keyof FakeTemporal, ...args: unknown[]): Promise<unknown> => {
    const answer = answers[name] as ((...args: unknown[]) => unknown) | undefined;
    if (!answer) return Promise.reject(new Error(`unexpected call of temporal.${name}`));
    return Promise.resolve().then(() => answer(...args));
  };
  return {
    withDeadline: (_deadline: number, work: () => Promise<unknown>) => work(),
    workflowService: {
      listWorkflowExecutions: (request: unknown) => by('list', request),
      describeNamespace: () => by('describe'),
    },
    workflow: { getHandle: () => ({ query: () => by('ledger'), signal: () => by('retry') }) },
  } as unknown as ApiDeps['client'];
}

export interface ApiSetup {
  temporal?: FakeTemporal;
  desk?: Answers<TicketDesk>;
  labels?: Answers<LabelDesk>;
  webhooks?: Answers<WebhookDesk>;
  classify?: ApiDeps['cascade']['classify'];
  models?: Partial<ApiDeps['models']>;
  registry?: Partial<ApiDeps['registry']>;
  promote?: ApiDeps['promote'];
  shadow?: ApiDeps['shadow'];
  retrain?: Partial<ApiDeps['retrain']>;
  trainingRuns?: ApiDeps['trainingRuns'];
  openTicket?: ApiDeps['openTicket'];
  reports?: Partial<ApiDeps['reports']>;
  findTickets?: ApiDeps['findTickets'];
  closedTickets?: ApiDeps['closedTickets'];
  ticketRow?: ApiDeps['ticketRow'];
  charts?: ApiDeps['charts'];
  runReport?: ApiDeps['runReport'];
  answerWithinMs?: number;
  files?: Partial<ApiDeps['media']['store']>;
  rows?: Partial<ApiDeps['rows']>;
  idempotency?: ApiDeps['idempotency'];
  dependencies?: Partial<ApiDeps['dependencies']>;
  revocations?: ApiDeps['media']['revocations'];
  sessionSecret?: string;
  now?: () => Date;
  env?: Readonly<Record<string, string>>;
}

const noFigures = () => Promise.reject(new Error('unexpected question for figures'));
const NO_FIGURES: ApiDeps['reports'] = {
  ...{ predictions: noFigures, tickets: noFigures, ticketDays: noFigures, ticketReport: noFigures, trend: noFigures },
  ...{ predictionDays: noFigures, logsRows: noFigures },
};

const noRows = () => Promise.reject(new Error('unexpected question for rows'));
const NO_ROWS: ApiDeps['rows'] = {
  ...{ spreadsheets: noRows, write: noRows, trainingSet: noRows, markTrained: noRows },
  logs: {
    all: () => {
      throw new Error('unexpected question for rows');
    },
    ...{ at: noRows, newest: noRows },
  },
  places: { find: noRows },
};

const isThere = () => Promise.resolve(true);

/** Keys as the mirror keeps them, for one process. */
function memoryIdempotency(): ApiDeps['idempotency'] {
  const held = new Map<string, { fingerprint: string; answer: KeptAnswer | null }>();
  return {
    claim: ({ claimKey }, fingerprint) => {
      const known = held.get(claimKey);
      if (!known) held.set(claimKey, { fingerprint, answer: null });
      if (!known) return Promise.resolve({ kind: 'mine' });
      if (known.fingerprint !== fingerprint) return Promise.resolve({ kind: 'other' });
      return Promise.resolve(known.answer ? { kind: 'answered', answer: known.answer } : { kind: 'running' });
    },
    finish: ({ claimKey }, answer) => {
      const known = held.get(claimKey);
      if (known) known.answer = answer;
      return Promise.resolve();
    },
    release: ({ claimKey }) => Promise.resolve(void held.delete(claimKey)),
  };
}

const noRetraining = () => Promise.reject(new Error('unexpected call of the retraining'));
const NO_RETRAINING: ApiDeps['retrain'] = {
  ...{ start: noRetraining, run: () => Promise.resolve(null), progress: noRetraining, watch: noRetraining },
  step: () => Promise.resolve(null),
  ...{ cancel: noRetraining, approval: noRetraining, decide: noRetraining },
};

const running: ApiServer[] = [];

/** Ends every API of this file. For `afterEach`. */
export async function stopApis(): Promise<void> {
  await Promise.all(running.splice(0).map((server) => server.stop()));
}

/** A real API on a free port, over fakes. */
export async function startTestApi(setup: ApiSetup = {}) {
  const { desk, calls } = fakeDesk(setup.desk ?? {});
  const { labels, calls: labelCalls } = fakeLabels(setup.labels);
  const { webhooks, calls: webhookCalls } = fakeWebhooks(setup.webhooks);
  const log = fakeLog();
  const opened: { key: string; request: OpenTicketInput }[] = [];
  const config = loadConfig(setup.env ?? {});
  const deps: ApiDeps = {
    config: { ...config, ports: { ...config.ports, api: 0 } },
    client: fakeClient(setup.temporal ?? {}),
    desk,
    labels,
    webhooks,
    cascade: { classify: setup.classify ?? (() => Promise.resolve(aClassification({ modelVersion: 'v7' }))) },
    registry: {
      place: { kind: 'folder', url: null, modelName: '/data/models' },
      list: () => Promise.resolve([]),
      artifact: () => Promise.reject(new Error('unexpected call of registry.artifact')),
      artifactNames: () => Promise.reject(new Error('unexpected call of registry.artifactNames')),
      ...setup.registry,
    },
    promote: setup.promote ?? (() => Promise.reject(new Error('unexpected promotion'))),
    shadow: setup.shadow ?? (() => Promise.resolve(null)),
    retrain: { ...NO_RETRAINING, ...setup.retrain },
    trainingRuns: setup.trainingRuns ?? noRetraining,
    models: {
      current: () => aModel(),
      lastError: () => null,
      reload: () => Promise.reject(new Error('unexpected call of models.reload')),
      ...setup.models,
    },
    media: {
      store: {
        open: () => Promise.reject(new Error('unexpected call of the object store')),
        put: () => Promise.reject(new Error('unexpected writing into the object store')),
        ...setup.files,
      },
      links: createMediaLinks({ ...config.media, secret: 'a secret of thirty-two characters' }),
      revocations: setup.revocations ?? {
        isRevoked: () => Promise.resolve(false),
        revoke: () => Promise.reject(new Error('unexpected call of revocations.revoke')),
      },
    },
    sessionSecret: setup.sessionSecret ?? 'another secret of thirty-two characters',
    metrics: { registry: new Registry() },
    spreadsheetId: 'demo',
    sheetUrl: () => Promise.resolve('https://docs.google.com/spreadsheets/d/demo-2026/edit'),
    dependencies: { mirror: isThere, objectStore: isThere, sheets: isThere, telegram: isThere, ...setup.dependencies },
    idempotency: setup.idempotency ?? memoryIdempotency(),
    rows: { ...NO_ROWS, ...setup.rows },
    reports: { ...NO_FIGURES, ...setup.reports },
    findTickets: setup.findTickets ?? (() => Promise.reject(new Error('unexpected search'))),
    closedTickets: setup.closedTickets ?? (() => Promise.resolve({ rows: [], plainChatId: null })),
    ticketRow: setup.ticketRow ?? (() => Promise.resolve(null)),
    charts: setup.charts ?? { png: () => Promise.reject(new Error('unexpected drawing')) },
    runReport: setup.runReport ?? (() => Promise.reject(new Error('unexpected run of the report'))),
    openTicket: (key, request) => {
      if (!setup.openTicket) throw new Error('unexpected call of openTicket');
      opened.push({ key, request });
      return setup.openTicket(key, request);
    },
    answerWithinMs: setup.answerWithinMs,
    now: setup.now ?? (() => new Date(NINE)),
    log,
  };
  const server = await startApi(deps);
  running.push(server);
  const call = (method: string, path: string, options: CallOptions = {}): Promise<Answer> =>
    send(server.port, method, path, options);
  return { call, calls, labelCalls, webhookCalls, opened, log, deps, url: `http://127.0.0.1:${server.port}` };
}

/** `fetch` would tidy the path, and the paths of these tests are untidy on purpose. */
function send(port: number, method: string, path: string, { key = KEYS.admin, body, headers }: CallOptions) {
  const content = body === undefined || typeof body === 'string' ? body : JSON.stringify(body);
  const sent = {
    ...(content === undefined
      ? {}
      : { 'Content-Type': 'application/json', 'Content-Length': String(Buffer.byteLength(content)) }),
    ...(key === null ? {} : { 'X-API-Key': key }),
    ...headers,
  };
  return new Promise<Answer>((resolve, reject) => {
    const request = httpRequest({ host: '127.0.0.1', port, method, path, headers: sent, agent: false }, (response) => {
      const chunks: Buffer[] = [];
      response.on('data', (chunk: Buffer) => chunks.push(chunk));
      response.on('end', () => {
        const text = Buffer.concat(chunks).toString();
        const isJson = /json/.test(response.headers['content-type'] ?? '');
        const json: unknown = isJson ? JSON.parse(text) : null;
        resolve({ status: response.statusCode ?? 0, headers: response.headers, text, json });
      });
    });
    request.on('error', reject);
    request.end(content);
  });
}

/** Asserts a refusal as problem JSON of that status and name, its detail matching. */
export function expectProblem(answer: Answer, status: number, name: string, detail: RegExp): void {
  expect(answer.headers['content-type']).toContain('application/problem+json');
  expect({ status: answer.status, ...answer.json }).toMatchObject({
    status,
    type: `about:blank#${name}`,
    title: name,
    instance: answer.headers['x-trace-id'],
  });
  expect(answer.json.detail).toMatch(detail);
}
