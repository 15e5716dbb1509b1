import type { Params, ParamValue } from './params';

const BEGIN = '\nparameters:\n';
const END = '\nend of parameters';

/** Written as 0 or 1, which LightGBM does not read back. */
const BOOLEANS = new Set([
  'bagging_by_query',
  'boost_from_average',
  'deterministic',
  'enable_bundle',
  'extra_trees',
  'feature_pre_filter',
  'first_metric_only',
  'force_col_wise',
  'force_row_wise',
  'gpu_use_dp',
  'header',
  'is_enable_sparse',
  'is_unbalance',
  'lambdarank_norm',
  'linear_tree',
  'pre_partition',
  'precise_float_parser',
  'quant_train_renew_leaf',
  'reg_sqrt',
  'stochastic_rounding',
  'two_round',
  'uniform_drop',
  'use_missing',
  'use_quantized_grad',
  'xgboost_dart_mode',
  'zero_as_missing',
]);

/**
 * The parameters that a model text holds, by their main names: booleans, numbers where they look like one, else text;
 * lists stay joined by commas. Read here, since LightGBM's own reader trusts the lines. Empty for a text without them.
 */
export function paramsOfText(modelText: string): Params {
  const begin = modelText.lastIndexOf(BEGIN);
  const end = modelText.indexOf(END, begin);
  const params: Record<string, ParamValue> = {};
  if (begin < 0 || end < 0) return params;
  for (const line of modelText.slice(begin + BEGIN.length, end).split('\n')) {
    const [, name, value] = /^\[(\w+): (\S+)\]$/.exec(line) ?? [];
    if (name !== undefined && value !== undefined) params[name] = BOOLEANS.has(name) ? value === '1' : toValue(value);
  }
  return params;
}

function toValue(text: string): ParamValue {
  return /^-?\d/.test(text) && Number.isFinite(Number(text)) ? Number(text) : text;
}
