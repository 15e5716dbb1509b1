import type { Request, RequestHandler, Response } from 'express';
import type { Fault } from './faults';
import type { SandboxCore, ServiceName } from './service';

/** What a handler answers; it never writes to the response itself, so a fault can take the answer's place. */
export interface Reply {
  /** @default 200 */
  status?: number;
  headers?: Record<string, string>;
  /** An object or array goes out as JSON, a string as text, a Buffer as bytes. */
  body: unknown;
}

/** @param signal - aborted when the client closes the connection, or the sandbox stops */
export type ReplyHandler = (req: Request, signal: AbortSignal) => Promise<Reply> | Reply;

export interface FaultPoint {
  core: SandboxCore;
  service: ServiceName;
  /** The name `POST /faults` knows this call by, fixed or read from the request. */
  method: string | ((req: Request) => string);
  /** The service's own error shape for an injected status. */
  renderFault: (status: number, fault: Fault) => Reply;
}

/**
 * Wraps every route of a service: applies `delay`, `status` and `drop` before the handler and `afterApply` behind it,
 * and sends the handler's reply. `duplicate`, `reorder` and `sortBetween` are taken by the services themselves.
 */
export function withFaults(point: FaultPoint, handler: ReplyHandler): RequestHandler {
  const { core, service } = point;
  return async (req, res) => {
    const signal = closeSignal(res);
    const method = typeof point.method === 'string' ? point.method : point.method(req);

    const delay = core.faults.take(service, method, ['delay']);
    if (delay && !(await waited(delay.delayMs ?? 0, signal))) return;

    const before = core.faults.take(service, method, ['status', 'drop']);
    if (before?.kind === 'drop') return void res.destroy();
    if (before) return send(res, point.renderFault(before.status ?? 500, before));

    const reply = await handler(req, signal);
    const after = core.faults.take(service, method, ['afterApply']);
    if (!after) return send(res, reply);
    if (after.status === undefined) return void res.destroy();
    send(res, point.renderFault(after.status, after));
  };
}

/** Sends a reply; one whose client is gone goes nowhere. */
export function send(res: Response, { status = 200, headers = {}, body }: Reply): void {
  if (res.destroyed || res.writableEnded) return;
  res.status(status).set(headers);
  if (Buffer.isBuffer(body) || typeof body === 'string') res.send(body);
  else res.json(body);
}

function closeSignal(res: Response): AbortSignal {
  const controller = new AbortController();
  res.once('close', () => controller.abort());
  return controller.signal;
}

/** @returns false when the signal fired first */
function waited(ms: number, signal: AbortSignal): Promise<boolean> {
  if (signal.aborted) return Promise.resolve(false);
  return new Promise((resolve) => {
    const done = (): void => {
      signal.removeEventListener('abort', aborted);
      resolve(true);
    };
    const timer = setTimeout(done, ms);
    const aborted = (): void => {
      clearTimeout(timer);
      resolve(false);
    };
    signal.addEventListener('abort', aborted, { once: true });
  });
}
