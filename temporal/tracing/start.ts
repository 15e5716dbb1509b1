import { context, diag, DiagLogLevel, propagation, SpanKind, SpanStatusCode, trace } from '@opentelemetry/api';
import { OTLPTraceExporter } from '@opentelemetry/exporter-trace-otlp-http';
import { Resource } from '@opentelemetry/resources';
import type { IdGenerator, ReadableSpan, SpanProcessor } from '@opentelemetry/sdk-trace-node';
import { BatchSpanProcessor, NodeTracerProvider, RandomIdGenerator } from '@opentelemetry/sdk-trace-node';
import type { ClientInterceptors } from '@temporalio/client';
import { OpenTelemetryWorkflowClientInterceptor } from '@temporalio/interceptors-opentelemetry';
import { OpenTelemetryActivityInboundInterceptor } from '@temporalio/interceptors-opentelemetry/lib/worker';
import type { InjectedSinks, WorkerOptions } from '@temporalio/worker';
import type { TraceMark, TracingSinks } from '../../workflows/contracts/tracing';
import { harmless } from './harmless';
import { WISHED_TRACE_ID } from './spans';

/** Tracing of this process: what client and worker need for it. */
export interface Tracing {
  readonly clientInterceptors: ClientInterceptors;
  /** For a worker whose workflow code is the traced bundle. */
  readonly workerOptions: Pick<WorkerOptions, 'interceptors' | 'sinks'>;
  /** Sends what is left, and tracing is off. Never fails. */
  stop(): Promise<void>;
}

export interface TracingOptions {
  /** Root address of a collector that takes OTLP over HTTP: spans go to `<endpoint>/v1/traces`. */
  readonly endpoint: string;
  readonly serviceName: string;
  readonly log: { warn(fields: object, message: string): void };
}

/** A collector that does not answer must hold up no shutdown. */
const EXPORT_TIMEOUT_MS = 3_000;

/** Switches tracing on for the whole process, until `stop`. */
export function startTracing({ endpoint, serviceName, log }: TracingOptions): Tracing {
  const warn = (reason: string): void => log.warn({ reason: reason.slice(0, 200) }, 'traces are not exported');
  diag.setLogger({ error: warn, warn, info: ignore, debug: ignore, verbose: ignore }, DiagLogLevel.WARN);
  const resource = new Resource({ 'service.name': serviceName });
  const exporter = new OTLPTraceExporter({ url: `${endpoint}/v1/traces`, timeoutMillis: EXPORT_TIMEOUT_MS });
  const processor = new BatchSpanProcessor(harmless(exporter));
  const provider = new NodeTracerProvider({ resource, spanProcessors: [processor], idGenerator: ids() });
  provider.register();
  return {
    clientInterceptors: { workflow: [new OpenTelemetryWorkflowClientInterceptor()] },
    workerOptions: {
      interceptors: { activity: [(activity) => ({ inbound: new OpenTelemetryActivityInboundInterceptor(activity) })] },
      sinks: sinksOf(processor, resource),
    },
    async stop() {
      await provider.shutdown().catch((error: unknown) => warn(error instanceof Error ? error.message : String(error)));
      trace.disable();
      context.disable();
      propagation.disable();
      diag.disable();
    },
  };
}

/** Random ids, but the trace's own where whoever began it has one already. */
function ids(): IdGenerator {
  const random = new RandomIdGenerator();
  return {
    generateSpanId: () => random.generateSpanId(),
    generateTraceId() {
      const wished = context.active().getValue(WISHED_TRACE_ID);
      return typeof wished === 'string' ? wished : random.generateTraceId();
    },
  };
}

function sinksOf(processor: SpanProcessor, resource: Resource): InjectedSinks<TracingSinks> {
  return {
    tracing: {
      mark: {
        fn: ({ workflowId, runId }, mark) => {
          processor.onEnd(spanOf(mark, { resource, attributes: { temporalWorkflowId: workflowId, run_id: runId } }));
        },
        callDuringReplay: false,
      },
    },
  };
}

function spanOf(
  mark: TraceMark,
  { resource, attributes }: Pick<ReadableSpan, 'resource' | 'attributes'>,
): ReadableSpan {
  const { name, traceId, spanId, parentSpanId, flags, atMs } = mark;
  const at: [number, number] = [Math.floor(atMs / 1_000), (atMs % 1_000) * 1_000_000];
  return {
    ...{ name, parentSpanId, resource, attributes, kind: SpanKind.INTERNAL, status: { code: SpanStatusCode.UNSET } },
    spanContext: () => ({ traceId, spanId, traceFlags: flags }),
    ...{ startTime: at, endTime: at, duration: [0, 0], ended: true, links: [], events: [] },
    instrumentationLibrary: { name: 'oncek/workflows' },
    ...{ droppedAttributesCount: 0, droppedEventsCount: 0, droppedLinksCount: 0 },
  };
}

function ignore(): void {}
