import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { rowBounds, type CsrMatrix } from '../../../ml/csr';
import { createRowReader, fitTfidf, transform, type TfidfOptions } from '../../../ml/tfidf';

type GoldenRow = [column: number, value: number][];

interface Golden {
  sklearn: string;
  texts: string[];
  newTexts: string[];
  cases: {
    options: {
      analyzer: TfidfOptions['analyzer'];
      ngram_range: [number, number];
      min_df: number;
      max_df: number;
      max_features: number | null;
      sublinear_tf: boolean;
      norm: 'l1' | 'l2' | null;
    };
    terms: string[];
    idf: number[] | null;
    rows: GoldenRow[] | null;
    new: GoldenRow[];
  }[];
}

const golden = JSON.parse(readFileSync(join(__dirname, '../../golden/tfidf.json'), 'utf8')) as Golden;

function expectRows(matrix: CsrMatrix, expected: GoldenRow[]): void {
  expect(matrix.indptr.length - 1).toBe(expected.length);
  expected.forEach((entries, row) => {
    const [start, end] = rowBounds(matrix, row);
    expect([...matrix.indices.subarray(start, end)]).toEqual(entries.map(([column]) => column));
    entries.forEach(([, value], at) => expect(Math.abs(matrix.values[start + at]! - value)).toBeLessThan(1e-12));
  });
}

describe(`TF-IDF equals scikit-learn ${golden.sklearn} to 1e-12`, () => {
  it.each(golden.cases.map((one) => [JSON.stringify(one.options), one] as const))('%s', (_, one) => {
    const { options } = one;
    const model = fitTfidf(golden.texts, {
      analyzer: options.analyzer,
      ngramRange: options.ngram_range,
      minDf: options.min_df,
      maxDf: options.max_df,
      maxFeatures: options.max_features,
      sublinearTf: options.sublinear_tf,
      norm: options.norm,
    });
    expect(model.terms).toEqual(one.terms);
    one.idf?.forEach((idf, column) => expect(Math.abs(model.idf[column]! - idf)).toBeLessThan(1e-12));
    if (one.rows) expectRows(transform(model, golden.texts), one.rows);
    expectRows(transform(model, golden.newTexts), one.new);
  });

  it('holds at least one case with every fitted row, emoji and combining marks among them', () => {
    expect(golden.cases.some((one) => one.rows !== null)).toBe(true);
    expect(golden.texts.some((text) => text.includes('📷') && text.length > 20)).toBe(true);
    expect(golden.texts.some((text) => text.includes('\u0301'))).toBe(true);
  });
});

describe('reading one text after the other', () => {
  it('gives the same row as transform, whatever was read before', () => {
    const options: TfidfOptions = {
      analyzer: 'char_wb',
      ngramRange: [2, 4],
      minDf: 1,
      maxDf: 1,
      maxFeatures: null,
      sublinearTf: true,
      norm: 'l2',
    };
    const model = fitTfidf(golden.texts, options);
    const read = createRowReader(model);
    const all = transform(model, golden.texts);
    golden.texts.forEach((text, row) => {
      const [start, end] = rowBounds(all, row);
      const one = read(text);
      expect([...one.indices.subarray(0, one.length)]).toEqual([...all.indices.subarray(start, end)]);
      expect([...one.values.subarray(0, one.length)]).toEqual([...all.values.subarray(start, end)]);
    });
  });
});
