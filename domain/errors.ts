/**
 * Every named failure of the product. `type` is what code compares; it is also the Temporal failure type, so a retry
 * policy and a caller speak of the same thing.
 */
export const FAILURE_TYPES = [
  'InvalidInstant',
  'InvalidCalendar',
  'InvalidId',
  'InvalidSetting',
  'PayloadKey',
  'InvalidInput',
  'UnknownLabel',
  'UnknownTicket',
  'TicketClosed',
  'NotUnderReview',
  'AlreadyDecided',
  'ReviewLocked',
  'NothingToUndo',
  'NotAnAdmin',
  'ModelNotLoaded',
  'ModelArtifact',
  'RegistryUnavailable',
  'RegistryRefused',
  'SheetRefused',
  'SheetDenied',
  'SheetBusy',
  'SheetUnavailable',
  'SheetNotFound',
  'SheetHeadings',
  'TelegramRefused',
  'GeminiRefused',
  'NoTrainingData',
  'UnknownSnapshot',
  'UnknownWebhook',
  'WebhookDisabled',
  'WebhookTarget',
  'StoreUnavailable',
  'StoreRefused',
] as const;

export type FailureType = (typeof FAILURE_TYPES)[number];

/** An expected failure with a name. The message is English, tells what to do, and holds ids but no personal data. */
export class OncekError extends Error {
  constructor(
    readonly type: FailureType,
    message: string,
    options?: { cause?: unknown },
  ) {
    super(message, options);
    this.name = type;
  }
}

/** Marks a branch the type system knows to be unreachable; reached at run time only by data of a newer version. */
export function assertNever(value: never): never {
  throw new Error(`unexpected value: ${JSON.stringify(value)}`);
}
