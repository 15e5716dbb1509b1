import { GoogleGenerativeAI } from '@google/generative-ai';
import { geminiPrompt } from '../../domain/gemini';
import { startSandbox, type Sandbox } from '../../sandbox/server';

const LABELS = ['KENDALA LOGIN', 'USER AUTH LOCKED', 'KENDALA SPEEDTEST', 'USER NOT FOUND'];
let sandbox: Sandbox;
beforeEach(async () => {
  sandbox = await startSandbox({ port: 0 });
});
afterEach(() => sandbox.close());

async function put(body: object): Promise<number> {
  const headers = { 'Content-Type': 'application/json' };
  return (await fetch(`${sandbox.url}/gemini/people/behaviour`, { method: 'PUT', headers, body: JSON.stringify(body) }))
    .status;
}

async function ask(
  text: string,
  { key = 'any', solving = null as string | null, timeout = undefined as number | undefined } = {},
) {
  const model = new GoogleGenerativeAI(key).getGenerativeModel(
    { model: 'gemini-2.0-flash' },
    { baseUrl: `${sandbox.url}/gemini`, timeout },
  );
  const { response } = await model.generateContent(geminiPrompt({ text, solving, labels: LABELS }));
  return response;
}

async function answer(text: string, solving: string | null = null): Promise<{ label: string; confidence: number }> {
  return JSON.parse((await ask(text, { solving })).text()) as { label: string; confidence: number };
}

describe('the oracle', () => {
  it('labels nine of ten known texts right and sure, the others wrong and less sure, each time alike', async () => {
    const texts = Array.from(
      { length: 200 },
      (_, index) => `akun terkunci ${'abcdefghij'[index % 10]!.repeat(1 + index / 10)}`,
    );
    await put({ mode: 'oracle', answers: Object.fromEntries(texts.map((text) => [text, 'USER AUTH LOCKED'])) });
    const answers = await Promise.all(texts.map((text) => answer(text)));
    const right = answers.filter(({ label }) => label === 'USER AUTH LOCKED');
    expect(right.length).toBeGreaterThan(165);
    expect(right.length).toBeLessThan(195);
    for (const { confidence } of right) expect(confidence).toBeGreaterThanOrEqual(0.9);
    for (const { label, confidence } of answers.filter((one) => !right.includes(one))) {
      expect(LABELS).toContain(label);
      expect(confidence).toBeLessThanOrEqual(0.8);
    }
    expect(await Promise.all(texts.map((text) => answer(text)))).toEqual(answers);
  });

  it('knows a text again after masking, over several lines, with a solution, and by the problem of a joined key', async () => {
    const text = 'Mohon bantuan\nnama: Budi Santoso hp 081234567890\nSolusi: belum ada';
    await put({
      mode: 'oracle',
      accuracy: 1,
      answers: { [text]: 'USER NOT FOUND', 'speed lambat [SEP] sudah': 'KENDALA SPEEDTEST' },
    });
    expect(await answer(text)).toMatchObject({ label: 'USER NOT FOUND' });
    expect(await answer(text, 'sudah direset')).toMatchObject({ label: 'USER NOT FOUND' });
    expect(await answer('Speed  LAMBAT!')).toMatchObject({ label: 'KENDALA SPEEDTEST' });
    const calls = (await (await fetch(`${sandbox.url}/gemini/people/calls`)).json()) as {
      count: number;
      last: { prompt: string }[];
    };
    expect(calls.count).toBe(3);
    expect(calls.last[0]?.prompt).toContain('[TELEPON]');
    expect(JSON.stringify(calls)).not.toContain('081234567890');
  });

  it('gives an unknown text a label of the list with confidence 0.4', async () => {
    const { label, confidence } = await answer('teks yang tidak dikenal');
    expect(LABELS).toContain(label);
    expect(confidence).toBe(0.4);
  });

  it('takes 12,000 answers at once and adds later ones', async () => {
    const many = Object.fromEntries(
      Array.from({ length: 12_000 }, (_, index) => [`teks ${index} ${'x'.repeat(200)}`, 'KENDALA LOGIN']),
    );
    expect(await put({ mode: 'oracle', answers: many })).toBe(200);
    await put({ mode: 'oracle', answers: { baru: 'USER NOT FOUND' } });
    const shown = await (await fetch(`${sandbox.url}/gemini/people/behaviour`)).json();
    expect(shown).toMatchObject({ answerCount: 12_001, accuracy: 0.9 });
  });
});

it('answers fixed labels, nonsense, or late', async () => {
  await put({ mode: 'fixed', label: 'KENDALA LOGIN', confidence: 0.77 });
  const response = await ask('x');
  expect(JSON.parse(response.text())).toMatchObject({ label: 'KENDALA LOGIN', confidence: 0.77 });
  expect(response.candidates?.[0]?.finishReason).toBe('STOP');
  expect(response.usageMetadata?.totalTokenCount).toBeGreaterThan(100);
  await put({ mode: 'nonsense' });
  const nonsense = (await ask('x')).text();
  expect(() => JSON.parse(nonsense) as unknown).toThrow();
  await put({ mode: 'slow', delayMs: 30_000 });
  await expect(ask('x', { timeout: 100 })).rejects.toThrow(/abort/i);
});

it('refuses a wrong key as Google does, and takes the key from the address too', async () => {
  await put({ mode: 'oracle', validKeys: ['right'] });
  await expect(ask('x', { key: 'wrong' })).rejects.toMatchObject({
    status: 400,
    errorDetails: [{ reason: 'API_KEY_INVALID' }, {}],
  });
  await ask('x', { key: 'right' });
  const url = `${sandbox.url}/gemini/v1beta/models/gemini-2.0-flash:generateContent`;
  const body = JSON.stringify({ contents: [{ parts: [{ text: 'x' }] }] });
  const post = (address: string): Promise<Response> =>
    fetch(address, { method: 'POST', headers: { 'Content-Type': 'application/json' }, body });
  expect((await post(`${url}?key=right`)).status).toBe(200);
  expect((await post(url)).status).toBe(403);
});

it('answers an injected 429 with the delay Google tells', async () => {
  const fault = { service: 'gemini', method: 'generateContent', kind: 'status', status: 429, retryAfter: 12 };
  await fetch(`${sandbox.url}/faults`, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json' },
    body: JSON.stringify(fault),
  });
  await expect(ask('x')).rejects.toMatchObject({ status: 429, errorDetails: [{ retryDelay: '12s' }] });
  await ask('x');
});
