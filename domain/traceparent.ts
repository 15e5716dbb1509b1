/** A place in a trace, as W3C Trace Context writes it. */
export interface TracePoint {
  /** 32 hex digits, not all zero. */
  readonly traceId: string;
  /** 16 hex digits, not all zero. */
  readonly spanId: string;
  readonly flags: number;
  /** Whether the one who began the trace keeps it. */
  readonly isSampled: boolean;
}

const FORM = /^([0-9a-f]{2})-([0-9a-f]{32})-([0-9a-f]{16})-([0-9a-f]{2})(-.*)?$/;
const SAMPLED = 1;

/** @returns null for what is no traceparent: one wrongly written is to be ignored, says the standard */
export function parseTraceparent(text: unknown): TracePoint | null {
  const [, version, traceId = '', spanId = '', flagText = '', more] =
    FORM.exec(typeof text === 'string' ? text : '') ?? [];
  if (version === undefined || version === 'ff' || (version === '00' && more !== undefined)) return null;
  if (/^0+$/.test(traceId) || /^0+$/.test(spanId)) return null;
  const flags = Number.parseInt(flagText, 16) & SAMPLED;
  return { traceId, spanId, flags, isSampled: flags === SAMPLED };
}

export function traceparentOf({ traceId, spanId, flags }: TracePoint): string {
  return `00-${traceId}-${spanId}-${flags.toString(16).padStart(2, '0')}`;
}

/**
 * The trace id that a caller's own id is: 32 hex digits, or a UUID, whose hyphens fall away.
 * @returns null for an id of any other form
 */
export function traceIdOf(id: string): string | null {
  const hex = id.replaceAll('-', '').toLowerCase();
  const isPlain = /^[0-9a-f]{32}$/.test(hex) && (!id.includes('-') || /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-/i.test(id));
  return isPlain && !/^0+$/.test(hex) ? hex : null;
}
