import { TelegramError } from 'telegraf';
import { aMessage, aMessageUpdate, anEditUpdate, anOpsReply, fakeBotApi, FOREIGN, T0 } from './fakes';
import { aBot, opens, refOf42 } from './group-bot-kit';

afterEach(() => jest.restoreAllMocks());

describe('albums', () => {
  const item = { media_group_id: '777', photo: [{ file_id: 'p', width: 9, height: 9 }] };

  test('items, replies, edits and /batal name the album', async () => {
    const answers = {
      ...opens,
      answer: () => 'gathering',
      edit: () => true,
      editProblem: () => true,
      cancel: () => true,
    };
    const { bot, calls } = aBot(answers);
    const below = { reply_to_message: aMessage(item) };
    await bot.handleUpdate(aMessageUpdate(aMessage({ ...item, caption: 'siap' }), 1));
    await bot.handleUpdate(aMessageUpdate(anOpsReply('oncek', below), 2));
    await bot.handleUpdate(anEditUpdate(anOpsReply('maaf, bukan', { ...below, edit_date: T0 + 400 }), 3));
    await bot.handleUpdate(anEditUpdate(aMessage({ ...item, caption: 'login gagal', edit_date: T0 + 9 }), 4));
    await bot.handleUpdate(aMessageUpdate(anOpsReply('/batal', below), 5));
    expect(calls.map(({ method }) => method)).toEqual(['open', 'answer', 'edit', 'editProblem', 'cancel']);
    for (const { args } of calls) expect(args[0]).toMatchObject({ ...refOf42, mediaGroupId: '777' });
  });
});

describe('a basic group becomes a supergroup', () => {
  const OLD = -4001;
  const NEW = -1001000001001;
  const chatOf = (id: number, type: string) => ({ chat: { id, type, title: 'Grup Kecil' } });
  const oldSays = aMessage({ ...chatOf(OLD, 'group'), migrate_to_chat_id: NEW });
  const newSays = aMessage({ ...chatOf(NEW, 'supergroup'), message_id: 1, migrate_from_chat_id: OLD });
  const inNew = chatOf(NEW, 'supergroup');

  test.each([
    ['the setting holds the old id', OLD, oldSays],
    ['the setting holds the old id', OLD, newSays],
    ['the setting holds the new id', NEW, newSays],
  ])(
    '%s: the new chat counts as the same group, and replies to old messages reach old tickets',
    async (_, id, said) => {
      const collecting = [{ chatId: id, label: 'Kecil' }];
      const { bot, calls } = aBot({ ...opens, answer: () => 'known' }, { collecting });
      await bot.handleUpdate(aMessageUpdate(said, 1));
      await bot.handleUpdate(aMessageUpdate(aMessage({ ...inNew, message_id: 2, text: 'login gagal' }), 2));
      const old = aMessage({ ...chatOf(OLD, 'group'), text: 'absen gagal' });
      await bot.handleUpdate(aMessageUpdate(anOpsReply('oncek', { ...inNew, reply_to_message: old }), 3));
      expect(calls).toMatchObject([
        { method: 'open', args: [{ chatId: NEW, messageId: 2, groupLabel: 'Kecil' }] },
        {
          method: 'answer',
          args: [{ chatId: OLD, messageId: 42, groupLabel: 'Kecil' }, { message: { id: `tg:${NEW}:43` } }],
        },
      ]);
    },
  );

  test('a message that comes before the word of the move is kept: Telegram knows what the group became', async () => {
    const collecting = [{ chatId: OLD, label: 'Kecil' }];
    const asked = fakeBotApi(() => {
      throw new TelegramError({
        ...{ error_code: 400, description: 'Bad Request: group chat was upgraded to a supergroup chat' },
        parameters: { migrate_to_chat_id: NEW },
      });
    });
    const { bot, calls, moves } = aBot(opens, { collecting });
    await bot.handleUpdate(aMessageUpdate(aMessage({ ...inNew, message_id: 2, text: 'login gagal' }), 2));
    await bot.handleUpdate(aMessageUpdate(aMessage({ ...inNew, message_id: 3, text: 'absen gagal' }), 3));
    expect(calls.map(({ args }) => args[0])).toMatchObject([
      { chatId: NEW, messageId: 2, groupLabel: 'Kecil' },
      { chatId: NEW, messageId: 3 },
    ]);
    expect(asked).toMatchObject([{ method: 'sendChatAction', payload: { chat_id: OLD } }]);
    expect(await moves.currentOf(OLD)).toBe(NEW);
  });

  test('about a chat that is none of ours Telegram is asked once a minute; without an answer the update is kept', async () => {
    const collecting = [{ chatId: OLD, label: 'Kecil' }];
    let isDown = true;
    const asked = fakeBotApi(() => {
      if (isDown) throw new Error('ECONNRESET');
      return true;
    });
    const { bot, calls } = aBot({}, { collecting });
    const foreign = aMessage({ ...chatOf(FOREIGN, 'supergroup'), text: 'login gagal' });
    await expect(bot.handleUpdate(aMessageUpdate(foreign, 1))).rejects.toThrow('ECONNRESET');
    isDown = false;
    await bot.handleUpdate(aMessageUpdate(foreign, 1));
    await bot.handleUpdate(aMessageUpdate(foreign, 2));
    expect(calls).toEqual([]);
    expect(asked).toHaveLength(2);
  });

  test('a migration of no collecting group makes none', async () => {
    const { bot, calls } = aBot();
    await bot.handleUpdate(aMessageUpdate(newSays, 1));
    await bot.handleUpdate(aMessageUpdate(aMessage({ ...inNew, text: 'login gagal' }), 2));
    expect(calls).toEqual([]);
  });
});
