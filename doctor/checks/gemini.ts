import { createGeminiClient } from '../../activities/adapters/gemini-client';
import type { GeminiFailure, GeminiTrouble } from '../../activities/adapters/gemini-errors';
import type { Config } from '../../config/types';
import { failed, ok, skipped, warning, type Finding } from '../report';

const NAME = 'gemini: key and model';
/** A made-up text: nothing of a ticket leaves the house for this. */
const QUESTION = { text: 'aplikasi tidak bisa login', solving: null, labels: ['KENDALA LOGIN', 'KENDALA SPEEDTEST'] };

/** Asks one question, which costs some hundred tokens. */
export async function checkGemini({ gemini }: Config): Promise<Finding[]> {
  const { apiKey } = gemini;
  if (apiKey === null) return [skipped(NAME, 'no GEMINI_API_KEY, or GEMINI_ENABLED=false: only LightGBM answers')];
  let trouble: GeminiTrouble | null = null;
  const client = createGeminiClient({ ...gemini, apiKey }, { observer: { failed: (each) => (trouble = each) } });
  const outcome = await client.ask(QUESTION);
  if (outcome.kind === 'answer') return [ok(NAME, `${gemini.model} answers`)];
  if (outcome.kind === 'refused')
    return [ok(NAME, `${gemini.model} answers, not as asked this time (${outcome.reason})`)];
  const status = (trouble as GeminiTrouble | null)?.status ?? null;
  return [troubleOf(outcome.failure, { status, model: gemini.model })];
}

function troubleOf(failure: GeminiFailure, { status, model }: { status: number | null; model: string }): Finding {
  switch (failure) {
    case 'key':
      return failed(
        NAME,
        'Google refuses the key',
        'make a new one at https://aistudio.google.com/apikey and put it into GEMINI_API_KEY',
      );
    case 'quota':
    case 'rate-limit':
      return warning(
        NAME,
        'the quota is used up',
        'wait, or raise the quota of the key’s project; meanwhile LightGBM answers',
      );
    case 'timeout':
      return failed(
        NAME,
        'no answer in time',
        'check the way out to Google and GEMINI_BASE_URL, or raise GEMINI_TIMEOUT',
      );
    default:
      return status === 404
        ? failed(NAME, `there is no model ${model}`, 'correct GEMINI_MODEL_NAME')
        : failed(
            NAME,
            `it failed${status === null ? '' : ` with status ${status}`}`,
            'check GEMINI_BASE_URL and the way out to Google',
          );
  }
}
