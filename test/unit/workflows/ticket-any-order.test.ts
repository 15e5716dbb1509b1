import fc from 'fast-check';
import { aStaffMessage } from '../../support/makers';
import { MODEL_LABEL, endOf, worlds, type Delivery } from '../../support/ticket-stream';

// Outside a workflow there is nobody to log to.
jest.mock('@temporalio/workflow', () => ({ log: { info: () => undefined, warn: () => undefined } }));

const conversations = worlds.chain(({ all, ...world }) => {
  const delivery = fc
    .tuple(fc.shuffledSubarray([...all], { minLength: all.length }), fc.array(fc.nat(), { maxLength: 8 }))
    .map(([order, repeats]) =>
      // A repetition comes at any place, also before what it repeats.
      repeats.reduce<Delivery[]>((list, at) => {
        const again = all[at % all.length];
        return again ? list.toSpliced(at % (list.length + 1), 0, again) : list;
      }, order),
    );
  return fc.record({ one: delivery, other: delivery, ...constants(world) });
});

function constants<T extends object>(values: T) {
  return Object.fromEntries(Object.entries(values).map(([name, value]) => [name, fc.constant(value)])) as {
    [K in keyof T]: fc.Arbitrary<T[K]>;
  };
}

test('messages, edits, cancel and sheet edits in any two orders, any of them repeated, end alike', () => {
  let solved = 0;
  fc.assert(
    fc.property(conversations, ({ one, other, ...world }) => {
      const end = endOf(one, world);
      expect(endOf(other, world)).toEqual(end);
      solved += end.tracking ? 1 : 0;
    }),
    { seed: 2_031, numRuns: 2_000 },
  );
  // The conversations are no trivial ones.
  expect(solved).toBeGreaterThan(500);
});

test('the label of the model stands where nobody decided', () => {
  const solution = aStaffMessage({ text: 'sudah direset, MIT -bg' });
  const end = endOf([{ kind: 'staff', updateId: '1', message: solution }], { forwarded: false, sure: true });
  expect([end.phase, end.label, end.decision]).toEqual(['done', MODEL_LABEL, null]);
});
