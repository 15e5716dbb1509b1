import fc from 'fast-check';
import { combine, resolveThresholds, shouldAskGemini, status } from '../../../domain/cascade';

const guess = (label: string, confidence: number) => ({ label, confidence });

describe('asking Gemini', () => {
  const ask = (confidence: number | null, geminiEnabled = true) =>
    shouldAskGemini({
      lightgbm: confidence === null ? null : guess('A', confidence),
      geminiEnabled,
      cascadeThreshold: 0.75,
    });

  it('asks below the cascade threshold only', () => {
    expect(ask(0.7499)).toBe(true);
    expect(ask(0.75)).toBe(false);
  });

  it('does not ask when LightGBM has no label, or when Gemini is off', () => {
    expect(ask(null)).toBe(false);
    expect(ask(0.2, false)).toBe(false);
  });
});

describe('combining two answers', () => {
  it('keeps LightGBM’s answer when Gemini was not asked or failed', () => {
    expect(combine({ lightgbm: guess('A', 0.6), gemini: null })).toEqual({
      label: 'A',
      confidence: 0.6,
      source: 'lightgbm',
      rule: 'lightgbm-alone',
    });
  });

  it('drops a Gemini answer of 0.5 or less', () => {
    expect(combine({ lightgbm: guess('A', 0.3), gemini: guess('B', 0.5) })).toMatchObject({
      label: 'A',
      confidence: 0.3,
      source: 'lightgbm',
      rule: 'gemini-dropped',
    });
  });

  it('agreement of 0.6 and 0.8 gives 1.1 x 0.7 = 0.77, source hybrid', () => {
    const answer = combine({ lightgbm: guess('A', 0.6), gemini: guess('A', 0.8) });
    expect(answer).toMatchObject({ label: 'A', source: 'hybrid' });
    expect(answer?.confidence).toBeCloseTo(0.77, 12);
  });

  it('agreement is capped at 0.99, and never below LightGBM’s own confidence', () => {
    expect(combine({ lightgbm: guess('A', 0.95), gemini: guess('A', 1) })?.confidence).toBe(0.99);
    expect(combine({ lightgbm: guess('A', 0.995), gemini: guess('A', 1) })?.confidence).toBe(0.995);
    expect(combine({ lightgbm: guess('A', 0.9), gemini: guess('A', 0.51) })?.confidence).toBe(0.9);
  });

  it('disagreement of 0.4 and 0.8 gives Gemini’s label with 0.64 / 1.2 = 0.5333', () => {
    const answer = combine({ lightgbm: guess('A', 0.4), gemini: guess('B', 0.8) });
    expect(answer).toMatchObject({ label: 'B', source: 'gemini', rule: 'disagreement' });
    expect(answer?.confidence).toBeCloseTo(0.533333, 6);
  });

  it('has no answer when LightGBM has none, whatever Gemini says', () => {
    expect(combine({ lightgbm: null, gemini: guess('B', 0.9) })).toBeNull();
  });

  it('always answers with a confidence of 0..1', () => {
    const share = fc.double({ min: 0, max: 1, noNaN: true });
    fc.assert(
      fc.property(share, share, fc.boolean(), (l, g, agree) => {
        const answer = combine({ lightgbm: guess('A', l), gemini: guess(agree ? 'A' : 'B', g) });
        expect(answer?.confidence).toBeGreaterThanOrEqual(0);
        expect(answer?.confidence).toBeLessThanOrEqual(1);
      }),
      { seed: 7 },
    );
  });
});

describe('AUTO or REVIEW', () => {
  it('is AUTO at the threshold and REVIEW below', () => {
    const base = { source: 'lightgbm', autoThreshold: 0.6, explicitAuto: false } as const;
    expect(status({ ...base, confidence: 0.6 })).toBe('AUTO');
    expect(status({ ...base, confidence: 0.5999 })).toBe('REVIEW');
    expect(status({ ...base, confidence: Number.NaN })).toBe('REVIEW');
  });

  it.each(['hybrid', 'gemini'] as const)('wants 0.75 of %s answers where the model’s threshold is lower', (source) => {
    expect(status({ source, confidence: 0.7, autoThreshold: 0.6, explicitAuto: false })).toBe('REVIEW');
    expect(status({ source, confidence: 0.75, autoThreshold: 0.6, explicitAuto: false })).toBe('AUTO');
    expect(status({ source, confidence: 0.8, autoThreshold: 0.9, explicitAuto: false })).toBe('REVIEW');
    expect(status({ source, confidence: 0.6, autoThreshold: 0.6, explicitAuto: true })).toBe('AUTO');
  });
});

describe('thresholds', () => {
  const none = { mlThresholdAuto: null, geminiCascadeThreshold: null, modelAutoThreshold: null };

  it('are 0.75 where nothing says otherwise', () => {
    expect(resolveThresholds(none)).toEqual({ cascade: 0.75, auto: 0.75, explicitAuto: false });
  });

  it('are both the model’s own where no setting is given', () => {
    expect(resolveThresholds({ ...none, modelAutoThreshold: 0.62 })).toEqual({
      cascade: 0.62,
      auto: 0.62,
      explicitAuto: false,
    });
  });

  it('are the settings’ where given, each for itself', () => {
    expect(resolveThresholds({ mlThresholdAuto: 0.8, geminiCascadeThreshold: null, modelAutoThreshold: 0.62 })).toEqual(
      {
        cascade: 0.62,
        auto: 0.8,
        explicitAuto: true,
      },
    );
    expect(resolveThresholds({ mlThresholdAuto: null, geminiCascadeThreshold: 0.9, modelAutoThreshold: 0.62 })).toEqual(
      {
        cascade: 0.9,
        auto: 0.62,
        explicitAuto: false,
      },
    );
  });
});
