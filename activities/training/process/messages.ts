import { FAILURE_TYPES, OncekError, type FailureType } from '../../../domain/errors';
import type { TrainingJobs, TrainingPlaces } from './jobs';

/** The one thing a training process is asked for. */
export interface JobRequest {
  readonly name: keyof TrainingJobs;
  readonly input: unknown;
  readonly places: TrainingPlaces;
}

/** What it says. `done` or `failed` comes last. */
export type JobNews =
  | { readonly kind: 'progress'; readonly share: number }
  | { readonly kind: 'warning'; readonly fields: Record<string, unknown>; readonly message: string }
  | { readonly kind: 'done'; readonly result: unknown }
  | { readonly kind: 'failed'; readonly error: SentError };

/** An error that has left its process; its name is what retry policies compare. */
export interface SentError {
  readonly name: string;
  readonly message: string;
  readonly stack: string | null;
}

export function sentError(cause: unknown): SentError {
  if (!(cause instanceof Error)) return { name: 'Error', message: String(cause), stack: null };
  return { name: cause.name, message: cause.message, stack: cause.stack ?? null };
}

/** The same failure in this process, under its name. */
export function receivedError({ name, message, stack }: SentError): Error {
  const type = FAILURE_TYPES.find((known): known is FailureType => known === name);
  const error = type === undefined ? new Error(message) : new OncekError(type, message);
  error.name = name;
  if (stack !== null) error.stack = stack;
  return error;
}
