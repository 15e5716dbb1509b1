export { Booster, type LoadOptions, type ModelOptions } from './booster';
export {
  type Callback,
  type CallbackEnv,
  EarlyStopException,
  type EvalsResult,
  logEvaluation,
  type LogEvaluationOptions,
  recordEvaluation,
  resetParameter,
  type TrainingModel,
} from './callbacks';
export { cv, type CvBooster, type CvOptions, type CvResult, cvSync, type Fold } from './cv';
export { Dataset, type DatasetOptions } from './dataset';
export { earlyStopping, type EarlyStoppingOptions } from './early-stopping';
export { AbortError, LightGBMError } from './errors';
export type { BestScore, CustomEval, CustomMetric, CustomObjective, EvalResult } from './evaluation';
export type { DatasetFields } from './fields';
export type { CscMatrix, CsrMatrix, DenseMatrix, Matrix } from './matrix';
export { defaultNumThreads, type Params, type ParamValue } from './params';
export type { PredictOptions, PredictRowOptions } from './predict-options';
export type { RefitOptions } from './refit';
export { train, trainSync, type TrainOptions } from './train';
export type { BoostingOptions } from './train-plan';
