import { ADMIN, GROUP, peopleOf } from '../support/people';
import { install, startProduct, type Installation, type RunningProduct } from '../support/product';
import { waitFor } from '../support/wait';

/** One word the model has seen, no more: far from sure. */
const VAGUE = 'mohon dibantu segera';

describe('the API of a running product', () => {
  let installation: Installation;
  let product: RunningProduct;
  let people: ReturnType<typeof peopleOf>;

  beforeAll(async () => {
    installation = await install({ SLA_BREAKS: '03:00-03:01', SHEET_SYNC_SECONDS: '10', API_RATE_PER_MINUTE: '0' });
    people = peopleOf(installation.sandbox);
    product = await startProduct(installation);
  }, 150_000);

  afterAll(async () => {
    await product?.kill();
    await installation?.remove();
  });

  async function call(method: string, path: string, body?: unknown, headers: Record<string, string> = {}) {
    const answer = await fetch(`${installation.api}${path}`, {
      method,
      headers: { 'X-API-Key': 'demo-admin', 'Content-Type': 'application/json', ...headers },
      body: body === undefined ? undefined : JSON.stringify(body),
    });
    const text = await answer.text();
    const json = (text === '' ? null : JSON.parse(text)) as Record<string, unknown>;
    return { status: answer.status, json, headers: answer.headers };
  }

  it('writes rows of Logs by their keys: an append that comes twice adds no second row', async () => {
    const row = { tech_message_id: 700_001, tech_raw_text: 'login gagal', app_code: 'MIT', is_oncek: 'true' };
    const first = await call('POST', '/api/data/logs/append', row);
    expect([first.status, first.json]).toEqual([200, { success: true, row_index: expect.any(Number), queued: false }]);
    const again = await call('POST', '/api/data/logs/append', { ...row, solving: 'sudah direset' });
    expect(again.json).toEqual(first.json);
    const [found, ...others] = await people.rowsOf('Logs', '700001');
    expect(others).toEqual([]);
    expect([found?.[6], found?.[11], found?.[13]]).toEqual(['login gagal', 'sudah direset', 'MIT']);

    const changed = await call('PUT', `/api/data/logs/${String(first.json.row_index)}`, {
      ...{ tech_message_id: '700001', app_code: '', solver_name: 'Damas' },
    });
    expect(changed.json).toEqual(first.json);
    const [after] = await people.rowsOf('Logs', '700001');
    expect([after?.[11], after?.[13] ?? '', after?.[14]]).toEqual(['sudah direset', '', 'Damas']);
    expect((await call('GET', '/api/data/logs/find/700001')).json).toEqual({
      row_index: first.json.row_index,
      found: true,
    });
    const listed = await waitFor(
      async () => {
        const { json } = await call('GET', '/api/data/logs/all');
        return (json.rows as unknown[][]).find((cells) => cells[3] === '700001' && cells[14] === 'Damas') ?? null;
      },
      { describe: 'the row is read back', timeoutMs: 40_000 },
    );
    expect((await call('GET', `/api/data/logs/row/${String(first.json.row_index)}`)).json).toEqual({
      row: listed,
      found: true,
    });
    const page = await call('GET', '/api/data/logs?limit=1');
    expect(page.json.items).toHaveLength(1);
  }, 90_000);

  it('a row of a ticket takes a change from outside, and the ticket’s next change still counts', async () => {
    const problem = await people.write({ text: 'mohon bantuan tidak bisa login mytech, muncul user auth locked' });
    await people.reply(problem, 'oncek ya');
    await people.waitForRow('Logs', problem, (row) => row[15] === 'true');
    const put = await call('PUT', '/api/data/logs/2', { tech_message_id: problem, media_type: 'telepon' });
    expect(put.json).toEqual({ success: true, row_index: expect.any(Number), queued: false });
    await people.reply(problem, 'sudah direset, silakan login ulang, MIT -dm');
    const row = await people.waitForRow('Logs', problem, (cells) => cells[11] === 'sudah direset, silakan login ulang');
    expect(await people.rowsOf('Logs', problem)).toEqual([row]);
    const status = await call('GET', `/api/tickets/${GROUP}-${problem}`);
    expect(status.json.solverName).toBe('Damas');
  }, 90_000);

  it('writes ML_Tracking, and marks what a person reviewed as TRAINED, once the token is the current one', async () => {
    const tracked = await call('POST', '/api/data/tracking/log', {
      ...{ tech_message_id: 700_002, tech_raw_text: 'akun terkunci', predicted_symtomps: 'USER AUTH LOCKED' },
      ...{ ml_confidence: 0.9, prediction_status: 'AUTO', source: 'lightgbm' },
    });
    expect(tracked.json).toEqual({ success: true, queued: false });
    const rows = await people.rows('ML_Tracking');
    const at = rows.findIndex((cells) => cells[0] === '700002') + 1;
    await fetch(`${installation.sandbox}/sheets/people/edits`, {
      method: 'POST',
      headers: { 'Content-Type': 'application/json' },
      body: JSON.stringify({ worksheet: 'ML_Tracking', row: at, column: 'review_status', value: 'APPROVED' }),
    });
    const data = await waitFor(
      async () => {
        const { status, json } = await call('GET', '/api/data/training/data');
        return status === 200 && Number(json.mark_candidates_count) > 0 ? json : null;
      },
      { describe: 'the approved row is in the training set', timeoutMs: 60_000 },
    );
    expect(data.tracking_data).toContainEqual(expect.objectContaining({ tech_message_id: '700002', origin: 'person' }));
    const stale = await call('POST', '/api/data/training/mark', { mark_token: 'stale' });
    expect([stale.status, stale.json.current_mark_token]).toEqual([409, data.mark_token]);
    const marked = await call('POST', '/api/data/training/mark', { mark_token: data.mark_token });
    expect(marked.json).toMatchObject({ success: true, token_matched: true });
    await people.waitForRow('ML_Tracking', '700002', (cells) => cells[5] === 'TRAINED');
  }, 120_000);

  it('shows on a review card a solved ticket like it, with its label and how it was solved', async () => {
    await people.gemini({ mode: 'nonsense' });
    const solved = { tech_raw_text: VAGUE, solving: 'sudah direset', symtomps: 'KENDALA LOGIN' };
    await call('POST', '/api/data/logs/append', { tech_message_id: 700_003, ...solved });
    await waitFor(
      async () => {
        const { json } = await call('GET', '/api/data/logs/all');
        return (json.rows as unknown[][]).some((cells) => cells[3] === '700003');
      },
      { describe: 'a sync read the solved row', timeoutMs: 40_000 },
    );
    const problem = await people.write({ text: VAGUE });
    await people.reply(problem, 'ok, MIT -dm');
    const card = await people.waitForMessage(
      ADMIN.id,
      ({ text, reply_markup }) => (text?.includes(VAGUE) ?? false) && reply_markup !== undefined,
      'the card stands in the private chat of the admin',
    );
    expect(card.text).toContain(`Mirip 100%: KENDALA LOGIN · ${VAGUE} → sudah direset`);
  }, 120_000);

  it('of 100 reviews of one ticket at once one wins, and the others are told who decided', async () => {
    await people.gemini({ mode: 'nonsense' });
    const problem = await people.write({ text: VAGUE });
    await people.reply(problem, 'ok, MIT -dm');
    await waitFor(
      async () => (await call('GET', `/api/tickets/${GROUP}-${problem}`)).json.phase === 'inReview' || null,
      { describe: 'the ticket waits for a person', timeoutMs: 40_000 },
    );
    // Whom a busy server answers too late is told to ask again, and may then hear that he himself decided before.
    const answerTo = (index: number) =>
      waitFor(
        async () => {
          const answer = await call('POST', `/api/tickets/${GROUP}-${problem}/review`, {
            label: index % 2 === 0 ? 'KENDALA LOGIN' : 'USER AUTH LOCKED',
            reviewer: `Admin ${index}`,
          });
          return answer.status === 503 ? null : answer;
        },
        { describe: 'the review is answered', timeoutMs: 60_000 },
      );
    const answers = await Promise.all(Array.from({ length: 100 }, (_, index) => answerTo(index)));
    expect(answers.filter(({ json }) => json.decided === 'now').length).toBeLessThanOrEqual(1);
    const { json: ticket } = await call('GET', `/api/tickets/${GROUP}-${problem}`);
    expect(answers[0]).toMatchObject({ status: 200, json: { label: ticket.label } });
    expect(new Set(answers.map(({ status, json }) => `${status} ${String(json.label)}`)).size).toBe(1);
  }, 90_000);

  it('stores a file and gives it out under the link', async () => {
    const form = new FormData();
    form.set('file', new Blob(['picture']));
    form.set('key', 'media/2031/03/03/-1001/42_20310303T020000Z.jpg');
    const answer = await fetch(`${installation.api}/api/data/media/upload`, {
      ...{ method: 'POST', headers: { 'X-API-Key': 'demo-write' }, body: form },
    });
    const { url } = (await answer.json()) as { url: string };
    expect(await (await fetch(url)).text()).toBe('picture');
  });
});
