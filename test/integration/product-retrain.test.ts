import { createMinioStore } from '../../activities/adapters/minio-store';
import { demoExamples } from '../../ml/demo/examples';
import { ADMIN, peopleOf, type SeenMessage } from '../support/people';
import { startMinio, type TestMinio } from '../support/minio';
import { startMlflow, type TestMlflow } from '../support/mlflow';
import { install, startProduct, type Installation, type RunningProduct } from '../support/product';
import { findMinio, findMlflow } from '../support/tools';
import { waitFor } from '../support/wait';
import { startReceiver, subscribe, toldBy, type Receiver } from '../support/webhooks';

const KNOWN = 'mohon bantuan tidak bisa login mytech, muncul user auth locked';
const COLUMNS = ['A', 'B', 'C', 'D', 'E', 'F', 'G', 'H'];
const ROWS = 105;
const FIRST_ROW = 3;
const examples = demoExamples(7);
const labels = [...new Set(examples.map(({ label }) => label))].sort().slice(0, 3);
/** A label with a single row can be learnt, but no figure can speak of it. */
const RARE = { problem: 'antena parabola bergeser karena angin', solving: 'diarahkan ulang', label: 'ANTENA BERGESER' };
const reviewed = labels
  .flatMap((label) => examples.filter((row) => row.label === label).slice(0, ROWS / labels.length))
  .concat(RARE)
  .map(({ problem, solving, label }, at) => [
    ...[`r${at}`, problem, solving, label, '0.5', 'APPROVED', '2026-11-24 09:00:00', 'lightgbm'],
  ]);

interface ModelInfo {
  readonly version: string | null;
  readonly num_classes: number;
  readonly model_run_id: string | null;
}
type Photo = SeenMessage & { readonly photo?: readonly object[] };

/** Models are kept in MLflow, its files in MinIO, where those can be started; else in a folder. */
describe('a retraining in the whole product', () => {
  let minio: TestMinio | null = null;
  let mlflow: TestMlflow | null = null;
  let receiver: Receiver;
  let installation: Installation;
  let product: RunningProduct;
  let people: ReturnType<typeof peopleOf>;

  beforeAll(async () => {
    if (findMlflow()) {
      minio = findMinio() ? await startMinio() : null;
      if (minio) await createMinioStore(minio.settings()).put('made', '');
      mlflow = await startMlflow(minio ? { place: { kind: 'proxied bucket', minio: minio.settings() } } : {});
    }
    receiver = await startReceiver();
    const settings = { SLA_BREAKS: '03:00-03:01', SHEET_SYNC_SECONDS: '10', WEBHOOK_ALLOW_PRIVATE: 'true' };
    installation = mlflow
      ? await install({ ...settings, MLFLOW_TRACKING_URI: mlflow.url }, { hasModel: false })
      : await install(settings);
    people = peopleOf(installation.sandbox);
    product = await startProduct(installation);
  }, 300_000);
  afterAll(async () => {
    await product?.kill();
    await installation?.remove();
    await receiver?.close();
    await mlflow?.close();
    await minio?.close();
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

  async function modelInfo(): Promise<ModelInfo> {
    const response = await fetch(`${installation.api}/api/model/info`, { headers: { 'X-API-Key': 'demo-read' } });
    return (await response.json()) as ModelInfo;
  }

  /** What the API says of the run at work: phase, share done, time left. */
  async function trainingNow(): Promise<{ phase: string; share_done: number; eta_seconds: number | null } | null> {
    const response = await fetch(`${installation.api}/api/training/status`, { headers: { 'X-API-Key': 'demo-read' } });
    return ((await response.json()) as { progress: Awaited<ReturnType<typeof trainingNow>> }).progress;
  }

  /** Names of the figures that MLflow's pages show of a run. */
  async function figureNames({ url }: TestMlflow, runId: string): Promise<string[]> {
    const response = await fetch(`${url}/api/2.0/mlflow/runs/get?run_id=${runId}`);
    const { run } = (await response.json()) as { run: { data: { metrics: { key: string }[] } } };
    return run.data.metrics.map(({ key }) => key);
  }

  /** The run behind the alias that MLflow's pages show. */
  async function runOfProduction({ url }: TestMlflow): Promise<string> {
    const query = new URLSearchParams({ name: 'ticket-classifier', alias: 'production' }).toString();
    const response = await fetch(`${url}/api/2.0/mlflow/registered-models/alias?${query}`);
    const { model_version: found } = (await response.json()) as { model_version: { version: string; run_id: string } };
    expect(found.version).toBe('2');
    return found.run_id;
  }

  it('before the first ticket it says that there is nothing to train on, and waits for nothing', async () => {
    const isSaid = async (): Promise<boolean> =>
      (await chat()).some(({ text = '' }) => text.includes('Belum ada baris yang dapat dilatihkan'));
    await askedUntil('/retrain', isSaid, 'the refusal');
  }, 90_000);

  it('from /retrain over progress, pictures and card to a served model and rows marked TRAINED', async () => {
    const before = await modelInfo();
    await subscribe(installation.api, receiver, ['model.candidate', 'model.promoted']);
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
    await people.faults({ service: 'sheets', kind: 'status', status: 503, forMs: 20_000 });
    const shown = async (): Promise<string> =>
      (await chat()).find(({ message_id: id }) => id === question!.message_id)?.text ?? '';
    const looks: NonNullable<Awaited<ReturnType<typeof trainingNow>>>[] = [];
    const lookAndAsk = async (): Promise<SeenMessage | undefined> => {
      const now = await trainingNow();
      if (now) looks.push(now);
      return withButton('ap:y:');
    };
    const card = await waitFor(lookAndAsk, {
      ...{ describe: 'the card of the candidate', timeoutMs: 360_000, intervalMs: 500 },
    }).catch(async (cause: unknown) => {
      throw new Error(`no card; the message of the run says: ${await shown()}`, { cause });
    });
    // Within the fit for the figures, which begins at 2 of 100 and ends at 47, the time left is known, too.
    const inFit = looks.filter(({ phase, share_done: done }) => phase === 'holdOut' && done > 0.03 && done < 0.46);
    expect(inFit.filter(({ eta_seconds: rest }) => rest !== null && rest > 0)).not.toEqual([]);
    const version = mlflow ? 'mlflow-v2' : 'v2';
    expect(card.text).toContain(`Model ${version}`);
    expect(card.text).toMatch(/menunggu keputusan admin/);
    expect((await chat()).filter(({ photo }) => photo !== undefined)).toHaveLength(2);
    await waitFor(async () => (await shown()).includes(version), { describe: 'the message shows the end' });
    expect((await modelInfo()).version).toBe(before.version);

    await people.faults({ service: 'sheets', method: 'batchUpdate', kind: 'status', status: 503, times: 2 });
    await press(card, 'ap:y:');
    const served = await waitFor(
      async () => {
        const info = await modelInfo();
        return info.version === version ? info : null;
      },
      { describe: 'the new model serves', timeoutMs: 10_000 },
    );
    expect(served.num_classes).toBeGreaterThanOrEqual(labels.length);
    expect(served.model_run_id).toBe(mlflow && (await runOfProduction(mlflow)));
    if (mlflow) {
      const ofLabels = labels.flatMap((label) => ['recall', 'precision', 'f1'].map((name) => `${name}_val__${label}`));
      const ofWhole = ['f1_macro', 'accuracy'].flatMap((name) => [name, `${name}_validation`, `${name}_train`]);
      expect(await figureNames(mlflow, served.model_run_id ?? '')).toEqual(
        expect.arrayContaining([...ofLabels, ...ofWhole, 'n_samples', 'n_classes']),
      );
    }
    const statuses = async (): Promise<unknown[]> =>
      (await people.rows('ML_Tracking')).filter(([key]) => String(key).startsWith('r')).map((row) => row[5]);
    await waitFor(async () => (await statuses()).filter((status) => status === 'TRAINED').length === reviewed.length, {
      ...{ describe: 'the rows are marked', timeoutMs: 60_000, intervalMs: 500 },
    }).catch(async (cause: unknown) => {
      throw new Error(`rows are not marked: ${(await statuses()).join(' ')}`, { cause });
    });
    const now = (await chat()).find(({ message_id: id }) => id === card.message_id);
    expect(now?.text).toMatch(/Disetujui Bagas/);
    expect(buttonsOf(now)).toEqual([]);

    const told = receiver.received.map(toldBy);
    expect(told.map(({ type }) => type)).toEqual(['model.candidate', 'model.promoted']);
    expect(told[0]?.data).toMatchObject({ version, figures: { macroF1: expect.any(Number) } });
    expect(told[1]?.data).toEqual({ version, former: before.version, by: 'telegram' });
  }, 540_000);
});
