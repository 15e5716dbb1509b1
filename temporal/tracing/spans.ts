import type { Attributes, Link, Span } from '@opentelemetry/api';
import { context, createContextKey, SpanKind, SpanStatusCode, trace, TraceFlags } from '@opentelemetry/api';
import { parseTraceparent, traceparentOf } from '../../domain/traceparent';

/** Name under which the product's own spans are made. */
const TRACER = 'oncek';

/** Holds the trace id that the next root span is to have. */
export const WISHED_TRACE_ID = createContextKey('oncek.trace-id');

export interface SpanOptions {
  /** Ids and kinds, never content; what {@link KEPT_ATTRIBUTES} does not name is dropped before it is sent. */
  readonly attributes?: Attributes;
  /** The caller's place in a trace; absent or unreadable: the active span, else a trace of its own. */
  readonly traceparent?: string;
  /** The trace id of a trace of its own; absent: a random one. */
  readonly traceId?: string | null;
  readonly kind?: SpanKind;
  readonly links?: Link[];
}

/** Runs something inside a span that ends with it. Without tracing it only runs it. */
export function inSpan<T>(name: string, options: SpanOptions, run: (span: Span) => Promise<T>): Promise<T> {
  const { attributes, links, kind = SpanKind.INTERNAL } = options;
  const tracer = trace.getTracer(TRACER);
  const begin = (): Promise<T> =>
    tracer.startActiveSpan(name, { attributes, links, kind }, async (span) => {
      try {
        return await run(span);
      } catch (error) {
        span.setStatus({ code: SpanStatusCode.ERROR });
        throw error;
      } finally {
        span.end();
      }
    });
  return context.with(parentOf(options), begin);
}

/** A span that whoever asks for it ends. */
export function startSpan(name: string, options: SpanOptions): Span {
  const { attributes, links, kind = SpanKind.INTERNAL } = options;
  const parent = parentOf(options);
  return context.with(parent, () => trace.getTracer(TRACER).startSpan(name, { attributes, links, kind }, parent));
}

/** Runs something with a span at work, which goes on after it. */
export function asActive(span: Span, run: () => void): void {
  context.with(trace.setSpan(context.active(), span), run);
}

/** A link to the span at work; none without tracing. */
export function spanLinks(): Link[] {
  const at = trace.getActiveSpan()?.spanContext();
  return at ? [{ context: at }] : [];
}

function parentOf({ traceparent, traceId }: SpanOptions) {
  const point = parseTraceparent(traceparent);
  const active = context.active();
  if (!point) return traceId ? active.setValue(WISHED_TRACE_ID, traceId) : active;
  const { spanId } = point;
  const traceFlags = point.isSampled ? TraceFlags.SAMPLED : TraceFlags.NONE;
  return trace.setSpanContext(active, { traceId: point.traceId, spanId, traceFlags, isRemote: true });
}

/** Where the work at hand stands in its trace; undefined without tracing, and in a trace that is not kept. */
export function activeTraceparent(): string | undefined {
  const at = trace.getActiveSpan()?.spanContext();
  if (!at || (at.traceFlags & TraceFlags.SAMPLED) === 0) return undefined;
  return traceparentOf({ traceId: at.traceId, spanId: at.spanId, flags: at.traceFlags, isSampled: true });
}

/** @returns undefined without tracing */
export function activeTraceId(): string | undefined {
  return trace.getActiveSpan()?.spanContext().traceId;
}
