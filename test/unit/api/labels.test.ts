import { expectProblem, KEYS, startTestApi, stopApis } from './kit';

afterEach(stopApis);

const BY = { kind: 'api', id: expect.stringMatching(/^[0-9a-f]{8}$/), name: expect.stringMatching(/^API /) };
const added = { label: 'KENDALA BARU', by: { kind: 'bot', id: '9001', name: 'Bagas' }, at: '2031-03-03T02:00:00.000Z' };

test('GET lists the model’s labels and those of admins, with who added them', async () => {
  const list = () => [
    { label: 'KENDALA BARU', added },
    { label: 'KENDALA LOGIN', added: null },
  ];
  const { call } = await startTestApi({ labels: { list } });
  const { status, json } = await call('GET', '/api/labels', { key: KEYS.read });
  expect(status).toBe(200);
  expect(json).toEqual({
    items: [
      { label: 'KENDALA BARU', origin: 'admin', addedBy: added.by, addedAt: added.at },
      { label: 'KENDALA LOGIN', origin: 'model', addedBy: null, addedAt: null },
    ],
    nextCursor: null,
  });
});

test('POST adds in the house’s spelling and in the key’s name: 201, and 200 where the label is known', async () => {
  let outcome = 'added';
  const add = (label: string) => ({ outcome, label });
  const { call, labelCalls } = await startTestApi({ labels: { add } });
  const first = await call('POST', '/api/labels', { body: { label: ' kendala  baru ' } });
  outcome = 'known';
  const second = await call('POST', '/api/labels', { body: { label: 'KENDALA BARU' } });
  expect([first.status, first.json]).toEqual([201, { outcome: 'added', label: 'KENDALA BARU' }]);
  expect([second.status, second.json]).toEqual([200, { outcome: 'known', label: 'KENDALA BARU' }]);
  expect(labelCalls[0]).toEqual({ method: 'add', args: ['KENDALA BARU', BY] });
});

test('DELETE takes back an added label, also one with a slash', async () => {
  const remove = (label: string) => ({ outcome: 'removed', label });
  const { call, labelCalls } = await startTestApi({ labels: { remove } });
  const { status, json } = await call('DELETE', `/api/labels/${encodeURIComponent('kendala ont/nte')}`);
  expect([status, json]).toEqual([200, { outcome: 'removed', label: 'KENDALA ONT/NTE' }]);
  expect(labelCalls[0]?.args).toEqual(['KENDALA ONT/NTE', BY]);
});

test.each([
  ['model', 409, 'InvalidInput', /model/],
  ['unknown', 404, 'UnknownLabel', /no admin/],
])('DELETE of a label that is %s answers %i', async (outcome, status, name, detail) => {
  const remove = (label: string) => ({ outcome, label });
  const { call } = await startTestApi({ labels: { remove } });
  expectProblem(await call('DELETE', '/api/labels/X'), status, name, detail);
});

test('what can be no label is refused before anybody is asked', async () => {
  const { call, labelCalls } = await startTestApi();
  for (const label of ['', 'dibatalkan', 'A"B', 'x'.repeat(201), 7]) {
    expectProblem(await call('POST', '/api/labels', { body: { label } }), 400, 'InvalidInput', /label/);
  }
  expectProblem(await call('POST', '/api/labels', { body: { label: 'A', x: 1 } }), 400, 'InvalidInput', /x/);
  expectProblem(await call('DELETE', '/api/labels/dibatalkan'), 400, 'InvalidInput', /DIBATALKAN/);
  expect(labelCalls).toEqual([]);
});

test('only admins change labels, and only with a key they are read', async () => {
  const { call } = await startTestApi();
  for (const key of [KEYS.read, KEYS.write]) {
    expectProblem(await call('POST', '/api/labels', { key, body: { label: 'A' } }), 403, 'NotAnAdmin', /admin/);
    expectProblem(await call('DELETE', '/api/labels/A', { key }), 403, 'NotAnAdmin', /admin/);
  }
  expectProblem(await call('GET', '/api/labels', { key: null }), 401, 'Unauthorized', /key/);
});
