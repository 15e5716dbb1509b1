import { openTelegram } from '../../activities/adapters/telegram-client';
import { adminMenus, groupMenus, MENU_LANGUAGES } from '../../bots/commands';
import { setCommands } from '../../bots/set-commands';
import { loadConfig } from '../../config/env';
import { startSandbox, type Sandbox } from '../../sandbox/server';
import { fakeLog } from '../unit/bots/fakes';

const GROUP = -1001000000001;
const REPORTS = -1001000000002;
const ADMIN = 9001;
const NEVER_STARTED = 9002;

let sandbox: Sandbox;
beforeEach(async () => void (sandbox = await startSandbox({ port: 0 })));
afterEach(() => sandbox.close());

/** Sets the menus of both bots, as a start does. @returns what the log says */
async function setBoth() {
  const { telegram } = loadConfig({ SANDBOX_PORT: String(sandbox.port) });
  const log = fakeLog();
  const { signal } = new AbortController();
  const of = (token: string) => ({ telegram: openTelegram({ token, apiRoot: telegram.apiRoot }), log, signal });
  await setCommands(groupMenus('id'), { bot: 'group', ...of(telegram.groupToken) });
  const menus = adminMenus(['stats', 'pendingreview', 'helpml'], [NEVER_STARTED, ADMIN], 'id');
  await setCommands(menus, { bot: 'admin', ...of(telegram.adminToken) });
  return log.lines;
}

async function call<T>(path: string, body?: object): Promise<T> {
  const response = await fetch(`${sandbox.url}${path}`, {
    ...(body && { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) }),
  });
  if (!response.ok) throw new Error(`${path}: ${response.status} ${await response.text()}`);
  return (await response.json()) as T;
}

async function menu(query: { chatId: number; userId: number; bot: string; language?: string }) {
  const search = new URLSearchParams(
    Object.entries(query).map(([name, value]): [string, string] => [name, String(value)]),
  );
  return call<{ command: string; description: string }[]>(`/telegram/people/commands?${search.toString()}`);
}
const names = async (query: Parameters<typeof menu>[0]) => (await menu(query)).map(({ command }) => command);

test('people are offered the group bot’s commands in groups, admins theirs in private, others and groups none of them', async () => {
  await setBoth();
  const inGroup = ['status', 'batal', 'ping', 'health'];
  expect(await names({ chatId: GROUP, userId: 9101, bot: 'group' })).toEqual(inGroup);
  expect(await names({ chatId: ADMIN, userId: ADMIN, bot: 'admin' })).toEqual(['stats', 'pendingreview', 'helpml']);
  expect(await names({ chatId: REPORTS, userId: ADMIN, bot: 'admin' })).toEqual([]);
  await call('/telegram/people/starts', { from: 9101, bot: 'admin' });
  expect(await names({ chatId: 9101, userId: 9101, bot: 'admin' })).toEqual([]);
});

test('in English where the person’s Telegram is, else in Indonesian', async () => {
  await setBoth();
  const about = async (language: string) => (await menu({ chatId: GROUP, userId: 9101, bot: 'group', language }))[0];
  expect((await about('en'))?.description).toMatch(/^reply to a problem/);
  for (const language of ['id', 'de']) expect((await about(language))?.description).toMatch(/^balas pesan kendala/);
});

test('a second start sets nothing; an admin who never started the bot keeps nobody from theirs', async () => {
  const lines = await setBoth();
  expect(lines.filter(({ message }) => message.includes('refused'))).toHaveLength(MENU_LANGUAGES.length);
  const fault = { service: 'telegram', kind: 'status', status: 400, times: 100 };
  for (const method of ['setMyCommands', 'deleteMyCommands']) await call('/faults', { ...fault, method });
  await setBoth();
  const faults = await call<{ hits: number }[]>('/faults');
  expect(faults.map(({ hits }) => hits)).toEqual([0, 0]);
});

test('while Telegram is silent or asks to wait, menus are tried again', async () => {
  for (const status of [502, 429]) {
    await call('/faults', { service: 'telegram', method: 'setMyCommands', kind: 'status', status, times: 1 });
  }
  await setBoth();
  expect(await names({ chatId: GROUP, userId: 9101, bot: 'group' })).toHaveLength(4);
});
