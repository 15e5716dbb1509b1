import { context, SpanStatusCode, trace } from '@opentelemetry/api';
import { TRACE_HEADER as LIBRARY_HEADER } from '@temporalio/interceptors-opentelemetry/lib/instrumentation';
import { activeTraceId, activeTraceparent, inSpan } from '../../../temporal/tracing/spans';
import { startTracing, type Tracing } from '../../../temporal/tracing/start';
import { TRACE_HEADER } from '../../../workflows/contracts/tracing';
import { startOtlpCollector, type OtlpCollector } from '../../support/otlp-collector';

const TRACE = '4bf92f3577b34da6a3ce929d0e0e4736';
const PARENT = '00f067aa0ba902b7';

const warnings: string[] = [];
const log = { warn: (_: object, message: string) => void warnings.push(message) };

test('the header of the workflows is that of Temporal’s own interceptors', () => {
  expect(TRACE_HEADER).toBe(LIBRARY_HEADER);
});

test('without tracing there is no span, no trace id and nothing to hand on', async () => {
  await inSpan('work', { traceparent: `00-${TRACE}-${PARENT}-01` }, (span) => {
    expect(span.isRecording()).toBe(false);
    expect([activeTraceId(), activeTraceparent()]).toEqual([undefined, undefined]);
    return Promise.resolve();
  });
});

describe('with a collector', () => {
  let collector: OtlpCollector;
  let tracing: Tracing;

  beforeEach(async () => {
    collector = await startOtlpCollector();
    tracing = startTracing({ endpoint: collector.url, serviceName: 'oncek-test', log });
  });
  afterEach(async () => {
    await tracing.stop();
    await collector.close();
  });

  it('goes on with the caller’s trace, and names the process', async () => {
    const handed = await inSpan('work', { traceparent: `00-${TRACE}-${PARENT}-01` }, () =>
      Promise.resolve(activeTraceparent()),
    );
    await tracing.stop();
    const [span] = collector.spans();
    expect(span).toMatchObject({ name: 'work', traceId: TRACE, parentSpanId: PARENT, service: 'oncek-test' });
    expect(handed).toBe(`00-${TRACE}-${span?.spanId}-01`);
  });

  it('keeps nothing of a trace whose beginner does not keep it', async () => {
    const handed = await inSpan('work', { traceparent: `00-${TRACE}-${PARENT}-00` }, () =>
      Promise.resolve(activeTraceparent()),
    );
    await tracing.stop();
    expect([handed, collector.spans()]).toEqual([undefined, []]);
  });

  it('begins a trace under the id that the caller has for it', async () => {
    await inSpan('first', { traceId: TRACE }, () => inSpan('second', {}, () => Promise.resolve()));
    await tracing.stop();
    expect(collector.spans().map(({ name, traceId }) => [name, traceId])).toEqual([
      ['second', TRACE],
      ['first', TRACE],
    ]);
  });

  it('says no text, name or address, whatever a span was given', async () => {
    const secret = 'Budi 081234567890';
    const attributes = { 'oncek.bot': 'group', text: secret, temporalTerminateReason: secret };
    const working = inSpan('work', { attributes }, (span) => {
      span.recordException(new TypeError(secret));
      span.setStatus({ code: SpanStatusCode.ERROR, message: secret });
      return Promise.reject(new Error(secret));
    });
    await expect(working).rejects.toThrow(secret);
    await tracing.stop();
    expect(collector.spans()).toMatchObject([{ attributes: { 'oncek.bot': 'group' }, status: { code: 2 } }]);
    expect(collector.text()).toContain('TypeError');
    expect(collector.text()).not.toMatch(/Budi|0812/);
  });

  it('leaves nothing on when it stops', async () => {
    await tracing.stop();
    const span = trace.getTracer('any').startSpan('late');
    expect([span.isRecording(), context.active().getValue(Symbol())]).toEqual([false, undefined]);
  });
});

test('a collector that is not there costs a warning and holds up no stop', async () => {
  const gone = await startOtlpCollector();
  await gone.close();
  const tracing = startTracing({ endpoint: gone.url, serviceName: 'oncek', log });
  await inSpan('work', {}, () => Promise.resolve());
  await tracing.stop();
  expect(warnings).toContain('traces are not exported');
});
