import fc from 'fast-check';
import { canonicalText, modelText } from '../../../domain/text';
import { textIdentity, trainingText } from '../../../domain/training-text';
import { outgoingText } from '../../../domain/gemini';

describe('the text of a training row', () => {
  test.each([
    ['moban reset wo 123456 dan SC-77, hp 081234567890', 'mohon bantuan reset wo_code dan sc_code hp'],
    ['nama Budi Santoso tidak bisa login', 'nama tidak bisa login'],
    ['nik 12345 user@telkom.co.id @budi', 'nik'],
    ['lokasi -6.2345, 106.8765 tdk ada sinyal', 'lokasi tidak ada sinyal'],
    ['nan', ''],
    ['12345', ''],
  ])('%p is kept as %p', (written, kept) => {
    expect(trainingText(written)).toBe(kept);
  });

  test('reads as a prediction would read it, where there is no name to be masked', () => {
    const words = fc.constantFrom(
      'moban',
      'reset',
      'wo 12',
      'sc-9',
      'nik 123',
      '0812345678901',
      'tdk',
      'a@b.co',
      '@x',
      '4G',
    );
    const text = fc.array(words, { maxLength: 12 }).map((parts) => parts.join(' '));
    fc.assert(fc.property(text, (written) => expect(trainingText(written)).toBe(canonicalText(written))));
  });

  test('what was cleaned is what a model reads of it, alone and joined', () => {
    const parts = fc.constantFrom(
      'min',
      'www.x.id',
      'nama Rudi',
      'Wo 7',
      'nik:',
      '9',
      '08',
      '62',
      '1234567',
      'é',
      '[',
      '@',
    );
    const text = fc.oneof(
      fc.string({ unit: 'grapheme' }),
      fc.array(parts).map((found) => found.join(' ')),
    );
    fc.assert(
      fc.property(text, text, (problem, solving) => {
        const once = { problem: trainingText(problem), solving: trainingText(solving) };
        expect(canonicalText(once.problem)).toBe(once.problem);
        const joined = [once.problem, once.solving].filter((part) => part !== '').join(' [SEP] ');
        expect(modelText(once).text).toBe(joined);
      }),
    );
  });

  test('a text has one identity as it was written and as it was masked for Gemini', () => {
    const written = { problem: 'wo 123 nama Budi hp 081234567890 tdk bisa', solving: 'reset sc 5' };
    const sent = { problem: outgoingText(written.problem), solving: outgoingText(written.solving) };
    const identity = (ticket: typeof written): string =>
      textIdentity({ problem: trainingText(ticket.problem), solving: trainingText(ticket.solving) });
    expect(identity(sent)).toBe(identity(written));
    expect(identity(written)).toBe('nama hp tidak bisa\nreset');
  });
});
