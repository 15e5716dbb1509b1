/** The classes and functions of the Rust addon (`src/`). Internal: arguments are checked before they come here. */
export interface NativeBinding {
  parameterAliases(): string;
  readonly NativeWorker: new () => NativeWorker;
  readonly NativeMatrix: {
    dense(values: Float64Array, numRows: number, numCols: number): NativeMatrix;
    dense32(values: Float32Array, numRows: number, numCols: number): NativeMatrix;
    csr(indptr: Int32Array, indices: Int32Array, values: Float64Array, numCols: number): NativeMatrix;
    csc(colPtr: Int32Array, indices: Int32Array, values: Float64Array, numRows: number): NativeMatrix;
  };
  readonly NativeDataset: {
    fromMatrix(matrix: NativeMatrix, fields: NativeFields, reference?: NativeDataset): NativeDataset;
    fromFile(path: string, fields: NativeFields, reference?: NativeDataset): NativeDataset;
  };
  readonly NativeBooster: {
    load(text: string, numThreads: number): Promise<NativeBooster>;
    loadSync(text: string, numThreads: number): NativeBooster;
  };
  readonly NativeTrainer: new (trainSet: NativeDataset, initModel?: NativeBooster) => NativeTrainer;
}

/** A value where no worker was given, the promise of it where one was. */
export type Dispatched<T> = T | Promise<T>;

/** A thread that long work is given to. */
export interface NativeWorker {
  close(): void;
}

/** A checked copy of rows, which the first call that is given it takes. */
export type NativeMatrix = object;

export interface NativeFields {
  label?: Float32Array;
  weight?: Float32Array;
  /** Row-major. */
  initScore?: Float64Array;
  group?: Int32Array;
  position?: Int32Array;
  featureNames?: string[];
}

export interface NativeDataset {
  subset(rows: Int32Array): NativeDataset;
  construct(params: string, numThreads: number, quiet: boolean, worker?: NativeWorker): Dispatched<void>;
  numData(): number | null;
  numFeature(): number | null;
  featureNames(): string[] | null;
  featureNumBin(feature: number): number | null;
  field(name: string): Float64Array | null;
  dispose(): void;
}

export interface NativePredictOptions {
  /** LightGBM's number of the kind of prediction. */
  readonly kind: number;
  readonly startIteration: number;
  readonly numIteration: number;
  readonly numThreads: number;
  /** 0: no early stop. */
  readonly earlyStopFreq: number;
  readonly earlyStopMargin: number;
}

/** kind, earlyStopFreq, earlyStopMargin, out. */
export type NativeRowOptions = [kind: number, freq: number, margin: number, out: Float64Array];

/** Which part of a model is written, and how its features are ranked there. */
export type NativePart = [startIteration: number, numIteration: number, byGain: boolean];

export interface NativeBooster {
  readonly numClass: number;
  readonly numFeature: number;
  readonly numTrees: number;
  readonly currentIteration: number;
  toText(...part: NativePart): Promise<string>;
  toTextSync(...part: NativePart): string;
  /** The text in UTF-8. */
  toBytes(...part: NativePart): Promise<Buffer>;
  /** A frame with a 0 for each tree, then the trees; each is JSON. */
  dump(...part: NativePart): Promise<string[]>;
  dumpSync(...part: NativePart): string;
  featureNames(): string[];
  featureImportance(byGain: boolean, numIteration: number): Float64Array;
  isLinear(): boolean;
  predict(rows: NativeMatrix, options: NativePredictOptions): Promise<Float64Array>;
  predictSync(rows: NativeMatrix, options: NativePredictOptions): Float64Array;
  predictRow(indices: Int32Array, values: Float64Array, ...options: NativeRowOptions): void;
  predictDenseRow(values: Float64Array, ...options: NativeRowOptions): void;
  dispose(): void;
}

export interface NativeTrainer {
  addValid(dataset: NativeDataset): void;
  start(params: string, numThreads: number, quiet: boolean, worker?: NativeWorker): Dispatched<string[]>;
  advance(rounds: number, evaluated: number[], worker?: NativeWorker): Dispatched<Float64Array>;
  boost(
    gradients: Float32Array,
    hessians: Float32Array,
    evaluated: number[],
    worker?: NativeWorker,
  ): Dispatched<Float64Array>;
  scores(dataset: number, worker?: NativeWorker): Dispatched<Float64Array>;
  resetParameter(params: string): void;
  refit(model: NativeBooster, rows: NativeMatrix, numThreads: number, worker?: NativeWorker): Dispatched<void>;
  finish(numIteration: number, worker?: NativeWorker): Dispatched<NativeBooster>;
  cancel(): void;
  dispose(worker?: NativeWorker): void;
}
