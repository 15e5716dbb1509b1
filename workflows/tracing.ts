import type { Headers } from '@temporalio/common';
import { defaultPayloadConverter } from '@temporalio/common';
import type { WorkflowInterceptors } from '@temporalio/workflow';
import { proxySinks, workflowInfo } from '@temporalio/workflow';
import { contentHash } from '../domain/ledger';
import { parseTraceparent, traceparentOf, type TracePoint } from '../domain/traceparent';
import { TRACE_HEADER, type TraceCarrier, type TracingSinks } from './contracts/tracing';

/** Signals that bring news of what the workflow itself began, or concern all workflows: they cause no new work. */
const TIDINGS: readonly string[] = ['rowsWritten', 'calendarChanged'];

/**
 * Carries the trace through a workflow: what it does next belongs to the trace of the message that came in last, its
 * start included. Part of the bundle only where tracing is on, and safe to switch on and off under open runs: it makes no
 * command, delays none by as much as a microtask, and leaves the workflow's random numbers alone (decision 013).
 */
export function interceptors(): WorkflowInterceptors {
  const { tracing } = proxySinks<TracingSinks>();
  let current: TracePoint | null = null;
  let marks = 0;

  function takeIn(name: string, headers: Headers): TracePoint | null {
    const caller = readHeader(headers);
    if (!caller || !caller.isSampled) return caller;
    marks += 1;
    const spanId = contentHash([workflowInfo().runId, marks, name]);
    const { traceId, spanId: parentSpanId, flags } = caller;
    tracing.mark({ name, traceId, spanId, parentSpanId, flags, atMs: Date.now() });
    return { ...caller, spanId };
  }

  const passOn = <T extends { readonly headers: Headers }>(input: T): T => {
    if (!current) return input;
    const carrier: TraceCarrier = { traceparent: traceparentOf(current) };
    return { ...input, headers: { ...input.headers, [TRACE_HEADER]: defaultPayloadConverter.toPayload(carrier) } };
  };

  return {
    inbound: [
      {
        execute(input, next) {
          // A signal that started the run may have been handled already.
          const started = takeIn(`RunWorkflow:${workflowInfo().workflowType}`, input.headers);
          current ??= started;
          return next(input);
        },
        handleSignal(input, next) {
          const signalled = takeIn(`HandleSignal:${input.signalName}`, input.headers);
          if (!TIDINGS.includes(input.signalName)) current = signalled ?? current;
          return next(input);
        },
        handleUpdate(input, next) {
          current = takeIn(`HandleUpdate:${input.name}`, input.headers) ?? current;
          return next(input);
        },
      },
    ],
    outbound: [
      {
        scheduleActivity: (input, next) => next(passOn(input)),
        scheduleLocalActivity: (input, next) => next(passOn(input)),
        startChildWorkflowExecution: (input, next) => next(passOn(input)),
        signalWorkflow: (input, next) => next(passOn(input)),
        continueAsNew: (input, next) => next(passOn(input)),
        getLogAttributes: (input, next) => next(current ? { ...input, traceId: current.traceId } : input),
      },
    ],
  };
}

/** A header of another make is nobody's trace, and no reason to fail. */
function readHeader(headers: Headers): TracePoint | null {
  const payload = headers[TRACE_HEADER];
  if (!payload) return null;
  try {
    return parseTraceparent(defaultPayloadConverter.fromPayload<TraceCarrier | null>(payload)?.traceparent);
  } catch {
    return null;
  }
}
