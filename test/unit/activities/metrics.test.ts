import { Registry } from 'prom-client';
import { createMetrics } from '../../../activities/metrics';
import { aClassification } from '../../support/makers';

async function textAfter(act: (metrics: ReturnType<typeof createMetrics>) => void): Promise<string> {
  const metrics = createMetrics(new Registry(), { inputUsdPerMillion: 0.1, outputUsdPerMillion: 0.4 });
  act(metrics);
  return metrics.registry.metrics();
}

test('predictions are counted by status, source and label, their confidence once', async () => {
  const text = await textAfter((metrics) => {
    metrics.predicted(aClassification());
    metrics.predicted(aClassification({ source: 'hybrid', status: 'REVIEW', confidence: 0.4 }));
    metrics.predicted(aClassification({ label: null, confidence: 0, status: 'REVIEW' }));
  });
  expect(text).toContain(
    'ticket_predictions_total{status="AUTO",source="lightgbm",label="KENDALA LOGIN"} 1\n' +
      'ticket_predictions_total{status="REVIEW",source="hybrid",label="KENDALA LOGIN"} 1\n' +
      'ticket_predictions_total{status="REVIEW",source="lightgbm",label=""} 1',
  );
  expect(text).toContain('ticket_predictions_by_label_total{label="KENDALA LOGIN"} 2');
  expect(text).toContain('ticket_prediction_confidence_count 2');
  expect(text).toContain('ticket_prediction_confidence_sum 1.33');
});

test('questions to Gemini are counted by outcome; one that was not asked takes no time', async () => {
  const text = await textAfter(({ gemini }) => {
    gemini.asked({ kind: 'answer', label: 'X', confidence: 0.9, reasoning: '' }, 300);
    gemini.asked({ kind: 'refused', reason: 'not-json' }, 200);
    gemini.asked({ kind: 'failed', failure: 'quota' }, 100);
    gemini.asked({ kind: 'failed', failure: 'paused' }, 0);
  });
  for (const outcome of ['answer', 'refused-not-json', 'quota', 'paused']) {
    expect(text).toContain(`ticket_gemini_calls_total{outcome="${outcome}"} 1`);
  }
  expect(text).toContain('ticket_gemini_seconds_count 3');
  expect(text).toContain('ticket_gemini_seconds_sum 0.6');
});

test('a million tokens read and half a million written cost 0.10 and 0.20 dollars', async () => {
  const text = await textAfter(({ gemini }) => gemini.used({ promptTokens: 1_000_000, answerTokens: 500_000 }));
  expect(text).toContain('ticket_gemini_tokens_total{kind="prompt"} 1000000');
  expect(text).toContain('ticket_gemini_tokens_total{kind="answer"} 500000');
  expect(Number(/^ticket_gemini_cost_usd_total (\S+)$/m.exec(text)?.[1])).toBeCloseTo(0.3);
});

test('rows and the breaker', async () => {
  const text = await textAfter((metrics) => {
    metrics.persisted('written', 3);
    metrics.persisted('parked');
    metrics.gemini.breaker('open');
  });
  expect(text).toContain('ticket_predictions_persisted_total{status="written"} 3');
  expect(text).toContain('ticket_predictions_persisted_total{status="parked"} 1');
  expect(text).toContain('ticket_gemini_breaker_state 2');
});
