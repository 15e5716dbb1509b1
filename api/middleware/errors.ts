import { WorkflowNotFoundError, WorkflowUpdateFailedError } from '@temporalio/client';
import type { ErrorRequestHandler, RequestHandler } from 'express';
import { ZodError } from 'zod';
import type { FailureType } from '../../domain/errors';
import { FAILURE_TYPES, OncekError } from '../../domain/errors';
import { HttpProblem, STATUS_OF } from '../problem';

/** What no route answered. */
export const notFound: RequestHandler = (request, _response, next) => {
  next(new HttpProblem(404, 'NotFound', `there is no ${request.method} ${request.path.slice(0, 200)}`));
};

/**
 * The last handler: whatever was thrown becomes problem JSON. Causes nobody foresaw are logged and answered with 500,
 * their text kept inside.
 */
export function problemAnswers(log: { error(fields: object, message: string): void }): ErrorRequestHandler {
  return (error: unknown, request, response, next) => {
    if (response.headersSent) {
      next(error);
      return;
    }
    const problem = toProblem(error);
    if (problem.status >= 500) log.error({ err: error, path: request.path }, 'request failed');
    response
      .status(problem.status)
      .set({ ...problem.headers, 'Content-Type': 'application/problem+json' })
      .send(
        JSON.stringify({
          type: `about:blank#${problem.type}`,
          title: problem.type,
          status: problem.status,
          detail: problem.message,
          instance: response.getHeader('X-Trace-ID'),
        }),
      );
  };
}

function toProblem(error: unknown): HttpProblem {
  if (error instanceof HttpProblem) return error;
  if (error instanceof OncekError) return new HttpProblem(STATUS_OF[error.type] ?? 500, error.type, error.message);
  if (error instanceof ZodError) return new HttpProblem(400, 'InvalidInput', describe(error));
  if (error instanceof WorkflowNotFoundError) {
    return new HttpProblem(404, 'UnknownTicket', 'there is no open ticket of this id');
  }
  if (error instanceof WorkflowUpdateFailedError) return fromUpdate(error);
  const status = (error as { status?: unknown }).status;
  if (typeof status === 'number' && status >= 400 && status < 500) {
    return new HttpProblem(status, 'InvalidInput', 'the request body cannot be read as JSON, or is too large');
  }
  return new HttpProblem(500, 'InvalidInput', 'something went wrong on our side; the trace id names the log line');
}

function fromUpdate(error: WorkflowUpdateFailedError): HttpProblem {
  const cause = error.cause as { type?: unknown; message?: string } | undefined;
  const type = FAILURE_TYPES.find((name) => name === cause?.type) satisfies FailureType | undefined;
  return new HttpProblem(type ? (STATUS_OF[type] ?? 409) : 409, type ?? 'InvalidInput', cause?.message ?? 'refused');
}

function describe(error: ZodError): string {
  return error.issues.map((issue) => `${issue.path.join('.') || 'body'}: ${issue.message}`).join('; ');
}
