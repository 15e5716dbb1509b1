/** The canonical codes of Google's APIs that the sandbox answers, with their HTTP status. */
const HTTP_STATUS = {
  INVALID_ARGUMENT: 400,
  UNAUTHENTICATED: 401,
  PERMISSION_DENIED: 403,
  NOT_FOUND: 404,
  ABORTED: 409,
  RESOURCE_EXHAUSTED: 429,
  INTERNAL: 500,
  UNIMPLEMENTED: 501,
  UNAVAILABLE: 503,
  DEADLINE_EXCEEDED: 504,
} as const;

export type GoogleStatus = keyof typeof HTTP_STATUS;

/** A refusal in the words of Google's APIs. @param details - entries of `error.details`, each with an `@type` */
export class GoogleError extends Error {
  constructor(
    readonly status: GoogleStatus,
    message: string,
    readonly details?: readonly object[],
  ) {
    super(message);
    this.name = 'GoogleError';
  }

  get code(): number {
    return HTTP_STATUS[this.status];
  }
}

/** A body that does not fit the API's schema; Google reports it before it looks at any single request of a batch. */
export class PayloadError extends GoogleError {
  constructor(message: string) {
    super('INVALID_ARGUMENT', message);
    this.name = 'PayloadError';
  }
}

export function invalid(message: string): GoogleError {
  return new GoogleError('INVALID_ARGUMENT', message);
}

/** The `ErrorInfo` detail that clients look at for a reason code. */
export function errorInfo(reason: string, service: string, metadata: Record<string, string> = {}): object {
  return {
    '@type': 'type.googleapis.com/google.rpc.ErrorInfo',
    reason,
    domain: 'googleapis.com',
    metadata: { service, ...metadata },
  };
}

/** The JSON body Google sends with an error. */
export function errorBody(error: GoogleError): { error: object } {
  const { code, message, status, details } = error;
  return { error: { code, message, status, ...(details && { details }) } };
}

/** The error Google sends with an HTTP status when nothing more is known; a status it never sends becomes UNKNOWN. */
export function errorBodyOf(httpStatus: number): { error: object } {
  const status = Object.entries(HTTP_STATUS).find(([, code]) => code === httpStatus)?.[0] ?? 'UNKNOWN';
  return { error: { code: httpStatus, message: GENERIC_MESSAGE[httpStatus] ?? 'The request failed.', status } };
}

const GENERIC_MESSAGE: Readonly<Record<number, string>> = {
  400: 'Request contains an invalid argument.',
  401: 'Request had invalid authentication credentials.',
  403: 'The caller does not have permission',
  404: 'Requested entity was not found.',
  409: 'The operation was aborted.',
  429: 'Resource has been exhausted (e.g. check quota).',
  500: 'Internal error encountered.',
  503: 'The service is currently unavailable.',
  504: 'Deadline expired before operation could complete.',
};
