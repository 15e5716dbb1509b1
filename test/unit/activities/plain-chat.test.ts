import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createChatMoves } from '../../../activities/chat-moves';
import { createPlainChat } from '../../../activities/plain-chat';
import { rememberingOrigin } from '../../../activities/remembered-origin';
import { OncekError } from '../../../domain/errors';
import { memoryStore } from '../../support/memory-store';

const GROUP = -4001;
const SUPERGROUP = -1001000000009;
const down = () => Promise.reject(new OncekError('StoreUnavailable', 'down'));

test('plain keys stay those of the group that became the supergroup of the setting', async () => {
  const moves = createChatMoves(memoryStore());
  await moves.note({ from: GROUP, to: SUPERGROUP });
  const chat = createPlainChat(moves, SUPERGROUP);
  expect([await chat.forNewTicket(), await chat.get()]).toEqual([GROUP, GROUP]);
});

test('while the store is down a new ticket gets a key with its chat, and nobody is told a chat that may be wrong', async () => {
  let originOf: (chatId: number) => Promise<number> = down;
  const chat = createPlainChat({ originOf: (chatId) => originOf(chatId) }, SUPERGROUP);
  expect(await chat.forNewTicket()).toBeNull();
  await expect(chat.get()).rejects.toMatchObject({ type: 'StoreUnavailable' });
  originOf = () => Promise.resolve(GROUP);
  expect(await chat.forNewTicket()).toBe(GROUP);
  originOf = down;
  expect(await chat.get()).toBe(GROUP);
});

test('a store that hangs holds no ticket up, and is asked once at a time', async () => {
  const originOf = jest.fn(() => new Promise<number>(() => undefined));
  const chat = createPlainChat({ originOf }, SUPERGROUP, { patienceMs: 5 });
  expect(await Promise.all([chat.forNewTicket(), chat.forNewTicket()])).toEqual([null, null]);
  expect(originOf).toHaveBeenCalledTimes(1);
});

test('a basic group and no group at all need no store', async () => {
  expect(await createPlainChat(createChatMoves({ get: down, put: down }), GROUP).get()).toBe(GROUP);
  expect(await createPlainChat({ originOf: down }, null).get()).toBeNull();
});

describe('a bot restarted while MinIO is down', () => {
  let dir: string;
  beforeEach(async () => {
    dir = await mkdtemp(join(tmpdir(), 'oncek-origin-'));
  });
  afterEach(() => rm(dir, { recursive: true, force: true }));

  const known = (origin: number) => rememberingOrigin({ originOf: () => Promise.resolve(origin) }, dir);
  const restarted = (chatId: number) => createPlainChat(rememberingOrigin({ originOf: down }, dir), chatId);

  test('gives new tickets the keys that the one before it gave', async () => {
    await createPlainChat(known(GROUP), SUPERGROUP).get();
    expect(await restarted(SUPERGROUP).forNewTicket()).toBe(GROUP);
  });

  test('knows nothing of another chat that the setting was changed to, nor from a file that is damaged', async () => {
    await createPlainChat(known(GROUP), SUPERGROUP).get();
    expect(await restarted(SUPERGROUP - 1).forNewTicket()).toBeNull();
    await writeFile(join(dir, 'plain-chat.json'), '{');
    expect(await restarted(SUPERGROUP).forNewTicket()).toBeNull();
  });
});
