import type { Params, ParamValue } from './params';

const BEGIN = '\nparameters:\n';
const END = '\nend of parameters';

/**
 * The parameters that a model text holds, by their main names: numbers where they look like one, else text; lists stay
 * joined by commas. Read here, since LightGBM's own reader trusts the lines. Empty for a text without them.
 */
export function paramsOfText(modelText: string): Params {
  const begin = modelText.lastIndexOf(BEGIN);
  const end = modelText.indexOf(END, begin);
  const params: Record<string, ParamValue> = {};
  if (begin < 0 || end < 0) return params;
  for (const line of modelText.slice(begin + BEGIN.length, end).split('\n')) {
    const [, name, value] = /^\[(\w+): (\S+)\]$/.exec(line) ?? [];
    if (name !== undefined && value !== undefined) params[name] = toValue(value);
  }
  return params;
}

function toValue(text: string): ParamValue {
  return /^-?\d/.test(text) && Number.isFinite(Number(text)) ? Number(text) : text;
}
