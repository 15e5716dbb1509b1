import { aMessage, aMessageUpdate, anEditUpdate, anOpsReply, DEMO, fakeBotApi, FOREIGN, ME, OPS, T0 } from './fakes';
import { aBot, opens, PROBLEM_42, refOf42 } from './group-bot-kit';

afterEach(() => jest.restoreAllMocks());

describe('problems', () => {
  test('a technician’s message opens a ticket with the label of the setting', async () => {
    const { bot, calls, log } = aBot(opens);
    await bot.handleUpdate(aMessageUpdate(aMessage({ text: 'login mytech gagal terus' })));
    expect(calls).toEqual([{ method: 'open', args: [PROBLEM_42] }]);
    expect(JSON.stringify(log.lines)).not.toMatch(/login|Andi/);
  });

  test.each([
    ['a photo without caption', { photo: [{ file_id: 'p', width: 9, height: 9 }] }, ''],
    ['a document with an empty caption', { document: { file_id: 'd' }, caption: '' }, ''],
    ['a kind of media nobody knows', { hologram: { file_id: 'h' } }, ''],
    ['a text of 4,096 characters', { text: 'x'.repeat(4_096) }, 'x'.repeat(4_096)],
  ])('%s opens a ticket', async (_what, content, text) => {
    const { bot, calls } = aBot(opens);
    await bot.handleUpdate(aMessageUpdate(aMessage(content)));
    expect(calls).toMatchObject([{ method: 'open', args: [{ messageId: 42, problem: { text } }] }]);
  });

  test.each([
    ['a pleasantry', aMessage({ text: 'siap, terima kasih' })],
    ['a sticker', aMessage({ sticker: { file_id: 's' } })],
    ['a message of ops', aMessage({ text: 'mohon sabar ya', from: OPS })],
    ['a technician’s reply, even one that reads like an answer', anOpsReply('oncek', { from: { ...OPS, id: 9105 } })],
    ['a message of a bot', aMessage({ text: 'halo semua', from: { ...OPS, id: 7, is_bot: true } })],
    ['a join', aMessage({ new_chat_members: [OPS] })],
    ['a message of another group', aMessage({ text: 'login gagal', chat: { id: FOREIGN, type: 'supergroup' } })],
    ['a command unknown here', aMessage({ text: '/stats' })],
  ])('%s is left alone', async (_what, message) => {
    const { bot, calls } = aBot();
    await bot.handleUpdate(aMessageUpdate(message));
    expect(calls).toEqual([]);
  });

  test('with nobody named as ops anybody’s message is a problem and anybody’s reply may be an answer', async () => {
    const { bot, calls } = aBot({ ...opens, answer: () => 'known' }, { opsUserIds: [] });
    await bot.handleUpdate(aMessageUpdate(aMessage({ text: 'login gagal', from: OPS }), 1));
    await bot.handleUpdate(aMessageUpdate(anOpsReply('oncek', { from: { ...OPS, id: 9105 } }), 2));
    expect(calls.map(({ method }) => method)).toEqual(['open', 'answer']);
  });

  test('an outage of Temporal reaches whoever feeds the bot, so that the update is kept', async () => {
    const { bot } = aBot({ open: () => Promise.reject(new Error('14 UNAVAILABLE')) });
    await expect(bot.handleUpdate(aMessageUpdate(aMessage({ text: 'login gagal' })))).rejects.toThrow('14 UNAVAILABLE');
  });
});

describe('replies of ops', () => {
  test.each(['Oncek ya', 'sudah direset, silakan login ulang, MIT -bg'])(
    '“%s” goes to the ticket of the message replied to, with the update’s id',
    async (text) => {
      const { bot, calls } = aBot({ answer: () => 'known' });
      await bot.handleUpdate(aMessageUpdate(anOpsReply(text), 777));
      expect(calls).toEqual([
        {
          method: 'answer',
          args: [
            PROBLEM_42,
            {
              updateId: 'tg-group:777',
              message: {
                id: 'tg:43',
                messageId: 43,
                text,
                sentAt: '2026-01-31T08:05:00.000Z',
                editedAt: null,
                from: { id: 9001, name: 'Bagas Putra' },
              },
            },
          ],
        },
      ]);
    },
  );

  test.each([
    ['a bad app code', 'sudah direset, MIX -bg'],
    ['unknown initials', 'sudah direset, MIT -zz'],
    ['nothing before the comma', ', MIT -bg'],
    ['ordinary words', 'nomor berapa mas?'],
  ])('%s is ordinary chat and left alone', async (_what, text) => {
    const { bot, calls } = aBot();
    await bot.handleUpdate(aMessageUpdate(anOpsReply(text)));
    expect(calls).toEqual([]);
  });

  test('an answer to a bot’s message starts no ticket: only one opened as such is told', async () => {
    const { bot, calls } = aBot({ edit: () => false });
    const warning = aMessage({ message_id: 40, text: '⏰ Belum ada jawaban', from: { ...OPS, id: 1, is_bot: true } });
    await bot.handleUpdate(aMessageUpdate(anOpsReply('oncek', { reply_to_message: warning })));
    expect(calls).toMatchObject([{ method: 'edit', args: [{ chatId: DEMO, messageId: 40 }, {}] }]);
  });

  test('an answer to a warning of the bot belongs to the ticket the warning speaks of, and starts none', async () => {
    const { bot, calls, sent } = aBot({ edit: () => true, cancel: () => true });
    await sent.note({ chatId: DEMO, messageId: 40 }, `${DEMO}-42`);
    const warning = { message_id: 40, text: '⏰ Belum ada jawaban', from: { ...OPS, id: 1, is_bot: true } };
    const below = { reply_to_message: aMessage(warning) };
    await bot.handleUpdate(aMessageUpdate(anOpsReply('oncek', below), 1));
    await bot.handleUpdate(anEditUpdate(anOpsReply('sudah, MIT -bg', { ...below, edit_date: T0 + 400 }), 2));
    await bot.handleUpdate(aMessageUpdate(anOpsReply('/batal', below), 3));
    expect(calls).toMatchObject([
      { method: 'edit', args: [refOf42, { message: { id: 'tg:43', text: 'oncek' } }] },
      { method: 'edit', args: [refOf42, { message: { id: 'tg:43', text: 'sudah, MIT -bg' } }] },
      { method: 'cancel', args: [refOf42, {}] },
    ]);
  });

  test('an answer that comes before the warning is remembered is kept, and handed in again', async () => {
    const { bot, calls, sent } = aBot({ edit: () => true });
    const warning = aMessage({ message_id: 40, date: T0 + 595, text: '⏰ Belum ada jawaban', from: ME });
    const update = aMessageUpdate(anOpsReply('oncek', { reply_to_message: warning }));
    await expect(bot.handleUpdate(update)).rejects.toThrow(/sent just now/);
    await sent.note({ chatId: DEMO, messageId: 40 }, `${DEMO}-42`);
    await bot.handleUpdate(update);
    expect(calls).toMatchObject([{ method: 'edit', args: [refOf42, {}] }]);
    const old = aMessage({ message_id: 41, date: T0 + 500, text: 'OK 2026-01-31 15:08:20', from: ME });
    await bot.handleUpdate(aMessageUpdate(anOpsReply('oncek', { reply_to_message: old }), 2));
    expect(calls[1]).toMatchObject({ method: 'edit', args: [{ messageId: 41 }, {}] });
  });

  test('an answer to a problem that we posted opens its ticket, should its own opening have been lost', async () => {
    const { bot, calls } = aBot({ answer: () => 'known' });
    const posted = aMessage({ message_id: 40, text: '📨 Portal\nabsen gagal', from: ME });
    await bot.handleUpdate(aMessageUpdate(anOpsReply('oncek', { reply_to_message: posted })));
    const problem = { text: 'absen gagal', from: { id: 0, name: 'Portal' } };
    expect(calls).toMatchObject([{ method: 'answer', args: [{ chatId: DEMO, messageId: 40, problem }, {}] }]);
  });

  test('a forwarded message, and a post of a linked channel, say so: their clock starts when ops answers', async () => {
    const { bot, calls } = aBot(opens);
    const origin = { type: 'hidden_user', sender_user_name: 'x', date: T0 - 3_600 };
    await bot.handleUpdate(aMessageUpdate(aMessage({ text: 'login gagal', forward_origin: origin }), 1));
    const channel = { id: -1001000000500, type: 'channel', title: 'Info' };
    const post = { from: { ...OPS, id: 777_000 }, sender_chat: channel, is_automatic_forward: true };
    await bot.handleUpdate(aMessageUpdate(aMessage({ message_id: 44, text: 'jaringan putus', ...post }), 2));
    expect(calls).toMatchObject([
      { method: 'open', args: [{ messageId: 42, problem: { forwarded: true } }] },
      { method: 'open', args: [{ messageId: 44, problem: { forwarded: true, from: { name: 'Info' } } }] },
    ]);
  });

  test('an anonymous admin is nobody known as ops: what it writes is a problem, its replies are no answers', async () => {
    const anonymous = {
      from: { ...OPS, id: 1_087_968_824, is_bot: true },
      sender_chat: { id: DEMO, type: 'supergroup', title: 'Grup Demo' },
    };
    const named = aBot(opens);
    await named.bot.handleUpdate(aMessageUpdate(aMessage({ text: 'login gagal', ...anonymous }), 1));
    await named.bot.handleUpdate(aMessageUpdate(anOpsReply('oncek', anonymous), 2));
    expect(named.calls.map(({ method }) => method)).toEqual(['open']);
    const everybody = aBot({ answer: () => 'known' }, { opsUserIds: [] });
    await everybody.bot.handleUpdate(aMessageUpdate(anOpsReply('oncek', anonymous), 2));
    expect(everybody.calls.map(({ method }) => method)).toEqual(['answer']);
  });
});

describe('edits', () => {
  const edited = { edit_date: T0 + 400 };

  test('an edit into an oncek is an answer, which may start the ticket', async () => {
    const { bot, calls } = aBot({ answer: () => 'known' });
    await bot.handleUpdate(anEditUpdate(anOpsReply('oncek', edited)));
    expect(calls).toMatchObject([
      { method: 'answer', args: [PROBLEM_42, { message: { id: 'tg:43', editedAt: '2026-01-31T08:06:40.000Z' } }] },
    ]);
  });

  test.each(['ternyata bukan, maaf', '/batal'])(
    'an edit of an answer into “%s” is told to an open ticket only',
    async (text) => {
      const { bot, calls } = aBot({ edit: () => true });
      await bot.handleUpdate(anEditUpdate(anOpsReply(text, edited)));
      expect(calls).toMatchObject([{ method: 'edit', args: [refOf42, { message: { id: 'tg:43', text } }] }]);
    },
  );

  test('an edited problem goes to its ticket, and so does an edit without a change: the ticket compares', async () => {
    const { bot, calls } = aBot({ editProblem: () => true });
    await bot.handleUpdate(anEditUpdate(aMessage({ text: 'login mytech gagal terus' }), 9));
    expect(calls).toEqual([
      { method: 'editProblem', args: [refOf42, { updateId: 'tg-group:9', problem: PROBLEM_42.problem }] },
    ]);
  });

  test('an edit that makes a problem of a pleasantry opens a ticket', async () => {
    const { bot, calls } = aBot({ editProblem: () => false, ...opens });
    await bot.handleUpdate(anEditUpdate(aMessage({ text: 'siap, tapi login gagal', ...edited })));
    expect(calls.map(({ method }) => method)).toEqual(['editProblem', 'open']);
  });

  test.each([
    ['a reaction, which brings no edit date', aMessage({ text: 'login gagal' })],
    ['an edit of a message of 8 days ago', aMessage({ text: 'login gagal', date: T0 - 8 * 86_400, ...edited })],
    ['an edit into a pleasantry', aMessage({ text: 'siap', ...edited })],
  ])('%s opens no ticket where there is none', async (_what, message) => {
    const { bot, calls } = aBot({ editProblem: () => false });
    await bot.handleUpdate(anEditUpdate(message));
    expect(calls.map(({ method }) => method)).toEqual(['editProblem']);
  });
});

describe('commands', () => {
  test('/batal of ops in reply to the problem cancels its ticket', async () => {
    const { bot, calls } = aBot({ cancel: () => true });
    await bot.handleUpdate(aMessageUpdate(anOpsReply('/batal'), 600));
    expect(calls).toEqual([
      { method: 'cancel', args: [refOf42, { updateId: 'tg-group:600', by: { id: 9001, name: 'Bagas Putra' } }] },
    ]);
  });

  test.each([
    ['by a technician', anOpsReply('/batal', { from: { ...OPS, id: 9105 } })],
    ['without a reply', anOpsReply('/batal', { reply_to_message: undefined })],
    ['for another bot', anOpsReply('/batal@lain_bot')],
  ])('/batal %s cancels nothing', async (_how, message) => {
    const { bot, calls } = aBot();
    await bot.handleUpdate(aMessageUpdate(message));
    expect(calls).toEqual([]);
  });

  test.each([DEMO, FOREIGN])(
    '/ping and /health are answered OK and the local time to anybody, in chat %d',
    async (id) => {
      const sent = fakeBotApi();
      const { bot } = aBot();
      const chat = { id, type: 'supergroup' };
      await bot.handleUpdate(aMessageUpdate(aMessage({ text: '/ping', chat }), 1));
      await bot.handleUpdate(aMessageUpdate(aMessage({ text: '/health@Oncek_Bot', chat }), 2));
      const answer = { method: 'sendMessage', payload: { chat_id: id, text: 'OK 2026-01-31 15:10:00' } };
      expect(sent).toMatchObject([answer, answer]);
    },
  );

  test('a flood of pings gets 5 answers a minute: the chat’s quota belongs to the tickets', async () => {
    const sent = fakeBotApi();
    const { bot } = aBot();
    for (let id = 1; id <= 9; id += 1) await bot.handleUpdate(aMessageUpdate(aMessage({ text: '/ping' }), id));
    expect(sent).toHaveLength(5);
  });

  test('an answer that Telegram does not take holds up nothing', async () => {
    fakeBotApi(() => {
      throw new Error('ECONNRESET');
    });
    const { bot, log } = aBot();
    await bot.handleUpdate(aMessageUpdate(aMessage({ text: '/ping' })));
    expect(log.lines).toMatchObject([{ level: 'warn' }]);
  });
});

test('updates of no interest, such as the bot being added to a group, change nothing', async () => {
  const { bot, calls } = aBot();
  await bot.handleUpdate({ update_id: 5, my_chat_member: { chat: { id: DEMO } } } as never);
  expect(calls).toEqual([]);
});
