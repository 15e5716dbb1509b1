import { DefaultFailureConverter } from '@temporalio/common';

/** Set by whoever loads the bundle (temporal/bundle.ts) before any of its code runs, and by nobody afterwards. */
const { oncekEncodesFailures } = globalThis as { readonly oncekEncodesFailures?: boolean };

/**
 * What a workflow's own failures look like to the server: with payload encryption on, their messages and call stacks
 * stand in a payload, which the codec encrypts outside.
 */
export const failureConverter = new DefaultFailureConverter({ encodeCommonAttributes: oncekEncodesFailures === true });
