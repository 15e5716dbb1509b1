import { CANCELLED_LABEL, findLabel, SYMPTOM_LABELS } from '../../../domain/labels';

describe('labels', () => {
  it('holds the 35 labels in use, each once, in the users’ spelling', () => {
    expect(new Set(SYMPTOM_LABELS).size).toBe(35);
    expect(SYMPTOM_LABELS).toContain('TWO FACTOR AUTHETICATION');
    expect(SYMPTOM_LABELS).not.toContain(CANCELLED_LABEL);
  });

  it('finds a label in any case and with white space around and between', () => {
    expect(findLabel(SYMPTOM_LABELS, '  kendala \n login ')).toBe('KENDALA LOGIN');
    expect(findLabel(['Kendala Login'], 'KENDALA LOGIN')).toBe('Kendala Login');
  });

  it('finds none for part of a label, an empty text, or the mark of cancelled tickets', () => {
    expect(findLabel(SYMPTOM_LABELS, 'KENDALA')).toBeNull();
    expect(findLabel(SYMPTOM_LABELS, '')).toBeNull();
    expect(findLabel([...SYMPTOM_LABELS, 'DIBATALKAN'], 'dibatalkan')).toBeNull();
  });
});
