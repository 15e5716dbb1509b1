import { spawn, type ChildProcess } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { createWebhookSender } from '../../activities/adapters/webhook-sender';
import { signedMessage } from '../../activities/webhooks/signature';
import type { WebhookMessage } from '../../domain/webhooks';
import { freePort } from '../support/ports';
import { findPython } from '../support/tools';
import { waitFor } from '../support/wait';
import { REFERENCE } from '../support/webhooks';

const ROOT = path.resolve(__dirname, '../..');
const PAGE = readFileSync(path.join(ROOT, 'docs/webhooks.md'), 'utf8');
const MESSAGE: WebhookMessage = {
  id: 'msg_1',
  type: 'ping',
  timestamp: '2031-03-03T02:00:00.000Z',
  data: { webhookId: 'wh_ü' },
};
const OTHER = `whsec_${Buffer.alloc(24, 7).toString('base64')}`;
const send = createWebhookSender({ allowsPrivate: true });

let folder: string;
let child: ChildProcess | null = null;
beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'oncek-webhook-docs-'));
  await symlink(path.join(ROOT, 'node_modules'), path.join(folder, 'node_modules'));
});
afterEach(async () => {
  if (child?.exitCode === null) {
    const closed = new Promise((resolve) => child?.once('close', resolve));
    child.kill('SIGKILL');
    await closed;
  }
  await rm(folder, { recursive: true, force: true });
});

/** The page's only example in a language. */
function exampleIn(language: string): string {
  const [, example = ''] = new RegExp('```' + language + '\\n([\\s\\S]*?)```').exec(PAGE) ?? [];
  if (example === '') throw new Error(`docs/webhooks.md has no example in ${language}`);
  return example;
}

async function start(program: string, file: string, text: string) {
  const port = await freePort();
  await writeFile(path.join(folder, file), text);
  const env = {
    PATH: process.env.PATH,
    HOME: process.env.HOME,
    ONCEK_WEBHOOK_SECRET: REFERENCE.secret,
    PORT: String(port),
  };
  const started = spawn(program, [path.join(folder, file)], { env, stdio: ['ignore', 'pipe', 'pipe'] });
  child = started;
  let output = '';
  for (const stream of [started.stdout, started.stderr])
    stream.on('data', (part: Buffer) => (output += part.toString()));
  const url = `http://127.0.0.1:${port}/`;
  await waitFor(() => fetch(url, { method: 'HEAD' }).then(() => true), {
    describe: `the example listens; it said: ${output}`,
    timeoutMs: 20_000,
  });
  /** The status that a message is answered with. @param change - what happens to its body on the way */
  const answerTo = async (secrets: readonly string[], at = new Date(), change = (body: string) => body) => {
    const { headers, body } = signedMessage(
      MESSAGE,
      secrets.map((secret) => ({ secret, until: null })),
      at,
    );
    return (await send({ url, headers, body: change(body) })).status;
  };
  return { answerTo, output: () => output };
}

async function expectVerifies({ answerTo, output }: Awaited<ReturnType<typeof start>>): Promise<void> {
  expect(await answerTo([REFERENCE.secret])).toBe(204);
  expect(await answerTo([OTHER, REFERENCE.secret])).toBe(204);
  await waitFor(() => output().split('wh_ü').length === 3, { describe: 'both are printed' });
  expect(await answerTo([OTHER])).toBe(401);
  expect(await answerTo([REFERENCE.secret], new Date(Date.now() - 600_000))).toBe(401);
  expect(await answerTo([REFERENCE.secret], new Date(), (body) => body.replace('ping', 'pong'))).toBe(401);
}

test('the page’s example for Node.js takes what is ours, and nothing else', async () => {
  await expectVerifies(await start(process.execPath, 'receiver.mjs', exampleIn('js')));
});

const python = findPython();
(python ? test : test.skip)('the page’s example for Python likewise [needs python3]', async () => {
  await expectVerifies(await start(python!, 'receiver.py', exampleIn('python')));
});
