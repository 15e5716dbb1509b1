import type { FailureType } from '../domain/errors';

/** An error answer as RFC 9457 has it. `type` is `about:blank#<name>`, the name being what code compares. */
export interface ProblemBody {
  readonly type: string;
  readonly title: string;
  readonly status: number;
  readonly detail: string;
  readonly instance?: string;
}

/** A refusal with its HTTP status, thrown by routes and turned into problem JSON in one place. */
export class HttpProblem extends Error {
  constructor(
    readonly status: number,
    readonly type: FailureType | 'Unauthorized' | 'Forbidden' | 'NotFound' | 'TooManyRequests',
    detail: string,
    readonly headers: Readonly<Record<string, string>> = {},
  ) {
    super(detail);
  }
}

/** HTTP status of each named failure that can reach a caller. */
export const STATUS_OF: Readonly<Partial<Record<FailureType, number>>> = {
  InvalidInput: 400,
  InvalidId: 400,
  InvalidInstant: 400,
  UnknownLabel: 422,
  UnknownTicket: 404,
  TicketClosed: 409,
  NotUnderReview: 409,
  AlreadyDecided: 409,
  NotAnAdmin: 403,
  ModelNotLoaded: 503,
  ModelArtifact: 503,
};
