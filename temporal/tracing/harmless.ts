import type { Attributes } from '@opentelemetry/api';
import type { ReadableSpan, SpanExporter } from '@opentelemetry/sdk-trace-node';

/** What a span may say, by name. Errors quote what they were about, so of them only the name goes out. */
export const KEPT_ATTRIBUTES: readonly string[] = [
  ...['temporalWorkflowId', 'run_id', 'temporalActivityId', 'temporalUpdateId'],
  ...['http.request.method', 'http.route', 'http.response.status_code'],
  ...['oncek.bot', 'oncek.update_id', 'oncek.worksheet', 'oncek.outcome'],
];

/** Passes spans on without whatever might hold a text, a name or an address. */
export function harmless(exporter: SpanExporter): SpanExporter {
  return {
    export: (spans, done) => exporter.export(spans.map(stripped), done),
    shutdown: () => exporter.shutdown(),
    forceFlush: () => exporter.forceFlush?.() ?? Promise.resolve(),
  };
}

function stripped(span: ReadableSpan): ReadableSpan {
  const fields: Partial<ReadableSpan> = {
    attributes: only(KEPT_ATTRIBUTES, span.attributes),
    status: { code: span.status.code },
    events: span.events.map((event) => ({ ...event, attributes: only(['exception.type'], event.attributes ?? {}) })),
    links: span.links.map(({ context }) => ({ context })),
  };
  // A span's context is a method that needs the span itself.
  return Object.assign(Object.create(span) as ReadableSpan, fields);
}

function only(names: readonly string[], attributes: Attributes): Attributes {
  return Object.fromEntries(Object.entries(attributes).filter(([name]) => names.includes(name)));
}
