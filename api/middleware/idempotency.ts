import { createHash, randomUUID } from 'node:crypto';
import type { Request, RequestHandler, Response } from 'express';
import type { ApiRole } from '../../config/types';
import type { ApiDeps } from '../deps';
import { HttpProblem } from '../problem';
import { callerOf, requireRole } from './auth';
import { jsonBody } from './body';

type Deps = Pick<ApiDeps, 'config' | 'idempotency' | 'log'>;

/** What stands before every call that changes something: the key's role, the body, and the `Idempotency-Key`. */
export function changing(deps: Deps, role: ApiRole, body: RequestHandler = jsonBody): RequestHandler {
  return inTurn([requireRole(deps.config.apiKeys, role), body, idempotent(deps)]);
}

/** Several handlers as one: express's types lose sight of a handler behind a list of others. */
function inTurn(handlers: readonly RequestHandler[]): RequestHandler {
  return (request, response, next) => {
    const step = (index: number): void => {
      const handler = handlers[index];
      if (handler === undefined) {
        next();
        return;
      }
      const onward = (error?: unknown): void => (error === undefined ? step(index + 1) : next(error));
      const answered: unknown = handler(request, response, onward);
      if (answered instanceof Promise) answered.catch(next);
    };
    step(0);
  };
}

/** @returns the `Idempotency-Key` of a request; null where it has none. @throws InvalidInput for a malformed one */
export function idempotencyKeyOf(request: Request): string | null {
  const header = request.get('Idempotency-Key');
  if (header === undefined) return null;
  if (/^[\x21-\x7e]{1,255}$/.test(header)) return header;
  throw new HttpProblem(400, 'InvalidInput', 'Idempotency-Key: must be 1 to 255 visible ASCII characters');
}

/** The answer to a key that was used for something else. */
export function keyReused(): HttpProblem {
  const detail = 'Idempotency-Key: it was used for another request; take a new key for each request';
  return new HttpProblem(422, 'IdempotencyKeyReused', detail);
}

/**
 * A request that comes again with the same `Idempotency-Key` is answered as the first was, and changes nothing; for a
 * week, and for its own caller only. Only answers that all is well are kept: after a refusal the request may be repeated.
 */
function idempotent({ idempotency, log }: Deps): RequestHandler {
  return async (request, response, next) => {
    const given = idempotencyKeyOf(request);
    if (given === null) {
      next();
      return;
    }
    const { keyId } = callerOf(response);
    const name = {
      claimKey: hash([keyId, request.method, request.baseUrl + request.path, given]),
      claimId: randomUUID(),
    };
    const claim = await idempotency.claim(name, fingerprintOf(request));
    switch (claim.kind) {
      case 'other':
        throw keyReused();
      case 'running': {
        const detail = 'the same request is being answered at this moment; ask again in a second';
        throw new HttpProblem(409, 'RequestRunning', detail, { 'Retry-After': '1' });
      }
      case 'answered': {
        const { status, location, body } = claim.answer;
        if (location !== null) response.location(location);
        response.status(status).set('Idempotent-Replayed', 'true').json(body);
        return;
      }
      case 'mine':
        keepAnswer(response, {
          finish: (answer) => idempotency.finish(name, answer),
          release: () => idempotency.release(name),
          failed: (error) => log.error({ err: error }, 'an answer could not be kept for its Idempotency-Key'),
        });
        next();
    }
  };
}

type Answer = Parameters<ApiDeps['idempotency']['finish']>[1];

function keepAnswer(
  response: Response,
  keep: { finish(answer: Answer): Promise<void>; release(): Promise<void>; failed(error: unknown): void },
): void {
  const send = response.json.bind(response);
  let isKept = false;
  response.json = (body: unknown) => {
    const { statusCode: status } = response;
    if (status >= 300) return send(body);
    isKept = true;
    const location = response.get('Location') ?? null;
    // It goes out once it is kept: a caller that has it may rely on it.
    void keep
      .finish({ status, location, body })
      .catch((error: unknown) => keep.failed(error))
      .then(() => send(body));
    return response;
  };
  response.once('close', () => {
    if (!isKept) keep.release().catch((error: unknown) => keep.failed(error));
  });
}

function fingerprintOf(request: Request): string {
  const file = request.file ? hash([request.file.buffer.toString('base64')]) : null;
  return hash([request.originalUrl, request.body ?? null, file]);
}

function hash(parts: readonly unknown[]): string {
  return createHash('sha256').update(JSON.stringify(parts)).digest('hex');
}
