import { isGrpcServiceError } from '@temporalio/client';
import { ApplicationFailure } from '@temporalio/common';
import { OncekError, type FailureType } from '../../domain/errors';

/** gRPC's INVALID_ARGUMENT: Temporal will never take this request. */
const INVALID_ARGUMENT = 3;
/** A fault of the program is the same each time; some tries are left in case it hid an outage. */
const TRIES_WITH_A_FAULT = 5;
/** Named failures that pass: whoever answers so is down or busy, and the update must wait for it. */
const PASSING: readonly FailureType[] = ['StoreUnavailable', 'SheetBusy', 'SheetUnavailable', 'ModelNotLoaded'];

/**
 * Why an update can never be accepted; null where another try may succeed, as in every outage.
 * @param failures - tries that failed so far, this one included
 * @returns a failure type or an error's name, without content
 */
export function hopelessReason(error: unknown, failures: number): string | null {
  if (error instanceof OncekError) return PASSING.includes(error.type) ? null : error.type;
  if (error instanceof ApplicationFailure && error.nonRetryable) return error.type ?? 'ApplicationFailure';
  if (grpcCode(error) === INVALID_ARGUMENT) return 'TemporalRefused';
  if (isProgramFault(error) && failures >= TRIES_WITH_A_FAULT) return error.name;
  return null;
}

/** Which part behind the bots an error speaks of; null: none, as with a fault of the program. */
export function deskTroubleOf(error: unknown): 'temporal' | 'storage' | null {
  if (grpcCode(error) !== null) return 'temporal';
  return error instanceof OncekError && error.type === 'StoreUnavailable' ? 'storage' : null;
}

/**
 * What a log may say of an error: name, code, and for faults of the program where it was thrown. Never the message,
 * which may hold a text or an address, except that of our own named errors.
 */
export function describeForLog(error: unknown): Readonly<Record<string, string | number>> {
  if (!(error instanceof Error)) return { error: typeof error };
  const code = grpcCode(error);
  return {
    error: error.name,
    ...(code === null ? {} : { grpcCode: code }),
    ...(error instanceof OncekError ? { reason: error.message } : {}),
    ...(isProgramFault(error) ? { where: framesOf(error) } : {}),
  };
}

function grpcCode(error: unknown): number | null {
  for (let current = error; current instanceof Error; current = current.cause) {
    if (isGrpcServiceError(current)) return current.code;
  }
  return null;
}

function isProgramFault(error: unknown): error is Error {
  return [TypeError, RangeError, ReferenceError, SyntaxError].some((kind) => error instanceof kind);
}

function framesOf(error: Error): string {
  const frames = (error.stack ?? '').split('\n').filter((line) => /^\s+at /.test(line));
  return frames
    .slice(0, 3)
    .map((line) => line.trim())
    .join(' < ');
}
