import type { FailureType } from '../domain/errors';

/** An error answer as RFC 9457 has it. `type` is `about:blank#<name>`, the name being what code compares. */
export interface ProblemBody {
  readonly type: string;
  readonly title: string;
  readonly status: number;
  readonly detail: string;
  readonly instance?: string;
  /** Members beside those of RFC 9457. */
  readonly [member: string]: unknown;
}

/** Names of what goes wrong between caller and product, beside the product's own failures. */
export type ProblemType =
  | FailureType
  | 'Unauthorized'
  | 'Forbidden'
  | 'NotFound'
  | 'UnknownMethod'
  | 'LinkRevoked'
  | 'InvalidRange'
  | 'BodyTooLarge'
  | 'UnsupportedBody'
  | 'TooManyAttempts'
  | 'TooManyRequests'
  | 'TooManyListeners'
  | 'RowChanged'
  | 'IdempotencyKeyReused'
  | 'RequestRunning'
  | 'StaleToken'
  | 'TooManyUploads'
  | 'TelegramBusy'
  | 'TelegramUnavailable'
  | 'TemporalUnavailable'
  | 'Internal';

/** A refusal with its HTTP status, thrown by routes and turned into problem JSON in one place. */
export class HttpProblem extends Error {
  /** Members of the answer beside those of RFC 9457. */
  readonly members: Readonly<Record<string, unknown>>;

  /** @param detail - for the caller: no paths, addresses or texts of causes */
  constructor(
    readonly status: number,
    readonly type: ProblemType,
    detail: string,
    readonly headers: Readonly<Record<string, string>> = {},
    { members = {}, ...options }: { cause?: unknown; members?: Readonly<Record<string, unknown>> } = {},
  ) {
    super(detail, options);
    this.members = members;
  }
}

/** HTTP status of each named failure that can reach a caller; its message goes out with it. */
export const STATUS_OF: Readonly<Partial<Record<FailureType, number>>> = {
  InvalidInput: 400,
  InvalidId: 400,
  UnknownLabel: 422,
  UnknownTicket: 404,
  TicketClosed: 409,
  NotUnderReview: 409,
  AlreadyDecided: 409,
  ReviewLocked: 409,
  NothingToUndo: 409,
  NotAnAdmin: 403,
  PayloadKey: 422,
  UnknownWebhook: 404,
  WebhookDisabled: 409,
  WebhookTarget: 422,
  ModelNotLoaded: 503,
  StoreUnavailable: 503,
  SheetUnavailable: 503,
  RegistryUnavailable: 503,
  RegistryRefused: 502,
};

/** The answer to a ticket id that no open ticket has. */
export function unknownTicket(): HttpProblem {
  return new HttpProblem(404, 'UnknownTicket', 'there is no open ticket of this id');
}
