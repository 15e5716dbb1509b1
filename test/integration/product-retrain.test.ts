import { demoExamples } from '../../ml/demo/examples';
import { ADMIN, peopleOf, type SeenMessage } from '../support/people';
import { install, startProduct, type Installation, type RunningProduct } from '../support/product';
import { waitFor } from '../support/wait';

const KNOWN = 'mohon bantuan tidak bisa login mytech, muncul user auth locked';
const COLUMNS = ['A', 'B', 'C', 'D', 'E', 'F', 'G', 'H'];
const ROWS = 105;
const FIRST_ROW = 3;
const examples = demoExamples(7);
const labels = [...new Set(examples.map(({ label }) => label))].sort().slice(0, 3);
const reviewed = labels
  .flatMap((label) => examples.filter((row) => row.label === label).slice(0, ROWS / labels.length))
  .map(({ problem, solving, label }, at) => [
    ...[`r${at}`, problem, solving, label, '0.5', 'APPROVED', '2026-11-24 09:00:00', 'lightgbm'],
  ]);

type Photo = SeenMessage & { readonly photo?: readonly object[] };

describe('a retraining in the whole product', () => {
  let installation: Installation;
  let product: RunningProduct;
  let people: ReturnType<typeof peopleOf>;

  beforeAll(async () => {
    installation = await install({ SLA_BREAKS: '03:00-03:01', SHEET_SYNC_SECONDS: '10' });
    people = peopleOf(installation.sandbox);
    product = await startProduct(installation);
  }, 150_000);
  afterAll(async () => {
    await product?.kill();
    await installation?.remove();
  });

  const chat = (): Promise<Photo[]> => people.chat(ADMIN.id);
  const buttonsOf = (message: SeenMessage | undefined): string[] =>
    (message?.reply_markup?.inline_keyboard ?? []).flat().map(({ callback_data: data }) => data);
  const withButton = async (start: string): Promise<SeenMessage | undefined> =>
    (await chat()).findLast((message) => buttonsOf(message).some((data) => data.startsWith(start)));
  const press = (message: SeenMessage, start: string): Promise<unknown> =>
    people.press(ADMIN.id, message.message_id, ADMIN, buttonsOf(message).find((data) => data.startsWith(start)) ?? '');
  const command = (text: string): Promise<number> => people.write({ chatId: ADMIN.id, from: ADMIN, text });

  /** Asks again and again, as the sheets are read each ten seconds. */
  const askedUntil = async (text: string, isAnswered: () => Promise<boolean>, describe: string): Promise<void> => {
    await waitFor(
      async () => {
        await command(text);
        return isAnswered();
      },
      { describe, timeoutMs: 60_000, intervalMs: 3_000 },
    );
  };

  async function addReviewedRows(): Promise<void> {
    const post = async (path: string, body: object): Promise<void> => {
      const response = await fetch(`${installation.sandbox}/sheets/people/${path}`, {
        ...{ method: 'POST', headers: { 'Content-Type': 'application/json' }, body: JSON.stringify(body) },
      });
      if (!response.ok) throw new Error(`${path} answered ${response.status}: ${await response.text()}`);
    };
    await post('rows', { worksheet: 'ML_Tracking', at: FIRST_ROW, count: reviewed.length });
    for (const [at, cells] of reviewed.entries()) {
      const row = FIRST_ROW + at;
      await Promise.all(
        cells.map((value, column) => post('edits', { worksheet: 'ML_Tracking', row, column: COLUMNS[column], value })),
      );
    }
  }

  async function rowsToMark(): Promise<number> {
    const response = await fetch(`${installation.api}/api/data/training/data`, {
      headers: { 'X-API-Key': 'demo-read' },
    });
    return ((await response.json()) as { mark_candidates_count: number }).mark_candidates_count;
  }

  async function modelInfo(): Promise<{ version: string | null; num_classes: number }> {
    const response = await fetch(`${installation.api}/api/model/info`, { headers: { 'X-API-Key': 'demo-read' } });
    return (await response.json()) as { version: string | null; num_classes: number };
  }

  it('before the first ticket it says that there is nothing to train on, and waits for nothing', async () => {
    const isSaid = async (): Promise<boolean> =>
      (await chat()).some(({ text = '' }) => text.includes('Belum ada baris yang dapat dilatihkan'));
    await askedUntil('/retrain', isSaid, 'the refusal');
  }, 90_000);

  it('from /retrain over progress, pictures and card to a served model and rows marked TRAINED', async () => {
    const before = await modelInfo();
    const problem = await people.write({ text: KNOWN });
    await people.reply(problem, 'sudah direset, silakan login ulang, MIT -dm');
    await people.waitForRow('ML_Tracking', problem, (row) => row[5] === 'auto_approved');
    await addReviewedRows();
    // A look at the sheets in the midst of it would train on some of the rows, and mark those.
    await waitFor(async () => (await rowsToMark()) === reviewed.length, {
      ...{ describe: 'all rows were read', timeoutMs: 60_000, intervalMs: 1_000 },
    });

    // Asked before the rows were read, it says that it waits for them.
    const ready = async (): Promise<SeenMessage | undefined> =>
      (await chat()).findLast(
        (message) =>
          buttonsOf(message).some((data) => data.startsWith('tr:y:')) &&
          message.text?.includes('belum terbaca') === false,
      );
    await askedUntil('/retrain', async () => (await ready()) !== undefined, 'the question');
    const question = await ready();
    await press(question!, 'tr:y:');
    const shown = async (): Promise<string> =>
      (await chat()).find(({ message_id: id }) => id === question!.message_id)?.text ?? '';
    const card = await waitFor(() => withButton('ap:y:'), {
      ...{ describe: 'the card of the candidate', timeoutMs: 360_000, intervalMs: 500 },
    }).catch(async (cause: unknown) => {
      throw new Error(`no card; the message of the run says: ${await shown()}`, { cause });
    });
    expect(card.text).toMatch(/Model v2.*menunggu keputusan admin/);
    expect((await chat()).filter(({ photo }) => photo !== undefined)).toHaveLength(2);
    await waitFor(async () => (await shown()).includes('v2'), { describe: 'the message shows the end' });
    expect((await modelInfo()).version).toBe(before.version);

    await press(card, 'ap:y:');
    const served = await waitFor(
      async () => {
        const info = await modelInfo();
        return info.version === 'v2' ? info : null;
      },
      { describe: 'the new model serves', timeoutMs: 10_000 },
    );
    expect(served.num_classes).toBeGreaterThanOrEqual(labels.length);
    const statuses = async (): Promise<unknown[]> =>
      (await people.rows('ML_Tracking')).filter(([key]) => String(key).startsWith('r')).map((row) => row[5]);
    await waitFor(async () => (await statuses()).filter((status) => status === 'TRAINED').length === reviewed.length, {
      ...{ describe: 'the rows are marked', timeoutMs: 60_000, intervalMs: 500 },
    });
    const now = (await chat()).find(({ message_id: id }) => id === card.message_id);
    expect(now?.text).toMatch(/Disetujui Bagas/);
    expect(buttonsOf(now)).toEqual([]);
  }, 540_000);
});
