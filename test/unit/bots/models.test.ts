import type { ModelVersion } from '../../../activities/adapters/model-registry';
import { parsePromoteData, promoteData } from '../../../bots/admin/model-data';
import type { ModelDesk } from '../../../bots/admin/model-desk';
import type { ModelStatus } from '../../../bots/render/model-status';
import { OncekError } from '../../../domain/errors';
import { aBot, aCommand, aPress, REPORTING } from './admin-bot-kit';
import { fakeBotApi } from './fakes';

function aVersion(number: number, fields: Partial<ModelVersion> = {}): ModelVersion {
  return {
    version: `v${number}`,
    description: `data <${number}>`,
    figures: { macroF1: 0.5 + number / 100 },
    createdAt: '2026-01-31T08:00:00.000Z',
    ...{ isProduction: false, isCandidate: false, runId: null, refusal: null, params: {}, tags: {} },
    ...fields,
  };
}

const STATUS: ModelStatus = {
  ...{ version: 'v7', classes: 35, origin: 'data', trainedAt: '2026-01-31 15:00:00', samples: 11_514 },
  figures: { macroF1: 0.562, weightedF1: 0.862, accuracy: 0.831 },
  thresholds: { auto: 0.82, cascade: 0.75 },
  ...{ gemini: 'gemini-2.0-flash', hasFailed: false },
};

/** A desk with versions v1 … v<count>, of which v1 serves, that keeps who promoted what. */
function aDesk({ count = 3, ...answers }: { count?: number } & Partial<ModelDesk> = {}) {
  const promoted: string[] = [];
  const versions = Array.from({ length: count }, (_, index) =>
    aVersion(count - index, { isProduction: index === count - 1 }),
  );
  const modelDesk: ModelDesk = {
    status: () => STATUS,
    versions: () => Promise.resolve(versions),
    promote: (version, by) =>
      Promise.resolve(void promoted.push(`${version} by ${by.kind}:${by.id}`)).then(() => ({ former: 'v1' })),
    shadow: () => Promise.resolve(null),
    reload: () => Promise.resolve({ oldVersion: 'v1', newVersion: 'v2' }),
    ...answers,
  };
  return { modelDesk, promoted };
}

async function said(text: string, modelDesk: ModelDesk) {
  const sent = fakeBotApi();
  await aBot({}, { modelDesk }).bot.handleUpdate(aCommand(text));
  jest.restoreAllMocks();
  return sent.map(
    ({ payload }) => payload as { text: string; reply_markup?: { inline_keyboard: { callback_data: string }[][] } },
  );
}
const dataOf = (message: Awaited<ReturnType<typeof said>>[number] | undefined) =>
  (message?.reply_markup?.inline_keyboard ?? []).flat().map((button) => button.callback_data);

afterEach(() => jest.restoreAllMocks());

test('/modelstatus: version, classes, training, F1 and samples, thresholds, Gemini; or that there is no model', async () => {
  const [status] = await said('/modelstatus', aDesk().modelDesk);
  expect(status?.text).toBe(
    [
      '🤖 <b>Status model</b>',
      'Versi: <b>v7</b>',
      'Jumlah label: 35',
      'Data latih: data, 11.514 baris',
      'Dilatih: 2026-01-31 15:00:00',
      'F1 makro 0,562 · F1 berbobot 0,862 · akurasi 0,831',
      'Ambang AUTO 82% · kaskade 75%',
      'Gemini: aktif (gemini-2.0-flash)',
    ].join('\n'),
  );
  const [failed] = await said(
    '/modelstatus',
    aDesk({ status: () => ({ ...STATUS, hasFailed: true, gemini: null }) }).modelDesk,
  );
  expect(failed?.text).toMatch(/gagal dimuat[\s\S]*Gemini: tidak aktif/);
  expect((await said('/modelstatus', aDesk({ status: () => null }).modelDesk))[0]?.text).toMatch(/Belum ada model/);
});

test('/mlflowstatus: Production, ten a page with stage, date and description, pages by buttons', async () => {
  const { modelDesk } = aDesk({ count: 12 });
  const [first] = await said('/mlflowstatus', modelDesk);
  expect(first?.text).toContain('Production: <b>v1</b>');
  expect(first?.text).toContain('• <b>v12</b> · 2026-01-31 15:00 · data &lt;12&gt;');
  expect(first?.text).not.toContain('<b>v2</b>');
  expect(dataOf(first)).toEqual(['ml:0', 'ml:1']);
  const sent = fakeBotApi();
  await aBot({}, { modelDesk }).bot.handleUpdate(aPress('ml:1'));
  expect(sent[0]?.payload['text']).toContain('🟢 <b>v1</b> Production · 2026-01-31 15:00');
});

describe('/mlflowpromote', () => {
  test.each(['v3', '3', 'V3', 'v3 production', '3 Production'])(
    '%s asks first, with the figures of both',
    async (args) => {
      const { modelDesk, promoted } = aDesk();
      const [question] = await said(`/mlflowpromote ${args}`, modelDesk);
      expect(question?.text).toContain('Pakai <b>v3</b> sebagai Production?');
      expect(question?.text).toContain('macroF1: <b>0,53</b> (sekarang 0,51)');
      expect(dataOf(question)).toEqual(['mp:y:v3:v1', 'mp:n:v3:v1']);
      expect(promoted).toEqual([]);
    },
  );

  test('of a model with 35 labels the figures of the whole are shown, not 105 of single labels', async () => {
    const labels = Object.fromEntries(Array.from({ length: 105 }, (_, at) => [`f1_val__L${at}`, 0.5]));
    const versions = [
      aVersion(2, { figures: { ...labels, accuracy: 0.8, f1_macro: 0.7 } }),
      aVersion(1, { isProduction: true, figures: { accuracy: 0.75, f1_macro: 0.6 } }),
    ];
    const { modelDesk } = aDesk({ versions: () => Promise.resolve(versions) });
    const [question] = await said('/mlflowpromote v2', modelDesk);
    expect(question?.text).toMatch(/f1_macro: <b>0,7<\/b> \(sekarang 0,6\)\n.*accuracy: <b>0,8<\/b> \(sekarang 0,75\)/);
    expect(question?.text).not.toContain('_val__');
  });

  test.each([
    ['', /^Format/],
    ['v3 Production lagi', /^Format/],
    ['<b>', /^Format/],
    [`v${'9'.repeat(40)}`, /^Format/],
    ['v3 Staging', /Hanya ada stage/],
    ['v9', /v9<\/b> tidak terdaftar/],
    ['v1', /sudah menjadi Production/],
  ])('%p gets a polite answer and asks nothing', async (args, says) => {
    const [answer] = await said(`/mlflowpromote ${args}`, aDesk().modelDesk);
    expect(answer?.text).toMatch(says);
    expect(dataOf(answer)).toEqual([]);
  });

  async function pressed(data: string, modelDesk: ModelDesk) {
    const sent = fakeBotApi();
    await aBot({}, { modelDesk }).bot.handleUpdate(aPress(data));
    return String(sent[0]?.payload['text']);
  }

  test('the button promotes in the name of the admin and says how to go back', async () => {
    const { modelDesk, promoted } = aDesk();
    expect(await pressed('mp:y:v3:v1', modelDesk)).toMatch(/<b>v3<\/b> menjadi Production[\s\S]*mlflowpromote v1/);
    expect(promoted).toEqual(['v3 by bot:9001']);
  });

  test.each([
    ['no', 'mp:n:v3:v1', /Tidak ada yang diubah/],
    ['of a question asked while another version served', 'mp:y:v3:v2', /sudah diganti/],
    ['pressed a second time', 'mp:y:v1:v2', /sudah menjadi Production/],
    ['of a version that is gone', 'mp:y:v8:v1', /tidak terdaftar/],
    ['that is none', 'mp:z', /tidak berlaku lagi/],
  ])('a button %s promotes nothing', async (_what, data, says) => {
    const { modelDesk, promoted } = aDesk();
    expect(await pressed(data, modelDesk)).toMatch(says);
    expect(promoted).toEqual([]);
  });

  test('its data fits into 64 bytes whatever the versions are called', () => {
    const version = `mlflow-v${'9'.repeat(19)}`;
    const press = { version, current: version, isConfirmed: true };
    expect(Buffer.byteLength(promoteData(press))).toBeLessThanOrEqual(64);
    expect(parsePromoteData(promoteData(press))).toEqual(press);
    expect(parsePromoteData(promoteData({ ...press, current: null }))?.current).toBeNull();
  });
});

test.each<[string, Partial<ModelDesk>, RegExp]>([
  ['/reloadmodel', {}, /<b>v2<\/b> dimuat \(sebelumnya v1\)/],
  ['/reloadmodel Production', {}, /<b>v2<\/b> dimuat/],
  ['/reloadmodel Staging', {}, /Hanya ada stage/],
  ['/reloadmodel a b', {}, /^Format/],
  ['/reloadmodel', { reload: () => Promise.resolve({ oldVersion: null, newVersion: null }) }, /Belum ada model/],
  ['/reloadmodel', { reload: () => Promise.reject(new OncekError('ModelArtifact', 'x')) }, /gagal dimuat/],
])('%s with %p answers', async (command, answers, says) => {
  expect((await said(command, aDesk(answers).modelDesk))[0]?.text).toMatch(says);
});

test('without a desk there are no such commands; in a group they are answered in private only', async () => {
  const sent = fakeBotApi();
  await aBot().bot.handleUpdate(aCommand('/mlflowstatus'));
  await aBot({}, { modelDesk: aDesk().modelDesk }).bot.handleUpdate(aCommand('/mlflowstatus', undefined, REPORTING));
  expect(sent.map(({ payload }) => payload['text'])).toEqual([
    expect.stringContaining('tidak dikenal'),
    expect.stringContaining('obrolan pribadi'),
  ]);
});
