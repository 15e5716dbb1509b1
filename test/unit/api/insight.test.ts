import { loadConfig } from '../../../config/env';
import { anApprovalCard } from '../../support/training-makers';
import { aModel, expectProblem, HOSTILE, KEYS, startTestApi, stopApis, type ApiSetup } from './kit';

afterEach(stopApis);

const explained = {
  ...{ label: 'KENDALA LOGIN', confidence: 0.8 },
  words: [{ word: 'login', influence: 1.5 }],
  terms: [{ term: 'logi', analyzer: 'char_wb' as const, contribution: 0.4 }],
  trees: [{ term: 'login', analyzer: 'word' as const, contribution: -0.2 }],
};

function explaining(asked: unknown[] = []): ApiSetup {
  const model = aModel();
  const classifier = {
    ...model.classifier,
    explain: (...args: unknown[]) => {
      asked.push(args);
      return explained;
    },
    predict: () => ({
      label: 'KENDALA LOGIN',
      confidence: 0.8,
      top: [{ label: 'KENDALA LOGIN', confidence: 0.8 }],
      cut: false,
    }),
  };
  return { models: { current: () => ({ ...model, classifier }) } };
}

describe('POST /api/model/explain', () => {
  it('gives words, linear terms and trees of the model in service', async () => {
    const asked: unknown[] = [];
    const { call } = await startTestApi(explaining(asked));
    const body = { tech_raw_text: 'gagal\0 login', solving: 'reset', count: 3 };
    const { status, json } = await call('POST', '/api/model/explain', { key: KEYS.read, body });
    expect([status, asked]).toEqual([200, [[{ problem: 'gagal  login', solving: 'reset' }, 3]]]);
    expect(json).toEqual({
      ...{
        label: 'KENDALA LOGIN',
        confidence: 0.8,
        model_version: 'v7',
        top: [{ label: 'KENDALA LOGIN', confidence: 0.8 }],
      },
      ...{ words: explained.words, linear: explained.terms, trees: explained.trees },
    });
  });

  it.each([
    [{}],
    [{ tech_raw_text: 'a', count: 0 }],
    [{ tech_raw_text: 'a', count: 51 }],
    [{ tech_raw_text: 'a', x: 1 }],
  ])('refuses %j', async (body) => {
    const { call } = await startTestApi(explaining());
    expectProblem(await call('POST', '/api/model/explain', { body }), 400, 'InvalidInput', /./);
  });

  it('needs a model', async () => {
    const { call } = await startTestApi({ models: { current: () => null } });
    expectProblem(
      await call('POST', '/api/model/explain', { body: { tech_raw_text: 'a' } }),
      503,
      'ModelNotLoaded',
      /train/,
    );
    expectProblem(await call('GET', '/api/model/figures'), 503, 'ModelNotLoaded', /train/);
  });
});

describe('evaluations', () => {
  const listed = { version: 'v2' } as Awaited<
    ReturnType<NonNullable<NonNullable<ApiSetup['registry']>['list']>>
  >[number];
  const bin = { from: 0.9, to: 1, rows: 10, confidence: 0.95, accuracy: 0.9 };
  const files = new Map<string, string>([
    ['analysis/calibration.json', JSON.stringify([{ name: 'candidate', bins: [bin] }])],
    ['analysis/top_confusion_pairs.csv', '"expected","predicted","rows"\n"A, ""x""","B",3\n'],
    ['analysis/calibration.png', 'PNG'],
  ]);
  const registry = (given = files): ApiSetup['registry'] => ({
    list: () => Promise.resolve([listed]),
    artifactNames: () => Promise.resolve([...given.keys()]),
    artifact: (_, path) => Promise.resolve(given.has(path) ? Buffer.from(given.get(path)!) : null),
  });

  it('are read from what the version was registered with', async () => {
    const { call } = await startTestApi({ registry: registry() });
    const { json } = await call('GET', '/api/model/evaluations/v2');
    expect(json).toEqual({
      ...{ version: 'v2', pictures: ['calibration'], reliability: [{ name: 'candidate', bins: [bin] }] },
      confusions: [{ expected: 'A, "x"', predicted: 'B', rows: 3 }],
    });
    const png = await call('GET', '/api/model/evaluations/v2/calibration.png');
    expect([png.status, png.headers['content-type'], png.text]).toEqual([200, 'image/png', 'PNG']);
  });

  it('are empty where there is none or it cannot be read', async () => {
    const broken = new Map([
      ['analysis/calibration.json', '{'],
      ['analysis/top_confusion_pairs.csv', 'a,b\n"'],
    ]);
    for (const given of [new Map<string, string>(), broken]) {
      const { call } = await startTestApi({ registry: registry(given) });
      const { json } = await call('GET', '/api/model/evaluations/v2');
      expect(json).toEqual({ version: 'v2', pictures: [], reliability: [], confusions: [] });
    }
  });

  it.each(['v9', '..%2F..%2Fetc', 'v2/confusion_matrix.png', 'v2/..%2F..%2Fmodel.json', 'v2/model.json'])(
    'of %s there are none',
    async (path) => {
      const { call } = await startTestApi({ registry: registry() });
      expectProblem(await call('GET', `/api/model/evaluations/${path}`), 404, 'NotFound', /no such/);
    },
  );
});

describe('pictures and rows of reports', () => {
  const day = { day: '2026-11-02', met: 3, late: 1, p50Min: 2, p90Min: 9 };
  const reports = (filled: boolean): ApiSetup['reports'] => ({
    tickets: () =>
      Promise.resolve({
        symptoms: filled ? [{ name: 'A', count: 4, share: 1 }] : [],
      } as unknown as Awaited<ReturnType<NonNullable<NonNullable<ApiSetup['reports']>['tickets']>>>),
    ticketDays: () => Promise.resolve(filled ? [day] : []),
    predictionDays: () => Promise.resolve(filled ? [{ day: '2026-11-02', total: 4, auto: 3 }] : []),
    logsRows: ({ app }) => Promise.resolve([['1', `=1+1 ${app}`, 4.5, null]]),
  });
  const drawn: unknown[] = [];
  const charts: ApiSetup['charts'] = {
    png: (specs) => {
      drawn.push(...specs);
      return Promise.resolve(Buffer.from('PNG'));
    },
  };
  const period = 'from=2026-11-01&to=2026-11-30';

  it.each([
    ['sla', 'id', 'Kepatuhan SLA per hari'],
    ['sla', 'en', 'SLA compliance by day'],
    ['response', 'en', 'Response time by day'],
    ['symptoms', 'en', 'Most frequent symptoms'],
    ['automation', 'en', 'Automation rate by day'],
  ])('%s.png in %s says "%s"', async (name, language, title) => {
    drawn.length = 0;
    const { call } = await startTestApi({ reports: reports(true), charts });
    const answer = await call('GET', `/api/reports/charts/${name}.png?${period}&language=${language}`, {
      key: KEYS.read,
    });
    expect([answer.status, answer.headers['content-type'], answer.text]).toEqual([200, 'image/png', 'PNG']);
    expect(drawn).toMatchObject([{ title: { text: title } }]);
  });

  it.each(['other.png', 'sla', 'constructor', '__proto__', 'sla.png'])(
    '%s of empty days is no picture',
    async (name) => {
      const { call } = await startTestApi({ reports: reports(false), charts });
      expectProblem(await call('GET', `/api/reports/charts/${name}?${period}`), 404, 'NotFound', /nothing to draw/);
    },
  );

  it('rows come as a file in which no cell is a formula', async () => {
    const { call } = await startTestApi({ reports: reports(true) });
    const { headers, text } = await call('GET', `/api/reports/rows?${period}&app=mit`, { key: KEYS.read });
    expect(headers['content-type']).toBe('text/csv; charset=utf-8');
    expect(headers['content-disposition']).toBe('attachment; filename=tiket_2026-11-01_2026-11-30_MIT.csv');
    expect(text.split('\n')[1]).toBe("1,'=1+1 MIT,4.5,");
    expectProblem(await call('GET', '/api/reports/rows?from=2026-11-02&to=2026-11-01'), 400, 'InvalidInput', /to/);
  });
});

describe('GET /api/training/approvals/{version}', () => {
  it('shows a candidate beside Production and how it was decided', async () => {
    const card = anApprovalCard();
    const decision = {
      kind: 'rejected',
      by: { kind: 'api', id: 'x', name: 'Sari' },
      reason: 'no',
      at: '2026-11-30T00:00:00Z',
      newer: null,
    };
    const approval = (version: string) =>
      Promise.resolve(
        version === 'v2'
          ? ({
              version,
              runId: 'r',
              since: 's',
              expiresAt: 'e',
              decision,
              promotion: null,
              marked: null,
              card,
            } as never)
          : null,
      );
    const { call } = await startTestApi({ retrain: { approval } });
    const { json } = await call('GET', '/api/training/approvals/v2', { key: KEYS.read });
    expect(json).toMatchObject({
      ...{ version: 'v2', run_id: 'r', promoted: false, held_out: 24, production_version: 'v1', mcnemar_p: 0.31 },
      decision: { kind: 'rejected', by: 'Sari', reason: 'no' },
      candidate: { macroF1: 0.7 },
    });
    for (const version of ['v3', '..%2Fx', 'a'.repeat(41)]) {
      expectProblem(await call('GET', `/api/training/approvals/${version}`), 404, 'NotFound', /nobody was ever asked/);
    }
  });
});

describe('GET /api/settings', () => {
  const env = {
    ...{ TIMEZONE: 'Asia/Makassar', MEDIA_LINK_SECRET: 'm'.repeat(40), SESSION_SECRET: 's'.repeat(40) },
    DATABASE_URL: 'postgres://oncek:hunter2@db/oncek',
    MLFLOW_TRACKING_URI: 'http://user:hunter2@mlflow.example:5000',
    GEMINI_MODEL_NAME: HOSTILE,
  };

  it('tells admins every setting and no secret', async () => {
    const { call } = await startTestApi({ env });
    const { json, text } = await call('GET', '/api/settings');
    const items = json.items as { name: string; value: string | null }[];
    const of = (name: string) => items.find((one) => one.name === name)!;
    expect(of('TIMEZONE')).toEqual({
      name: 'TIMEZONE',
      value: 'Asia/Makassar',
      is_set: true,
      is_secret: false,
      default: 'Asia/Jakarta',
    });
    expect(of('APPROVAL_DAYS')).toMatchObject({ value: '7', is_set: false, default: '7' });
    expect(of('SESSION_SECRET')).toEqual({
      name: 'SESSION_SECRET',
      value: null,
      is_set: true,
      is_secret: true,
      default: null,
    });
    expect(of('API_KEYS')).toMatchObject({ value: null, is_set: false, is_secret: true });
    expect(of('MLFLOW_TRACKING_URI').value).toBe('http://…@mlflow.example:5000');
    expect(text).not.toMatch(/hunter2|mmmm|ssss|BEGIN PRIVATE|sandbox-group|sandbox-admin/);
    for (const key of [KEYS.read, KEYS.write]) {
      expectProblem(await call('GET', '/api/settings', { key }), 403, 'NotAnAdmin', /admin/);
    }
  });

  it('of the sandbox it tells what was filled in', () => {
    const shown = loadConfig({}).shown;
    expect(shown.find(({ name }) => name === 'ADMIN_USER_IDS')).toMatchObject({ value: '[9001]', isSet: false });
    expect(shown.filter(({ isSecret, value }) => isSecret && value !== null)).toEqual([]);
  });
});

describe('GET /api/tickets/search', () => {
  it('finds recorded tickets by words, masked, and links those that are tickets', async () => {
    const asked: unknown[] = [];
    const row = { day: '2026-11-02', group: 'Demo', text: 'hubungi 081234567890', label: 'A', app: 'MIT', sla: 'OK' };
    const findTickets: ApiSetup['findTickets'] = (words, limit) => {
      asked.push([words, limit]);
      const keys = ['42', '7@-1001000000002', 'hand-made'];
      return Promise.resolve({ rows: keys.map((key) => ({ ...row, key })), plainChatId: -1001000000001 });
    };
    const { call } = await startTestApi({ findTickets });
    const { json } = await call('GET', '/api/tickets/search?q=%20lupa%20%20sandi%20', { key: KEYS.read });
    expect(asked).toEqual([[['lupa', 'sandi'], 30]]);
    expect((json.items as { id: string | null }[]).map(({ id }) => id)).toEqual([
      '-1001000000001-42',
      '-1001000000002-7',
      null,
    ]);
    expect(json.items[0].text).not.toContain('081234567890');
    expectProblem(await call('GET', '/api/tickets/search?q=a&other=1'), 400, 'InvalidInput', /other/);
  });
});
