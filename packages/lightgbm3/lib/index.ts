export { Booster, type PredictOptions, type PredictRowOptions } from './booster';
export type { CsrMatrix } from './csr';
export { Dataset, type DatasetOptions } from './dataset';
export { AbortError, LightGBMError } from './errors';
export { defaultNumThreads, type Params, type ParamValue } from './params';
export { train, trainSync, type TrainOptions } from './train';
