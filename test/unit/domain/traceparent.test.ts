import { parseTraceparent, traceIdOf, traceparentOf } from '../../../domain/traceparent';

const TRACE = '4bf92f3577b34da6a3ce929d0e0e4736';
const SPAN = '00f067aa0ba902b7';

describe('parseTraceparent', () => {
  it('reads the example of the standard, and writes it again', () => {
    const point = parseTraceparent(`00-${TRACE}-${SPAN}-01`);
    expect(point).toEqual({ traceId: TRACE, spanId: SPAN, flags: 1, isSampled: true });
    expect(point && traceparentOf(point)).toBe(`00-${TRACE}-${SPAN}-01`);
  });

  it('knows a trace that its beginner does not keep', () => {
    expect(parseTraceparent(`00-${TRACE}-${SPAN}-00`)).toMatchObject({ isSampled: false });
  });

  it('reads a later version with more fields, and passes on only the flag it knows', () => {
    expect(parseTraceparent(`cc-${TRACE}-${SPAN}-ff-more`)).toMatchObject({ traceId: TRACE, flags: 1 });
  });

  it.each([
    ['nothing', undefined],
    ['a number', 7],
    ['capital letters', `00-${TRACE.toUpperCase()}-${SPAN}-01`],
    ['a trace id of zeros', `00-${'0'.repeat(32)}-${SPAN}-01`],
    ['a span id of zeros', `00-${TRACE}-${'0'.repeat(16)}-01`],
    ['the version that is forbidden', `ff-${TRACE}-${SPAN}-01`],
    ['a field too many', `00-${TRACE}-${SPAN}-01-more`],
    ['a line end', `00-${TRACE}-${SPAN}-01\n`],
  ])('ignores %s', (_, text) => {
    expect(parseTraceparent(text)).toBeNull();
  });
});

describe('traceIdOf', () => {
  it('takes 32 hex digits, and a UUID without its hyphens', () => {
    expect(traceIdOf(TRACE)).toBe(TRACE);
    expect(traceIdOf('4BF92F35-77b3-4da6-a3ce-929d0e0e4736')).toBe(TRACE);
  });

  it.each(['req_1.a-B', '4bf92f35', '0'.repeat(32), `4bf9-${TRACE.slice(4)}`, ''])('takes no other id: %j', (id) => {
    expect(traceIdOf(id)).toBeNull();
  });
});
