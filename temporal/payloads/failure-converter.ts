import { DefaultFailureConverter } from '@temporalio/common';

/** Puts messages and call stacks of failures into a payload, which the codec then encrypts. */
export const failureConverter = new DefaultFailureConverter({ encodeCommonAttributes: true });
