import { setTimeout as delay } from 'node:timers/promises';
import { z } from 'zod';
import { OncekError } from '../../domain/errors';
import { withoutEnd } from '../../domain/text';

/** How long MLflow may take for a call, and for a file, in ms. */
const CALL_MS = 20_000;
const FILE_MS = 120_000;
const PAUSES_MS = [200, 1_000, 3_000];

/** Where the tracking server is, and as whom it is asked. */
export interface MlflowAccess {
  /** `http://host:port`, with a path where the server stands behind one (`--static-prefix`). */
  readonly trackingUri: string;
  readonly username: string | null;
  readonly password: string | null;
}

/** One call of MLflow's REST interface. */
export interface MlflowCall<T> {
  readonly method?: 'GET' | 'POST' | 'PATCH' | 'DELETE';
  /** Below `/api/2.0/`, such as `mlflow/runs/create`. */
  readonly path: string;
  readonly query?: Readonly<Record<string, string>>;
  readonly body?: object;
  readonly answer: z.ZodType<T>;
  /** Whether it may be sent again after a lost answer; default: all but a creation, which says so. */
  readonly isRepeatable?: boolean;
}

/** MLflow by HTTP. Every method throws RegistryUnavailable (come again) or RegistryRefused (a person must do something). */
export interface MlflowClient {
  call<T>(call: MlflowCall<T>): Promise<T>;
  /** As `call`; null where MLflow answers with one of these error codes. */
  callOr<T>(codes: readonly string[], call: MlflowCall<T>): Promise<T | null>;
  /** Stores a file through MLflow's proxy. @param path - below `mlflow-artifacts/artifacts/` */
  putFile(path: string, data: Uint8Array): Promise<void>;
  /** Gets a file through MLflow's proxy. */
  getFile(path: string): Promise<Uint8Array>;
}

/** What MLflow said no with. */
class Refusal extends Error {
  constructor(
    readonly status: number,
    readonly code: string,
    message: string,
  ) {
    super(message);
  }
}

const failureSchema = z.object({ error_code: z.string(), message: z.string().default('') });

/** @param deps.pausesMs - waits before each further try of a call that may be repeated */
export function createMlflowClient(
  access: MlflowAccess,
  { pausesMs = PAUSES_MS }: { pausesMs?: readonly number[] } = {},
): MlflowClient {
  const root = `${withoutEnd(access.trackingUri, '/')}/api/2.0/`;
  const headers: Record<string, string> =
    access.username === null
      ? {}
      : { authorization: `Basic ${Buffer.from(`${access.username}:${access.password ?? ''}`).toString('base64')}` };

  async function send(path: string, init: RequestInit, timeoutMs: number): Promise<Uint8Array> {
    const response = await fetch(root + path, {
      ...init,
      headers: { ...headers, ...init.headers },
      redirect: 'error',
      signal: AbortSignal.timeout(timeoutMs),
    });
    const body = new Uint8Array(await response.arrayBuffer());
    if (!response.ok) throw refusalOf(response.status, body);
    return body;
  }

  async function persistently<T>(isRepeatable: boolean, work: () => Promise<T>): Promise<T> {
    for (let attempt = 0; ; attempt += 1) {
      try {
        return await work();
      } catch (error) {
        const pauseMs = pausesMs[attempt];
        if (!isRepeatable || !isPassing(error) || pauseMs === undefined) throw error;
        await delay(pauseMs);
      }
    }
  }

  async function ask<T>({ method = 'GET', path, query, body, answer, isRepeatable = true }: MlflowCall<T>): Promise<T> {
    const address = query ? `${path}?${new URLSearchParams(query).toString()}` : path;
    const init: RequestInit = body
      ? { method, body: JSON.stringify(body), headers: { 'content-type': 'application/json' } }
      : { method };
    const bytes = await persistently(isRepeatable, () => send(address, init, CALL_MS));
    return parse(path, bytes, answer);
  }

  const fileAddress = (path: string): string =>
    `mlflow-artifacts/artifacts/${path.split('/').map(encodeURIComponent).join('/')}`;

  return {
    call: (call) => named(access, () => ask(call)),
    callOr: (codes, call) =>
      named(access, () =>
        ask(call).catch((error: unknown) => {
          if (error instanceof Refusal && codes.includes(error.code)) return null;
          throw error;
        }),
      ),
    putFile: (path, data) =>
      named(access, async () => {
        const init = { method: 'PUT', body: data, headers: { 'content-type': 'application/octet-stream' } };
        await persistently(true, () => send(fileAddress(path), init, FILE_MS));
      }),
    getFile: (path) => named(access, () => persistently(true, () => send(fileAddress(path), {}, FILE_MS))),
  };
}

function parse<T>(path: string, bytes: Uint8Array, schema: z.ZodType<T>): T {
  try {
    return schema.parse(JSON.parse(new TextDecoder().decode(bytes)));
  } catch (cause) {
    const detail = `MLflow answers ${path} with what is no answer of MLflow 3: check MLFLOW_TRACKING_URI and its version`;
    throw new OncekError('RegistryRefused', detail, { cause });
  }
}

function refusalOf(status: number, body: Uint8Array): Refusal {
  const text = new TextDecoder().decode(body);
  try {
    const { error_code: code, message } = failureSchema.parse(JSON.parse(text));
    return new Refusal(status, code, message);
  } catch {
    return new Refusal(status, `HTTP_${status}`, text.slice(0, 200));
  }
}

/** How MLflow's database says that another process wrote the same at that moment; MLflow makes a BAD_REQUEST of it. */
const LOST_RACE = /IntegrityError|UNIQUE constraint|duplicate key|database is locked/i;

function isPassing(error: unknown): boolean {
  if (error instanceof OncekError) return false;
  if (!(error instanceof Refusal) || error.status === 429 || error.status >= 500) return true;
  return error.code === 'BAD_REQUEST' && LOST_RACE.test(error.message);
}

async function named<T>(access: MlflowAccess, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (cause) {
    if (cause instanceof OncekError) throw cause;
    if (isPassing(cause)) {
      const why = cause instanceof Refusal ? `HTTP ${cause.status}` : reasonOf(cause);
      throw new OncekError('RegistryUnavailable', `MLflow does not answer as it should: ${why}`, { cause });
    }
    throw new OncekError('RegistryRefused', remedyOf(cause as Refusal, access), { cause });
  }
}

/** What to do about a refusal. The address is named without what may stand in it of a password. */
function remedyOf({ status, code, message }: Refusal, { trackingUri }: MlflowAccess): string {
  const host = new URL(trackingUri).host;
  if (status === 401) return `MLflow asks who we are: check MLFLOW_TRACKING_USERNAME and MLFLOW_TRACKING_PASSWORD`;
  if (/invalid host/i.test(message)) return `MLflow refuses the name ${host}: start it with --allowed-hosts ${host}`;
  if (status === 403) return `MLflow forbids it (${message}): give this user the right, or allow ${host} there`;
  if (code.startsWith('HTTP_')) return `${host} is no MLflow 3 (HTTP ${status}): check MLFLOW_TRACKING_URI`;
  return `MLflow refuses it (${code}): ${message}`;
}

function reasonOf(failure: unknown): string {
  const { name, message, cause } = failure as { name?: unknown; message?: unknown; cause?: { code?: unknown } };
  if (name === 'TimeoutError') return 'it took too long';
  const reason = cause?.code ?? message;
  return typeof reason === 'string' ? reason : 'unknown';
}
