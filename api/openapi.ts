import { z } from 'zod';
import * as schemas from './schemas';

interface Operation {
  readonly method: 'get' | 'post';
  readonly path: string;
  readonly summary: string;
  /** null: open to anybody. */
  readonly role: 'read' | 'write' | 'admin' | null;
  readonly body?: z.ZodType;
  readonly query?: z.ZodObject;
  readonly status?: number;
  readonly answer?: z.ZodType;
}

const accepted = z.object({ accepted: z.literal(true), id: z.string().optional() });

const OPERATIONS: readonly Operation[] = [
  { method: 'get', path: '/health', summary: 'Service, version and time', role: null },
  { method: 'get', path: '/health/live', summary: 'The process is alive', role: null },
  { method: 'get', path: '/health/ready', summary: 'Each dependency, up or down', role: null },
  {
    method: 'post',
    path: '/api/predict',
    summary: 'Classify one text',
    role: 'read',
    body: schemas.predictRequest,
    answer: schemas.predictAnswer,
  },
  {
    method: 'post',
    path: '/api/predict/batch',
    summary: 'Classify 1 to 100 texts',
    role: 'read',
    body: schemas.batchRequest,
    answer: schemas.batchAnswer,
  },
  { method: 'get', path: '/api/model/info', summary: 'The model in service', role: 'read', answer: schemas.modelInfo },
  { method: 'post', path: '/api/model/reload', summary: 'Take over the promoted model now', role: 'admin' },
  {
    method: 'get',
    path: '/api/tickets',
    summary: 'Search tickets, newest first',
    role: 'read',
    query: schemas.listQuery,
    answer: schemas.ticketList,
  },
  {
    method: 'post',
    path: '/api/tickets',
    summary: 'Post a problem into the group and start its ticket',
    role: 'write',
    body: schemas.newTicketRequest,
    status: 201,
    answer: schemas.startedTicket,
  },
  { method: 'get', path: '/api/tickets/{id}', summary: 'One ticket', role: 'read' },
  { method: 'get', path: '/api/tickets/{id}/events', summary: 'The story of a ticket', role: 'read' },
  {
    method: 'post',
    path: '/api/tickets/{id}/responses',
    summary: 'Answer as ops',
    role: 'write',
    body: schemas.responseRequest,
    status: 202,
    answer: accepted,
  },
  {
    method: 'post',
    path: '/api/tickets/{id}/review',
    summary: 'Decide the label; the first decision wins',
    role: 'admin',
    body: schemas.reviewRequest,
  },
  {
    method: 'post',
    path: '/api/tickets/{id}/cancel',
    summary: 'Withdraw a ticket',
    role: 'write',
    status: 202,
    answer: accepted,
  },
  {
    method: 'get',
    path: '/api/reviews',
    summary: 'Tickets that wait for a person',
    role: 'read',
    query: schemas.listQuery,
    answer: schemas.ticketList,
  },
  { method: 'get', path: '/api/ledger', summary: 'How far the sheet is behind', role: 'read' },
];

const schemaOf = (schema: z.ZodType, io: 'input' | 'output') => {
  const { $schema, ...rest } = z.toJSONSchema(schema, { io, reused: 'inline', unrepresentable: 'any' });
  return rest;
};

/** The OpenAPI 3.1 document, made of the schemas the routes parse with. */
export function openApiDocument(): Record<string, unknown> {
  const paths: Record<string, Record<string, unknown>> = {};
  for (const operation of OPERATIONS) {
    (paths[operation.path] ??= {})[operation.method] = describeOperation(operation);
  }
  return {
    openapi: '3.1.0',
    info: { title: 'Oncek', version: '0.1.0', description: 'Tickets of Telegram groups, as durable workflows.' },
    components: { securitySchemes: { key: { type: 'apiKey', in: 'header', name: 'X-API-Key' } } },
    paths,
  };
}

function describeOperation(operation: Operation): Record<string, unknown> {
  const { summary, role, body, answer, status = 200 } = operation;
  const ok = { description: 'Done', ...(answer ? jsonContent(schemaOf(answer, 'output')) : {}) };
  const problem = {
    description: 'Problem',
    content: { 'application/problem+json': { schema: schemaOf(schemas.problem, 'output') } },
  };
  return {
    summary: role ? `${summary} (${role})` : summary,
    security: role ? [{ key: [] }] : [],
    parameters: parametersOf(operation),
    ...(body ? { requestBody: { required: true, ...jsonContent(schemaOf(body, 'input')) } } : {}),
    responses: { [String(status)]: ok, default: problem },
  };
}

function parametersOf({ path, query }: Operation): unknown[] {
  const inPath = [...path.matchAll(/\{(\w+)\}/g)].map(([, name]) => ({
    name,
    in: 'path',
    required: true,
    schema: { type: 'string', pattern: '^-?\\d{1,16}-\\d{1,16}$' },
  }));
  const inQuery = Object.entries(query?.shape ?? {}).map(([name, schema]) => ({
    name,
    in: 'query',
    required: false,
    schema: schemaOf(schema as z.ZodType, 'input'),
  }));
  return [...inPath, ...inQuery];
}

function jsonContent(schema: unknown): { content: unknown } {
  return { content: { 'application/json': { schema } } };
}
