import type { Sinks } from '@temporalio/workflow';

/** Header of Temporal's OpenTelemetry interceptors, in which client and activities look for a carrier. */
export const TRACE_HEADER = '_tracer-data';

/** What the header holds: the W3C trace context. */
export interface TraceCarrier {
  /** `00-<32 hex trace id>-<16 hex span id>-<2 hex flags>` */
  readonly traceparent?: string;
}

/** A workflow took something in: a span without length, since a ticket lives for days. */
export interface TraceMark {
  /** `RunWorkflow:<type>`, `HandleSignal:<name>` or `HandleUpdate:<name>` */
  readonly name: string;
  readonly traceId: string;
  readonly spanId: string;
  readonly parentSpanId: string;
  readonly flags: number;
  /** Milliseconds since 1970 by the workflow's clock. */
  readonly atMs: number;
}

/** Way of the marks out of the workflow; not called in replay. */
export interface TracingSinks extends Sinks {
  tracing: { mark(mark: TraceMark): void };
}
