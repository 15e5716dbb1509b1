import http from 'node:http';
import type { AddressInfo } from 'node:net';
import { z } from 'zod';
import { createMlflowClient, type MlflowClient } from '../../activities/adapters/mlflow-client';

type Answer = { status: number; body: string } | 'cut';

let server: http.Server;
let answers: Answer[];
let seen: { authorization: string | undefined; url: string | undefined }[];

beforeEach(async () => {
  answers = [];
  seen = [];
  server = http.createServer((request, response) => {
    seen.push({ authorization: request.headers.authorization, url: request.url });
    const answer = answers.shift() ?? { status: 200, body: '{}' };
    if (answer === 'cut') return request.socket.destroy();
    response.writeHead(answer.status).end(answer.body);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
});

afterEach(async () => {
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
});

const host = (): string => `127.0.0.1:${(server.address() as AddressInfo).port}`;

function aClient({ uri = `http://${host()}/` }: { uri?: string } = {}): MlflowClient {
  const access = { trackingUri: uri, username: 'desk', password: 'a-secret-word' };
  return createMlflowClient(access, { pausesMs: [1, 1, 1] });
}

const look = { path: 'mlflow/x', answer: z.object({}) };
const create = { ...look, method: 'POST', body: {}, isRepeatable: false } as const;
const refusal = (status: number, code: string, message = ''): Answer => ({
  status,
  body: JSON.stringify({ error_code: code, message }),
});

test('says who we are, and keeps the path that the server stands behind', async () => {
  await aClient({ uri: `http://${host()}/mlflow/` }).call({ ...look, query: { name: 'a b&c' } });
  expect(seen).toEqual([
    {
      authorization: `Basic ${Buffer.from('desk:a-secret-word').toString('base64')}`,
      url: '/mlflow/api/2.0/mlflow/x?name=a+b%26c',
    },
  ]);
});

test('a call that may be repeated is, after a cut connection, 429 and 503; then its failure is a passing one', async () => {
  answers = ['cut', { status: 429, body: '' }, refusal(503, 'TEMPORARILY_UNAVAILABLE')];
  expect(await aClient().call(look)).toEqual({});
  answers = ['cut', 'cut', 'cut', 'cut'];
  await expect(aClient().call(look)).rejects.toMatchObject({ type: 'RegistryUnavailable' });
  expect(seen).toHaveLength(8);
});

test('a tag that two processes set at once: MLflow refuses one of them by its database’s words, and the repeated call passes', async () => {
  const lost = '(sqlite3.IntegrityError) UNIQUE constraint failed: tags.key, tags.run_uuid';
  answers = [refusal(400, 'BAD_REQUEST', lost)];
  expect(await aClient().call({ ...look, method: 'POST', body: {} })).toEqual({});
  answers = [refusal(400, 'BAD_REQUEST', lost)];
  await expect(aClient().call(create)).rejects.toMatchObject({ type: 'RegistryUnavailable' });
  answers = [refusal(400, 'RESOURCE_ALREADY_EXISTS', lost)];
  await expect(aClient().call(look)).rejects.toMatchObject({ type: 'RegistryRefused' });
  expect(seen).toHaveLength(4);
});

test('a creation is never sent twice', async () => {
  answers = ['cut'];
  await expect(aClient().call(create)).rejects.toMatchObject({ type: 'RegistryUnavailable' });
  expect(seen).toHaveLength(1);
});

test.each([
  [refusal(401, 'UNAUTHENTICATED'), 'MLFLOW_TRACKING_PASSWORD'],
  [{ status: 403, body: 'Invalid Host header - possible DNS rebinding attack detected' }, '--allowed-hosts'],
  [{ status: 404, body: '<html>nginx</html>' }, 'MLFLOW_TRACKING_URI'],
  [{ status: 200, body: '<html>a portal</html>' }, 'MLFLOW_TRACKING_URI'],
  [refusal(400, 'INVALID_PARAMETER_VALUE', 'name is too long'), 'name is too long'],
])('a refusal %j says what to do, tells no password, and is not asked again', async (answer, words) => {
  answers = [answer];
  const failure = await aClient()
    .call(look)
    .catch((error: unknown) => error as Error);
  expect(failure).toMatchObject({ type: 'RegistryRefused', message: expect.stringContaining(words) as string });
  expect((failure as Error).message).not.toContain('a-secret-word');
  expect(seen).toHaveLength(1);
});

test('an error that is an answer gives null, any other one fails', async () => {
  answers = [refusal(404, 'RESOURCE_DOES_NOT_EXIST'), refusal(400, 'INVALID_STATE')];
  expect(await aClient().callOr(['RESOURCE_DOES_NOT_EXIST'], look)).toBeNull();
  await expect(aClient().callOr(['RESOURCE_DOES_NOT_EXIST'], look)).rejects.toMatchObject({ type: 'RegistryRefused' });
});

test('a server that is not there is a passing failure', async () => {
  server.closeAllConnections();
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  await expect(aClient({ uri: `http://127.0.0.1:${port}` }).call(look)).rejects.toMatchObject({
    type: 'RegistryUnavailable',
    message: expect.stringContaining('ECONNREFUSED') as string,
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
});
