import fc from 'fast-check';
import { addCounts, agreementOf, countComparison, NOTHING_COMPARED, pairKey } from '../../../domain/shadow';

const label = fc.constantFrom('KENDALA LOGIN', 'USER NOT FOUND', '__proto__', null);
const answer = fc.record({ label, isAuto: fc.boolean() });
const comparison = fc.record({ production: answer, candidate: answer });

test('shares and disagreements come from what was compared, the most frequent first', () => {
  const said = (production: string | null, candidate: string | null, isAuto = false) => ({
    production: { label: production, isAuto: true },
    candidate: { label: candidate, isAuto },
  });
  const counts = [said('A', 'A', true), said('A', 'B'), said('A', 'B'), said(null, 'A')].reduce(
    countComparison,
    NOTHING_COMPARED,
  );
  expect(agreementOf('v2', 'v1', counts)).toEqual({
    ...{ candidate: 'v2', production: 'v1', compared: 4, agreementShare: 0.25 },
    autoShare: { candidate: 0.25, production: 1 },
    disagreements: [
      { production: 'A', candidate: 'B', count: 2 },
      { production: null, candidate: 'A', count: 1 },
    ],
  });
});

test('nothing compared has no share', () => {
  expect(agreementOf('v2', 'v1', NOTHING_COMPARED)).toMatchObject({ compared: 0, agreementShare: null });
});

test('counts of several processes together are those of one process that saw all', () => {
  fc.assert(
    fc.property(fc.array(fc.array(comparison, { maxLength: 20 }), { maxLength: 4 }), (processes) => {
      const each = processes.map((seen) => seen.reduce(countComparison, NOTHING_COMPARED));
      expect(addCounts(each)).toEqual(processes.flat().reduce(countComparison, NOTHING_COMPARED));
    }),
  );
});

test('kinds of disagreement stay bounded, their number does not', () => {
  let counts = NOTHING_COMPARED;
  for (let at = 0; at < 1_000; at += 1) {
    const candidate = { label: `L${at}`, isAuto: false };
    counts = countComparison(counts, { production: { label: 'A', isAuto: false }, candidate });
  }
  expect(Object.keys(counts.pairs)).toHaveLength(200);
  expect(counts.pairs[pairKey('A', 'L0')]).toBe(1);
  expect(counts).toMatchObject({ compared: 1_000, agreed: 0 });
});
