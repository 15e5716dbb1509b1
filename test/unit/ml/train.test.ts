import { modelInfoSchema } from '../../../ml/manifest';
import { evaluate } from '../../../ml/predict';
import { prepareRows } from '../../../ml/rows';
import { trainClassifier } from '../../../ml/train';
import { QUICK, quickTraining, someRows } from './makers';

describe('training', () => {
  it('learns three labels: all of 30 rows never seen are right', async () => {
    const { classifier, info } = await quickTraining();
    expect(classifier.labels).toEqual(['LOGIN', 'MODEM', 'PASSWORD']);
    expect(evaluate(classifier, someRows(30, 99), info.calibration.autoThreshold).accuracy).toBe(1);
    expect(info.figures).toMatchObject({ basis: 'out-of-fold', rows: 135 });
    expect(info.rows).toEqual({ given: 90, used: 90, texts: 135 });
  });

  it('gives the same model for the same rows, options and seed', async () => {
    const [first, second] = [await quickTraining(), await quickTraining()];
    expect(second.info).toEqual(first.info);
    expect(second.student.linear).toEqual(first.student.linear);
    expect(second.student.network).toEqual(first.student.network);
    expect(await second.student.trees?.booster.modelToString()).toBe(
      await first.student.trees?.booster.modelToString(),
    );
  });

  it('weighs the rows of the trees by class where that is asked for: 80 of 90 rows weigh less, the others more', async () => {
    const rows = someRows(240).filter(({ label }, at) => label === 'LOGIN' || at % 16 === 1);
    const treesAt = async (balance?: number) => {
      const trees = { ...QUICK.trees!, ...(balance === undefined ? {} : { balance }) };
      const { student, info } = await quickTraining({ rows, options: { ...QUICK, trees } });
      return { text: await student.trees!.booster.modelToString(), linear: student.linear, info };
    };
    const [none, zero, full] = [await treesAt(), await treesAt(0), await treesAt(1)];
    expect(zero.text).toBe(none.text);
    expect(full.text).not.toBe(none.text);
    expect(full.linear).toEqual(none.linear);
    expect(modelInfoSchema.parse(JSON.parse(JSON.stringify(full.info))).options.trees.balance).toBe(1);
  });

  it('reports rising progress up to the whole', async () => {
    const shares: number[] = [];
    await quickTraining({ onProgress: ({ share }) => shares.push(share) });
    expect(shares).toEqual([...shares].sort((left, right) => left - right));
    expect(shares.at(-1)).toBe(1);
  });

  it('stops when asked', async () => {
    const stop = new AbortController();
    const training = quickTraining({
      signal: stop.signal,
      onProgress: () => stop.abort(new Error('no longer wanted')),
    });
    await expect(training).rejects.toThrow('no longer wanted');
  });

  it('marks a model of generated examples', async () => {
    expect((await quickTraining({ origin: 'generated' })).info.origin).toBe('generated');
    expect((await quickTraining()).info.origin).toBe('data');
  });
});

describe('rows as the fit sees them', () => {
  it('a row with problem and solving gives both texts, and they belong together', async () => {
    const rows = [
      { problem: 'Tidak bisa login', solving: 'sudah direset', label: 'A' },
      { problem: '', solving: 'modem diganti', label: 'B' },
    ];
    const prepared = await prepareRows(rows);
    expect(prepared.texts).toEqual(['tidak bisa login', 'tidak bisa login [SEP] sudah direset', 'modem diganti']);
    expect([...prepared.rowOf]).toEqual([0, 0, 1]);
  });

  it('leaves out rows without a word, without a label, and cancelled ones', async () => {
    const rows = [
      { problem: 'login', solving: '', label: 'A' },
      { problem: '😭 123', solving: '  ', label: 'A' },
      { problem: 'login', solving: '', label: ' ' },
      { problem: 'login', solving: '', label: 'DIBATALKAN' },
      { problem: 'modem', solving: '', label: 'B ' },
    ];
    const prepared = await prepareRows(rows);
    expect(prepared.labels).toEqual(['A', 'B']);
    expect(prepared.texts).toEqual(['login', 'modem']);
  });
});

describe('data too poor to learn from', () => {
  it.each([
    ['no rows', []],
    ['texts without a word', someRows(9).map((row) => ({ ...row, problem: '?!', solving: '' }))],
    ['one label only', someRows(9).map((row) => ({ ...row, label: 'LOGIN' }))],
  ])('%s: NoTrainingData, saying what is needed', async (_, rows) => {
    await expect(trainClassifier({ rows, seed: 1, options: QUICK })).rejects.toMatchObject({
      type: 'NoTrainingData',
      message: expect.stringContaining('at least two labels') as string,
    });
  });

  it('a label with one row is learned, and held out in no fold', async () => {
    const lone = { problem: 'kabel putus digigit tikus', solving: '', label: 'KABEL' };
    const { classifier, info } = await quickTraining({ rows: [...someRows(), lone] });
    expect(info.perLabel.find(({ label }) => label === 'KABEL')).toMatchObject({ rows: 1, support: 0 });
    expect(classifier.predict(lone).label).toBe('KABEL');
  });

  it('two rows of two labels still make a model, with the default threshold', async () => {
    const rows = [
      { problem: 'login gagal', solving: '', label: 'A' },
      { problem: 'modem mati', solving: '', label: 'B' },
    ];
    const { classifier, info } = await quickTraining({ rows });
    expect(classifier.predict(rows[1]!).label).toBe('B');
    expect(info.calibration).toMatchObject({ autoThreshold: 0.75, thresholdBasis: 'default' });
    expect(info.figures.rows).toBe(0);
  });

  it('equal texts with different labels leave the answer unsure', async () => {
    const rows = Array.from({ length: 40 }, (_, at) => ({ problem: 'sama persis', solving: '', label: 'AB'[at % 2]! }));
    const { classifier, info } = await quickTraining({ rows });
    expect(classifier.predict(rows[0]!).confidence).toBeLessThan(0.7);
    expect(info.calibration.thresholdBasis).toBe('default');
  });

  it('one-letter words give the trees nothing to split on; the linear member answers alone', async () => {
    const rows = Array.from({ length: 20 }, (_, at) => ({
      problem: 'a b x y'.slice(0, at % 2 ? 3 : 7),
      solving: '',
      label: 'AB'[at % 2]!,
    }));
    const { classifier, student } = await quickTraining({ rows });
    expect(student.trees).toBeNull();
    expect(classifier.predict(rows[0]!).label).toBe('A');
  });
});
