import { apiRouters } from '../../../api/app';
import type { DocumentOperation, OpenApiDocument } from '../../../api/openapi/document';
import { createEventHub } from '../../../api/events/hub';
import { openApiDocument } from '../../../api/openapi/document';
import { startTestApi, stopApis } from './kit';

afterEach(stopApis);

const document: OpenApiDocument = openApiDocument();
const operations = Object.entries(document.paths).flatMap(([path, methods]) =>
  Object.entries(methods).map(([method, operation]): [string, DocumentOperation] => [
    `${method.toUpperCase()} ${path}`,
    operation,
  ]),
);

/** Every value under `$ref`, however deep. */
function refsIn(value: unknown): string[] {
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([name, inner]: [string, unknown]) =>
    name === '$ref' ? [String(inner)] : refsIn(inner),
  );
}

function keysIn(value: unknown): string[] {
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([name, inner]: [string, unknown]) => [name, ...keysIn(inner)]);
}

test('every route is in the document, and nothing else is', async () => {
  const { deps } = await startTestApi();
  const routes = apiRouters(deps, createEventHub()).flatMap(({ prefix, router }) =>
    router.stack.flatMap(({ route }) => {
      const path = `${prefix}${route?.path === '/' ? '' : route?.path}`.replace(/:(\w+)/g, '{$1}');
      return (route?.stack ?? []).map(({ method }) => `${method.toUpperCase()} ${path}`);
    }),
  );
  expect(operations.map(([name]) => name).sort()).toEqual([...new Set(routes)].sort());
});

test('it is OpenAPI 3.1 as far as its frame goes', () => {
  expect(document.openapi).toBe('3.1.0');
  expect(document.info).toEqual({ title: 'Oncek', version: expect.any(String), description: expect.any(String) });
  const ids = operations.map(([, { operationId }]) => operationId);
  expect(new Set(ids).size).toBe(ids.length);
  expect(ids.filter((id) => !/^[A-Za-z_]+$/.test(id))).toEqual([]);
});

test('every reference leads to a contract of the document, and every contract is used', () => {
  const refs = new Set(refsIn(document));
  expect([...refs].sort()).toEqual(
    Object.keys(document.components.schemas)
      .map((name) => `#/components/schemas/${name}`)
      .sort(),
  );
  expect(keysIn(document).filter((name) => ['$defs', '$schema', '$id'].includes(name))).toEqual([]);
});

test.each(operations)('%s has its parameters, answers and problems', (name, operation) => {
  const inPath = [...name.matchAll(/\{(\w+)\}/g)].map(([, parameter]) => parameter);
  expect(operation.parameters.filter((one) => one.in === 'path').map((one) => one.name)).toEqual(inPath);
  expect(operation.parameters.every((one) => one.required || one.in === 'query')).toBe(true);
  const statuses = Object.keys(operation.responses);
  expect(statuses.some((status) => /^2\d\d$/.test(status))).toBe(true);
  expect(statuses.every((status) => /^([2-5]\d\d|default)$/.test(status))).toBe(true);
  expect(Object.values(operation.responses).every(({ description }) => description !== '')).toBe(true);
  const isOpen = operation.security.length === 0;
  expect(statuses.includes('401')).toBe(!isOpen);
  expect(operation.requestBody ? /^(POST|PUT|PATCH) /.test(name) : true).toBe(true);
});

test('bodies and answers are those of the routes', () => {
  const { schemas } = document.components;
  expect(schemas.NewTicket).toMatchObject({ additionalProperties: false, required: ['text'] });
  expect(schemas.PredictRequest).toMatchObject({ required: ['tech_raw_text'] });
  expect(schemas.PredictRequest).not.toHaveProperty('additionalProperties');
  expect(schemas.BatchRequest!.properties!.items).toMatchObject({ minItems: 1, maxItems: 100 });
  expect(schemas.PredictAnswer!.required).toContain('model_origin');
  expect(schemas.ModelInfo!.required).toContain('model_origin');
  const limit = document.paths['/api/tickets']!.get!.parameters.find(({ name }) => name === 'limit');
  expect(limit?.schema).toEqual({ type: 'integer', minimum: 1, maximum: 200, default: 50 });
});

test('a parameter that the route insists on is required', () => {
  const required = operations.flatMap(([name, { parameters }]) =>
    parameters.filter((one) => one.required && one.in === 'query').map((one) => `${name} ${one.name}`),
  );
  const reports = ['charts/{name}', 'rows', 'tickets', 'trends'].flatMap((path) =>
    ['from', 'to'].map((parameter) => `GET /api/reports/${path} ${parameter}`),
  );
  expect(required.sort()).toEqual([...reports, 'POST /api/mlflow/promote version'].sort());
});

test('the page shows every call and every contract, with links that lead somewhere and nothing from elsewhere', async () => {
  const { call } = await startTestApi();
  const { text, headers } = await call('GET', '/api/docs', { key: null });
  expect(headers['content-type']).toBe('text/html; charset=utf-8');
  for (const [name] of operations) expect(text).toContain(`<code>${name}</code>`);
  const ids = [...text.matchAll(/ id="([^"]+)"/g)].map(([, id]) => id);
  expect(new Set(ids).size).toBe(ids.length);
  const anchors = [...text.matchAll(/href="#([^"]+)"/g)].map(([, id]) => id!);
  expect(anchors.filter((anchor) => !ids.includes(anchor))).toEqual([]);
  expect(text).toContain('href="/api/openapi.json"');
  expect(text).not.toMatch(/<script|https?:\/\/|style="|\[object|undefined/);
});
