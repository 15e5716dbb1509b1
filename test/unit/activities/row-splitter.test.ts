import fc from 'fast-check';
import { createRowSplitter, type StreamedRow } from '../../../activities/adapters/row-splitter';

/** An answer as Google writes it. */
function answerOf(ranges: readonly (readonly (readonly unknown[])[])[], isPretty: boolean): Buffer {
  const valueRanges = ranges.map((values, index) => ({
    range: `'S"${index}]'!A1:T`,
    majorDimension: 'ROWS',
    ...(values.length > 0 && { values }),
  }));
  return Buffer.from(JSON.stringify({ spreadsheetId: '{[book', valueRanges }, null, isPretty ? 2 : 0));
}

function split(answer: Buffer, cuts: readonly number[]): StreamedRow[] {
  const splitter = createRowSplitter();
  const ends = [...cuts.map((cut) => cut % (answer.length + 1)), answer.length].sort((a, b) => a - b);
  let start = 0;
  const rows = ends.flatMap((end) => {
    const part = Uint8Array.from(answer.subarray(start, end));
    start = end;
    const found = splitter.push(part);
    // Whoever gave the bytes may use their memory again.
    part.fill(0x22);
    return found;
  });
  splitter.end();
  return rows;
}

const cell = fc.oneof(
  fc.string({ unit: 'grapheme' }),
  fc.constantFrom('\\', '\\"', '"', ']', '[[', '{"a":[1]}', '\\\\"]', 'é\u{1F600}', '\n'),
  fc.double({ noNaN: true, noDefaultInfinity: true }),
  fc.boolean(),
);

it('gives the same rows as parsing the whole answer, wherever its bytes are cut', () => {
  const ranges = fc.array(fc.array(fc.array(cell, { maxLength: 4 }), { maxLength: 4 }), { maxLength: 3 });
  fc.assert(
    fc.property(ranges, fc.boolean(), fc.array(fc.nat(), { maxLength: 12 }), (values, isPretty, cuts) => {
      const answer = answerOf(values, isPretty);
      const { valueRanges } = JSON.parse(answer.toString()) as { valueRanges: { values?: unknown[][] }[] };
      const expected = valueRanges.flatMap(({ values: rows = [] }, range) =>
        rows.map((cells, index) => ({ range, index, cells })),
      );
      expect(split(answer, cuts)).toEqual(expected);
    }),
    { numRuns: 500, seed: 11 },
  );
});

it('an answer that broke off is no answer', () => {
  const answer = answerOf(
    [
      [
        ['1', 'a'],
        ['2', 'b'],
      ],
    ],
    false,
  );
  const splitter = createRowSplitter();
  expect(splitter.push(answer.subarray(0, answer.length - 10))).not.toEqual([]);
  expect(() => splitter.end()).toThrow('broke off');
  expect(() => createRowSplitter().end()).toThrow('broke off');
});
