import { join } from 'node:path';

import { LightGBMError } from './errors';

/** The classes and functions of the Rust addon (`src/`). Internal: arguments are checked before they come here. */
export interface NativeBinding {
  parameterAliases(): string;
  train(
    dataset: NativeDataset,
    options: NativeTrainOptions,
    cancel: NativeCancel,
    onIteration?: (iteration: number) => void,
  ): Promise<NativeBooster | null>;
  trainSync(
    dataset: NativeDataset,
    options: NativeTrainOptions,
    onIteration?: (iteration: number) => void,
  ): NativeBooster;
  readonly NativeCancel: new () => NativeCancel;
  readonly NativeDataset: {
    fromCsr(...args: [...NativeRows, NativeDatasetOptions, NativeDataset | undefined]): NativeDataset;
  };
  readonly NativeBooster: { fromText(text: string, numThreads: number): NativeBooster };
}

/** indptr, indices, values, numCols. */
export type NativeRows = [indptr: Int32Array, indices: Int32Array, values: Float64Array, numCols: number];

export interface NativeDatasetOptions {
  readonly label?: Float32Array;
  readonly weight?: Float32Array;
  readonly featureNames?: string[];
}

export interface NativeTrainOptions {
  readonly params: string;
  readonly numBoostRound: number;
  readonly numThreads: number;
  readonly quiet: boolean;
}

export interface NativePredictOptions {
  readonly rawScore: boolean;
  readonly startIteration: number;
  readonly numIteration: number;
  readonly numThreads: number;
}

export interface NativeCancel {
  cancel(): void;
}

export interface NativeDataset {
  dispose(): void;
}

export interface NativeBooster {
  readonly numClass: number;
  readonly numFeature: number;
  readonly numTrees: number;
  readonly currentIteration: number;
  toText(): string;
  predict(...args: [...NativeRows, NativePredictOptions]): Promise<Float64Array>;
  predictSync(...args: [...NativeRows, NativePredictOptions]): Float64Array;
  predictRow(indices: Int32Array, values: Float64Array, rawScore: boolean, out: Float64Array): void;
  featureImportance(gain: boolean): Float64Array;
  dispose(): void;
}

let loaded: NativeBinding | undefined;

/**
 * The addon, loaded at its first use, so that importing the package never fails.
 * @throws LightGBMError naming each place tried, when there is no addon for this platform
 */
export function binding(): NativeBinding {
  loaded ??= load();
  return loaded;
}

function load(): NativeBinding {
  const tried: string[] = [];
  for (const candidate of candidates()) {
    try {
      // eslint-disable-next-line @typescript-eslint/no-require-imports -- a .node file can only be required
      return require(candidate) as NativeBinding;
    } catch (error) {
      const reason = error instanceof Error ? error.message.split('\n', 1)[0] : String(error);
      tried.push(`  ${candidate}: ${reason}`);
    }
  }
  throw new LightGBMError(
    `No lightgbm3 addon could be loaded for ${platform()}. Tried:\n${tried.join('\n')}\n` +
      'Build it with `make setup`, or scripts/setup/native.sh (needs Rust, a C++ compiler and Python 3).',
  );
}

/** First the addon built here, then the package with a prebuilt one. Both `lib/` and `dist/` lie beside the addon. */
function candidates(): string[] {
  return [join(__dirname, '..', `lightgbm3.${platform()}.node`), `lightgbm3-${platform()}`];
}

/** The platform as napi-rs spells it; `gnu` and `musl` are told apart on Linux only. */
function platform(): string {
  const base = `${process.platform}-${process.arch}`;
  if (process.platform === 'win32') return `${base}-msvc`;
  return process.platform === 'linux' ? `${base}-${isGlibc() ? 'gnu' : 'musl'}` : base;
}

function isGlibc(): boolean {
  const report = process.report.getReport() as { header?: { glibcVersionRuntime?: string } };
  return report.header?.glibcVersionRuntime !== undefined;
}
