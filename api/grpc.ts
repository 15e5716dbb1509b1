import { isGrpcServiceError } from '@temporalio/client';

/** gRPC's status codes, as far as they are told apart here. */
export const GRPC = {
  CANCELLED: 1,
  UNKNOWN: 2,
  DEADLINE_EXCEEDED: 4,
  RESOURCE_EXHAUSTED: 8,
  FAILED_PRECONDITION: 9,
  ABORTED: 10,
  UNAVAILABLE: 14,
} as const;

/** Codes after which the same call may succeed: the server is away, busy, or no worker answers. */
const PASSING: ReadonlySet<number> = new Set(Object.values(GRPC));

/** Code of the gRPC error that an error of Temporal's client is, or has as its cause; null for any other error. */
export function grpcCode(error: unknown): number | null {
  if (isGrpcServiceError(error)) return error.code;
  return error instanceof Error && isGrpcServiceError(error.cause) ? error.cause.code : null;
}

/** Whether Temporal, not the call, is in trouble. */
export function isTemporalTrouble(error: unknown): boolean {
  const code = grpcCode(error);
  return code !== null && PASSING.has(code);
}
