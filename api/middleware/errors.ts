import {
  WorkflowNotFoundError,
  WorkflowUpdateFailedError,
  WorkflowUpdateRPCTimeoutOrCancelledError,
} from '@temporalio/client';
import type { ErrorRequestHandler, RequestHandler } from 'express';
import { ZodError } from 'zod';
import { FAILURE_TYPES, OncekError } from '../../domain/errors';
import { isTemporalTrouble } from '../grpc';
import type { ProblemBody } from '../problem';
import { HttpProblem, STATUS_OF, unknownTicket } from '../problem';
import { bodyProblem } from './body';

/** So many faults of a body are told; a caller mends the first ones first. */
const TOLD_FAULTS = 10;
/** Field names come from the caller and may be of any length. */
const MAX_DETAIL = 2_000;

/** What no route answered. */
export const notFound: RequestHandler = (request, _response, next) => {
  next(new HttpProblem(404, 'NotFound', `there is no ${request.method} ${request.path.slice(0, 200)}`));
};

/**
 * The last handler: whatever was thrown becomes problem JSON. Causes nobody foresaw are logged under the request's
 * trace id and answered with 500, their text kept inside.
 */
export function problemAnswers(log: { error(fields: object, message: string): void }): ErrorRequestHandler {
  return (error: unknown, request, response, next) => {
    const problem = toProblem(error);
    const traceId = (response.locals as { traceId?: string }).traceId;
    if (problem.status >= 500) {
      log.error({ err: error, traceId, method: request.method, path: request.path.slice(0, 200) }, 'request failed');
    }
    if (response.headersSent) {
      next(error);
      return;
    }
    const body: ProblemBody = {
      ...problem.members,
      type: `about:blank#${problem.type}`,
      title: problem.type,
      status: problem.status,
      detail: problem.message.slice(0, MAX_DETAIL),
      instance: traceId,
    };
    response
      .status(problem.status)
      .set({ ...problem.headers, 'Content-Type': 'application/problem+json' })
      .send(JSON.stringify(body));
  };
}

function toProblem(error: unknown): HttpProblem {
  if (error instanceof HttpProblem) return error;
  if (error instanceof ZodError) return new HttpProblem(400, 'InvalidInput', describe(error));
  if (error instanceof OncekError) return named(error.type, error.message) ?? internal();
  if (error instanceof WorkflowNotFoundError) return unknownTicket();
  if (error instanceof WorkflowUpdateFailedError) return fromUpdate(error);
  if (error instanceof WorkflowUpdateRPCTimeoutOrCancelledError || isTemporalTrouble(error)) {
    return new HttpProblem(503, 'TemporalUnavailable', 'the workflow server does not answer now; try again later');
  }
  return bodyProblem(error) ?? internal();
}

/** Only failures meant for callers speak in their own words: others may name files or addresses. */
function named(type: unknown, message: string): HttpProblem | null {
  const name = FAILURE_TYPES.find((known) => known === type);
  const status = name && STATUS_OF[name];
  return name && status ? new HttpProblem(status, name, message) : null;
}

function internal(): HttpProblem {
  return new HttpProblem(500, 'Internal', 'something went wrong on our side; the trace id names the log line');
}

function fromUpdate({ cause }: WorkflowUpdateFailedError): HttpProblem {
  const { type, message = '' } = (cause ?? {}) as { type?: unknown; message?: string };
  if (type === 'AcceptedUpdateCompletedWorkflow') {
    return new HttpProblem(409, 'TicketClosed', 'the ticket ended before it could decide');
  }
  return named(type, message) ?? internal();
}

function describe({ issues }: ZodError): string {
  const told = issues.slice(0, TOLD_FAULTS).map(({ path, message }) => `${path.join('.') || 'request'}: ${message}`);
  const untold = issues.length - told.length;
  return [...told, ...(untold > 0 ? [`and ${untold} more`] : [])].join('; ');
}
