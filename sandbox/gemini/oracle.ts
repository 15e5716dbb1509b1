import { createHash } from 'node:crypto';
import { maskPersonalData } from '../../domain/pii';
import type { Question } from './prompt';

/** What the model says, as the JSON text of its answer. */
export interface OracleAnswer {
  label: string;
  confidence: number;
  reasoning: string;
}

/**
 * The right labels by text. A text is found again after masking and after changes of case, digits and punctuation; a
 * key `problem [SEP] solving` is found by its problem too.
 */
export class AnswerBook {
  private readonly labels = new Map<string, string>();
  private readonly known = new Map<string, string>();

  /** Adds answers; a text given before gets its new label. */
  add(answers: Readonly<Record<string, string>>): void {
    for (const [text, label] of Object.entries(answers)) {
      this.labels.set(text, label);
      const [problem = text] = text.split('[SEP]');
      for (const form of [text, problem]) {
        this.known.set(normalised(form), label);
        this.known.set(normalised(maskPersonalData(form)), label);
      }
    }
    this.known.delete('');
  }

  /** The first of the texts that is known. */
  find(texts: readonly string[]): string | undefined {
    return texts.map((text) => this.known.get(normalised(text))).find((label) => label !== undefined);
  }

  get size(): number {
    return this.labels.size;
  }

  toJSON(): Record<string, string> {
    return Object.fromEntries(this.labels);
  }
}

/**
 * Answers a question from the book: for a known text the right label with confidence 0.90-0.97, or, for the share
 * `1 - accuracy` of texts, another label of the list with 0.60-0.80; for an unknown text some label with 0.40. The
 * same text always gets the same answer, for the same seed.
 */
export function askOracle(
  book: AnswerBook,
  question: Question,
  { accuracy, seed }: { accuracy: number; seed: string },
): OracleAnswer {
  const { problem, solving, labels } = question;
  const dice = rollsOf(seed + (normalised(problem) || problem));
  const right = book.find([`${problem} ${solving}`, problem, ...question.otherTexts]);
  if (right === undefined) {
    const label = pick(labels, dice.which) ?? 'TIDAK DIKETAHUI';
    return { label, confidence: 0.4, reasoning: 'Teks ini tidak dikenal; label dipilih tanpa keyakinan.' };
  }
  const others = labels.filter((label) => label.toLowerCase() !== right.toLowerCase());
  const wrong = dice.share < accuracy ? undefined : pick(others, dice.which);
  if (wrong === undefined) {
    return { label: right, confidence: between(0.9, 0.97, dice.degree), reasoning: 'Teks cocok dengan label ini.' };
  }
  return { label: wrong, confidence: between(0.6, 0.8, dice.degree), reasoning: 'Teks paling mirip label ini.' };
}

/** Lower case, letters only; placeholders of masked data count as nothing. */
function normalised(text: string): string {
  return text
    .replace(/\[[A-Z]+\]/g, ' ')
    .toLowerCase()
    .replace(/[^\p{L}]+/gu, '');
}

/** Three independent numbers in [0, 1) that depend on the text alone. */
function rollsOf(text: string): { share: number; which: number; degree: number } {
  const digest = createHash('sha256').update(text).digest();
  const roll = (offset: number): number => digest.readUInt32BE(offset) / 2 ** 32;
  return { share: roll(0), which: roll(4), degree: roll(8) };
}

function pick(labels: readonly string[], roll: number): string | undefined {
  return labels[Math.floor(roll * labels.length)];
}

function between(low: number, high: number, roll: number): number {
  return Math.round((low + (high - low) * roll) * 1000) / 1000;
}
