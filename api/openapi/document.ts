import { z } from 'zod';
import { problem } from '../schemas/problem';
import type { Operation } from './operation';
import { OPERATIONS } from './operations';
import { componentSchemas, refTo, withoutFrame, type Content, type JsonSchema } from './schema-refs';
import { webhookOperations, type WebhookOperation } from './webhook-operations';

export type { JsonSchema } from './schema-refs';

/** A call in the document. */
export interface DocumentOperation {
  readonly operationId: string;
  readonly summary: string;
  readonly description: string;
  readonly security: readonly unknown[];
  readonly parameters: readonly {
    readonly name: string;
    readonly in: 'path' | 'query';
    readonly required: boolean;
    readonly schema: JsonSchema;
  }[];
  readonly requestBody?: Content & { readonly required: boolean };
  readonly responses: Readonly<Record<string, Content & { readonly description: string }>>;
}

export interface OpenApiDocument {
  readonly openapi: '3.1.0';
  readonly info: { readonly title: string; readonly version: string; readonly description: string };
  readonly components: {
    readonly securitySchemes: Readonly<Record<string, unknown>>;
    readonly schemas: Readonly<Record<string, JsonSchema>>;
  };
  readonly paths: Readonly<Record<string, Readonly<Record<string, DocumentOperation>>>>;
  /** What receivers of webhooks are sent, by event. */
  readonly webhooks: Readonly<Record<string, { readonly post: WebhookOperation }>>;
}

/** What stands in a path, by its name there. */
const PATH_PARAMETERS: Readonly<Record<string, JsonSchema>> = {
  id: { type: 'string', pattern: '^-?[1-9]\\d*-[1-9]\\d*$', description: '`<chat id>-<message id>`' },
  label: { type: 'string', description: 'A label, percent-encoded' },
  key: { type: 'string', minLength: 1, maxLength: 200, description: 'The tech_message_id cell, percent-encoded' },
  run: { type: 'string', pattern: '^[A-Za-z0-9][A-Za-z0-9.-]{0,99}$', description: 'Id of a run, or a version' },
  row: { type: 'integer', minimum: 2, maximum: 10_000_000, description: 'Row number; the headings are row 1' },
  webhook: { type: 'string', pattern: '^wh_[0-9a-f]{16}$', description: 'As `POST /api/webhooks` gave it' },
  delivery: {
    type: 'string',
    pattern: '^msg_[0-9a-f]{32}(-[0-9a-f]{8})?$',
    description: 'As the list of deliveries has it',
  },
  token: { type: 'string', pattern: '^[\\w-]+\\.[\\w-]+$', description: 'As it stands in a link to a file' },
};

/** The OpenAPI 3.1 document, made of the schemas the routes parse with. */
export function openApiDocument(): OpenApiDocument {
  const paths: Record<string, Record<string, DocumentOperation>> = {};
  for (const operation of OPERATIONS) {
    (paths[operation.path] ??= {})[operation.method] = describeOperation(operation);
  }
  return {
    openapi: '3.1.0',
    info: { title: 'Oncek', version: '0.1.0', description: 'Tickets of Telegram groups, as durable workflows.' },
    components: {
      securitySchemes: { key: { type: 'apiKey', in: 'header', name: 'X-API-Key' } },
      schemas: componentSchemas(),
    },
    paths,
    webhooks: webhookOperations(),
  };
}

function describeOperation(operation: Operation): DocumentOperation {
  const {
    method,
    path,
    summary,
    role,
    body,
    bodyType = 'application/json',
    isBodyOptional,
    answer,
    mediaType,
  } = operation;
  const { status = 200, alsoWell = {} } = operation;
  const schema = answer && refTo(answer);
  const content =
    schema || mediaType ? { content: { [mediaType ?? 'application/json']: schema ? { schema } : {} } } : {};
  const refusals = Object.entries(problemsOf(operation)).map(
    ([code, description]) => [code, problemResponse(description)] as const,
  );
  return {
    operationId: [method, ...path.split(/[^A-Za-z]+/).filter((part) => part !== '' && part !== 'api')].join('_'),
    summary,
    description: role ? `Needs a key of role ${role} or higher.` : 'Open to anybody.',
    security: role ? [{ key: [] }] : [],
    parameters: parametersOf(operation),
    ...(body && {
      requestBody: { required: !isBodyOptional, content: { [bodyType]: { schema: refTo(body) } } },
    }),
    responses: {
      [String(status)]: { description: 'Done', ...content },
      ...Object.fromEntries(Object.entries(alsoWell).map(([code, description]) => [code, { description, ...content }])),
      ...Object.fromEntries(refusals),
      default: problemResponse('Any other problem'),
    },
  };
}

function problemsOf({ role, body, query, path, problems }: Operation): Record<string, string> {
  const hasId = path.includes('{id}');
  return {
    ...(body || query || hasId ? { 400: 'Malformed; the detail names the field' } : {}),
    ...(role
      ? {
          401: 'No valid key',
          403: 'The key has too low a role',
          429: 'Too many calls; Retry-After says how long to wait',
        }
      : {}),
    ...(hasId ? { 404: 'There is no open ticket of this id' } : {}),
    ...(body ? { 413: 'The body is too long', 415: 'The body is not JSON' } : {}),
    ...problems,
  };
}

function problemResponse(description: string) {
  return { description, content: { 'application/problem+json': { schema: refTo(problem) } } };
}

function parametersOf({ path, query }: Operation): DocumentOperation['parameters'] {
  const inPath = [...path.matchAll(/\{(\w+)\}/g)].map(([, name = '']) => ({
    name,
    in: 'path' as const,
    required: true,
    schema: PATH_PARAMETERS[name] ?? { type: 'string' },
  }));
  const inQuery = Object.entries(query?.shape ?? {}).map(([name, schema]) => ({
    name,
    in: 'query' as const,
    required: !(schema as z.ZodType).safeParse(undefined).success,
    schema: withoutFrame(z.toJSONSchema(schema as z.ZodType, { io: 'input', reused: 'inline' })),
  }));
  return [...inPath, ...inQuery];
}
