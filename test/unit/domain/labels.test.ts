import { CANCELLED_LABEL, findLabel, labelName, SYMPTOM_LABELS } from '../../../domain/labels';

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

describe('a new label', () => {
  it('is upper case with single spaces, whatever was typed', () => {
    expect(labelName('  kendala \n baru​ ')).toBeNull();
    expect(labelName('  kendala \n baru ')).toBe('KENDALA BARU');
    expect(labelName('ont/nte (2)')).toBe('ONT/NTE (2)');
  });

  it.each([
    ['an empty text', '  '],
    ['signs alone', '---'],
    ['the mark of cancelled tickets', ' dibatalkan '],
    ['201 characters', 'A'.repeat(201)],
    ['a text that grows over 200 characters in upper case', 'ß'.repeat(150)],
    ['a NUL', 'A\0B'],
    ['half of a surrogate pair', 'A\ud800'],
    ['a direction mark that nobody sees', 'A\u202eB'],
    ['double quotes', 'A "B"'],
    ['a backslash', 'A\\B'],
    ['a single quote at its end', "A B'"],
  ])('is not made of %s', (_what, text) => {
    expect(labelName(text)).toBeNull();
  });

  it('keeps 200 characters, and finding it again needs no exact spelling', () => {
    const name = labelName('a'.repeat(200));
    expect(name).toBe('A'.repeat(200));
    expect(findLabel(['KENDALA BARU'], labelName('Kendala  baru') ?? '')).toBe('KENDALA BARU');
  });
});
