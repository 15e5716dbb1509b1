import { readFileSync } from 'node:fs';
import { join } from 'node:path';

import { Dataset, type DatasetOptions, type EvalsResult, type Matrix, type Params } from '../lib';

type PlainMatrix =
  | { values: number[]; numRows: number; numCols: number }
  | { indptr: number[]; indices: number[]; values: number[]; numCols: number }
  | { colPtr: number[]; indices: number[]; values: number[]; numRows: number };

/** Fields of a dataset by Python's names. */
interface PlainFields {
  readonly weight?: number[];
  readonly group?: number[];
  readonly init_score?: number[];
  readonly feature_name?: string[];
  readonly categorical_feature?: string[];
}

interface PlainDataset {
  readonly rows: PlainMatrix;
  readonly label: number[];
  readonly fields: PlainFields;
}

/** What golden/make.py writes for a case. */
export interface Golden extends PlainDataset {
  readonly params: Params;
  readonly numBoostRound: number;
  readonly unseen: PlainMatrix;
  readonly valid?: PlainDataset;
  readonly predictions: Readonly<Record<'normal' | 'raw' | 'leaf' | 'contrib' | 'part' | 'earlyStop', number[]>>;
  readonly bestIteration: number;
  readonly bestScore: Record<string, Record<string, number>>;
  readonly evals: EvalsResult;
  readonly gain: number[];
  readonly split: number[];
  readonly featureName: string[];
  readonly modelText: string;
}

/** Reads a file of golden/. Python writes NaN, which JSON does not know. */
export function readGolden<T>(name: string): T {
  const text = readFileSync(join(__dirname, `../golden/${name}.json`), 'utf8');
  return JSON.parse(text.replaceAll(/(?<=[[ ])NaN(?=[,\]])/g, '"NaN"')) as T;
}

export function toMatrix(plain: PlainMatrix): Matrix {
  const values = Float64Array.from(plain.values.map(Number));
  if ('indptr' in plain) {
    const { numCols } = plain;
    return { indptr: Int32Array.from(plain.indptr), indices: Int32Array.from(plain.indices), values, numCols };
  }
  if ('colPtr' in plain) {
    const { numRows } = plain;
    return { colPtr: Int32Array.from(plain.colPtr), indices: Int32Array.from(plain.indices), values, numRows };
  }
  return { values, numRows: plain.numRows, numCols: plain.numCols };
}

export function toDataset({ rows, label, fields }: PlainDataset): Dataset {
  const matrix = toMatrix(rows);
  const options: DatasetOptions = {
    label,
    weight: fields.weight,
    group: fields.group,
    initScore: fields.init_score,
    featureNames: fields.feature_name,
    categoricalFeature: fields.categorical_feature,
  };
  if ('indptr' in matrix) return Dataset.fromCsr(matrix, options);
  return 'colPtr' in matrix ? Dataset.fromCsc(matrix, options) : Dataset.fromDense(matrix, options);
}
