import type { LabelledText } from '../labelled-csv';
import type { DemoPerson, People } from './people';

const TECHNICIANS: readonly DemoPerson[] = [9101, 9102, 9103, 9104, 9105].map((id) => ({
  id,
  first_name: `Teknisi ${id - 9100}`,
}));
const OPS: DemoPerson = { id: 9002, first_name: 'Damas' };
/** Conversations under way at once. */
const TOGETHER = 8;

/**
 * The file has no solutions. A tick holds no word, so the label depends on the row's own text alone and the accuracy
 * can be compared with the model's offline figure.
 */
const SOLUTION = '✓, MIT -dm';

/** Writes each row as a problem and answers it: oncek, then the solution. @returns rows by message id */
export async function play(input: {
  people: People;
  chatId: number;
  rows: readonly LabelledText[];
  report: (line: string) => void;
}): Promise<Map<string, LabelledText>> {
  const { people, chatId, rows, report } = input;
  const played = new Map<string, LabelledText>();
  let next = 0;

  async function converse(): Promise<void> {
    for (let index = next++; index < rows.length; index = next++) {
      const row = rows[index];
      const from = TECHNICIANS[index % TECHNICIANS.length];
      if (!row || !from) return;
      const { messageId } = await people.write({ chatId, from, text: row.text });
      played.set(String(messageId), row);
      await people.write({ chatId, from: OPS, text: 'oncek', replyTo: messageId });
      await people.write({ chatId, from: OPS, text: SOLUTION, replyTo: messageId });
      if (played.size % 50 === 0 || played.size === rows.length) report(`written: ${played.size} of ${rows.length}`);
    }
  }
  await Promise.all(Array.from({ length: TOGETHER }, converse));
  return played;
}
