import type { FailureType } from '../../../domain/errors';

/** What `toThrow` wants of an error with this name. */
export function failure(type: FailureType): Error {
  return expect.objectContaining({ type }) as Error;
}
