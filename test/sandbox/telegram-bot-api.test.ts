import { Input } from 'telegraf';
import {
  ADMIN,
  BASIC_GROUP,
  closeKits,
  COLLECTING,
  REPORTING,
  refusal,
  startKit,
  steppedClock,
  TECHNICIAN,
  updatesOf,
  type Kit,
} from './telegram-kit';

let kit: Kit;
const time = steppedClock();
beforeAll(async () => {
  kit = await startKit({ clock: time.clock });
});
afterAll(closeKits);
// Each test gets its own minute, so that no test eats another one's rate limit.
beforeEach(() => time.advance(120_000));

describe('sendMessage', () => {
  it('parses HTML into text and entities, in UTF-16 units, outer ones first', async () => {
    const sent = await kit.group.sendMessage(
      COLLECTING,
      ' <b>Halo 👋 <i>Andi</i></b> &lt;3 <a href="https://a.id/?x=1&amp;y=2">sini</a> ',
      {
        parse_mode: 'HTML',
      },
    );
    expect(sent.text).toBe('Halo 👋 Andi <3 sini');
    expect(sent.entities).toEqual([
      { type: 'bold', offset: 0, length: 12 },
      { type: 'italic', offset: 8, length: 4 },
      { type: 'text_link', offset: 16, length: 4, url: 'https://a.id/?x=1&y=2' },
    ]);
    expect(sent.chat).toEqual({ id: COLLECTING, type: 'supergroup', title: 'Demo' });
    expect(sent.from).toMatchObject({ id: 1000001, is_bot: true, username: 'oncek_group_bot' });
  });

  it.each([
    ['<b>x', `can't parse entities: Can't find end tag corresponding to start tag "b"`],
    ['é <h1>x</h1>', `can't parse entities: Unsupported start tag "h1" at byte offset 3`],
    ['<b><i>x</b></i>', `can't parse entities: Unmatched end tag at byte offset 7, expected "</i>", found "</b>"`],
    ['x</b>', `can't parse entities: Unexpected end tag at byte offset 1`],
    ['a <b', `can't parse entities: Unclosed start tag at byte offset 2`],
    ['   ', 'message text is empty'],
    ['<b></b>', 'message text is empty'],
  ])('refuses %j', async (text, words) => {
    const error = await refusal(kit.group.sendMessage(COLLECTING, text, { parse_mode: 'HTML' }));
    expect([error.code, error.description]).toEqual([400, `Bad Request: ${words}`]);
  });

  it('takes 4,096 characters after the markup is out, and not one more', async () => {
    const sent = await kit.group.sendMessage(COLLECTING, `<b>${'x'.repeat(4096)}</b>`, { parse_mode: 'HTML' });
    expect(sent.text).toHaveLength(4096);
    const error = await refusal(kit.group.sendMessage(COLLECTING, 'x'.repeat(4097)));
    expect(error.description).toBe('Bad Request: message is too long');
  });

  it('quotes the message it replies to, and refuses one that does not exist unless told not to', async () => {
    const { messageId } = await kit.people('messages', { chatId: COLLECTING, from: TECHNICIAN, text: 'tolong' });
    const sent = await kit.group.sendMessage(COLLECTING, 'ok', { reply_parameters: { message_id: messageId } });
    expect(sent.reply_to_message).toMatchObject({ message_id: messageId, text: 'tolong' });
    const missing = { message_id: 999_999 };
    const error = await refusal(kit.group.sendMessage(COLLECTING, 'ok', { reply_parameters: missing }));
    expect(error.description).toBe('Bad Request: message to be replied not found');
    const alone = await kit.group.sendMessage(COLLECTING, 'ok', {
      reply_parameters: { ...missing, allow_sending_without_reply: true },
    });
    expect(alone.reply_to_message).toBeUndefined();
  });

  it('takes 64 bytes of callback data, and refuses 65 bytes or none', async () => {
    const keyboard = (data: string) => ({ reply_markup: { inline_keyboard: [[{ text: 'ya', callback_data: data }]] } });
    const sent = await kit.group.sendMessage(COLLECTING, 'pilih', keyboard('é'.repeat(32)));
    expect(sent).toMatchObject({
      reply_markup: { inline_keyboard: [[{ text: 'ya', callback_data: 'é'.repeat(32) }]] },
    });
    for (const data of ['é'.repeat(32) + 'x', '']) {
      const error = await refusal(kit.group.sendMessage(COLLECTING, 'pilih', keyboard(data)));
      expect(error.description).toBe('Bad Request: BUTTON_DATA_INVALID');
    }
  });

  it('refuses unknown chats, groups the bot is not in, and people who never pressed Start or blocked it', async () => {
    expect((await refusal(kit.group.sendMessage(-100123, 'x'))).description).toBe('Bad Request: chat not found');
    expect((await refusal(kit.group.sendMessage(REPORTING, 'x'))).description).toBe('Bad Request: chat not found');
    expect((await refusal(kit.admin.sendMessage(123, 'x'))).description).toBe('Bad Request: chat not found');
    const never = await refusal(kit.admin.sendMessage(9002, 'x'));
    expect([never.code, never.description]).toEqual([403, "Forbidden: bot can't initiate conversation with a user"]);
    expect((await kit.admin.sendMessage(9001, 'x')).chat).toMatchObject({ id: 9001, type: 'private' });

    await kit.people('starts', { from: 9002, bot: 'admin' });
    expect((await kit.admin.sendMessage(9002, 'x')).text).toBe('x');
    await kit.people('blocks', { from: 9002, bot: 'admin' });
    expect((await refusal(kit.admin.sendMessage(9002, 'x'))).description).toBe(
      'Forbidden: bot was blocked by the user',
    );
  });

  it('sends 20 messages a minute to a group, then 429 with the seconds to wait', async () => {
    for (let n = 1; n <= 20; n += 1) await kit.group.sendMessage(COLLECTING, `pesan ${n}`);
    time.advance(10_000);
    const error = await refusal(kit.group.sendMessage(COLLECTING, 'lagi'));
    expect([error.code, error.description]).toEqual([429, 'Too Many Requests: retry after 50']);
    expect(error.parameters).toEqual({ retry_after: 50 });
    time.advance(50_000);
    expect((await kit.group.sendMessage(COLLECTING, 'lagi')).text).toBe('lagi');
  });

  it('sends a burst of 3 to a private chat, then 1 a second', async () => {
    for (let n = 1; n <= 3; n += 1) await kit.admin.sendMessage(9001, `pesan ${n}`);
    const error = await refusal(kit.admin.sendMessage(9001, 'lagi'));
    expect(error.parameters?.retry_after).toBe(3);
    time.advance(3_000);
    expect((await kit.admin.sendMessage(9001, 'lagi')).text).toBe('lagi');
  });
});

describe('editing and deleting', () => {
  it('edits own text and keyboard; without a keyboard in the call the message loses its own', async () => {
    const keyboard = { inline_keyboard: [[{ text: 'ya', callback_data: 'y' }]] };
    const sent = await kit.group.sendMessage(COLLECTING, 'lama', { reply_markup: keyboard });
    const edited = await kit.group.editMessageText(COLLECTING, sent.message_id, undefined, '<b>baru</b>', {
      parse_mode: 'HTML',
    });
    expect(edited).toMatchObject({ text: 'baru', entities: [{ type: 'bold', offset: 0, length: 4 }] });
    expect(edited).not.toHaveProperty('reply_markup');
    expect(edited).toHaveProperty('edit_date');
    const again = await kit.group.editMessageReplyMarkup(COLLECTING, sent.message_id, undefined, keyboard);
    expect(again).toMatchObject({ text: 'baru', reply_markup: keyboard });
  });

  it('refuses an edit without a change, of what others wrote, and of what is not there', async () => {
    const sent = await kit.group.sendMessage(COLLECTING, 'sama');
    const same = await refusal(kit.group.editMessageText(COLLECTING, sent.message_id, undefined, 'sama'));
    expect(same.description).toMatch(/^Bad Request: message is not modified: /);
    const { messageId } = await kit.people('messages', { chatId: COLLECTING, from: TECHNICIAN, text: 'punya saya' });
    const foreign = await refusal(kit.group.editMessageText(COLLECTING, messageId, undefined, 'x'));
    expect(foreign.description).toBe("Bad Request: message can't be edited");
    const missing = await refusal(kit.group.editMessageText(COLLECTING, 999_999, undefined, 'x'));
    expect(missing.description).toBe('Bad Request: message to edit not found');
  });

  it('deletes own messages only', async () => {
    const sent = await kit.group.sendMessage(COLLECTING, 'salah kirim');
    await kit.group.deleteMessage(COLLECTING, sent.message_id);
    const gone = await refusal(kit.group.deleteMessage(COLLECTING, sent.message_id));
    expect(gone.description).toBe('Bad Request: message to delete not found');
    const { messageId } = await kit.people('messages', { chatId: COLLECTING, from: TECHNICIAN, text: 'punya saya' });
    expect((await refusal(kit.group.deleteMessage(COLLECTING, messageId))).description).toBe(
      "Bad Request: message can't be deleted",
    );
  });
});

describe('files', () => {
  it('takes a photo by multipart with caption and keyboard, and gives the same bytes back', async () => {
    const picture = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x2d, 0x2d, 0x0d, 0x0a, 0xff, 0x00]);
    const sent = await kit.group.sendPhoto(COLLECTING, Input.fromBuffer(picture, 'grafik.png'), {
      caption: '<i>laporan</i> é',
      parse_mode: 'HTML',
      reply_markup: { inline_keyboard: [[{ text: 'lihat', callback_data: 'l' }]] },
    });
    expect(sent.caption).toBe('laporan é');
    expect(sent.caption_entities).toEqual([{ type: 'italic', offset: 0, length: 7 }]);
    expect(sent).toMatchObject({ reply_markup: { inline_keyboard: [[{ callback_data: 'l' }]] } });
    const link = await kit.group.getFileLink(sent.photo.at(-1)!.file_id);
    expect(Buffer.from(await (await fetch(link)).arrayBuffer())).toEqual(picture);
    const byId = await kit.group.sendPhoto(COLLECTING, sent.photo.at(-1)!.file_id);
    expect(byId.photo.at(-1)!.file_id).toBe(sent.photo.at(-1)!.file_id);
  });

  it('takes a document with its name and type, and captions of at most 1,024 characters', async () => {
    const csv = Input.fromBuffer(Buffer.from('a;b\r\n1;2\r\n'), 'laporan.csv');
    const sent = await kit.group.sendDocument(COLLECTING, csv);
    expect(sent.document).toMatchObject({ file_name: 'laporan.csv', mime_type: 'text/csv', file_size: 10 });
    const error = await refusal(
      kit.group.sendDocument(COLLECTING, Input.fromBuffer(Buffer.from('x'), 'x.txt'), { caption: 'x'.repeat(1025) }),
    );
    expect(error.description).toBe('Bad Request: message caption is too long');
  });

  it('gives files of up to 20 MB, the same bytes each time, and refuses larger ones', async () => {
    const limit = 20 * 1024 * 1024;
    await kit.people('messages', { chatId: COLLECTING, from: TECHNICIAN, media: { type: 'video', sizeBytes: limit } });
    const { messageId } = await kit.people('messages', {
      chatId: COLLECTING,
      from: TECHNICIAN,
      media: { type: 'document', sizeBytes: limit + 1, fileName: 'besar.zip' },
    });
    const messages = await kit.people<
      { message_id: number; video?: { file_id: string }; document?: { file_id: string } }[]
    >(`chats/${COLLECTING}/messages?limit=2`);
    const link = await kit.group.getFileLink(messages[0]!.video!.file_id);
    const [first, second] = await Promise.all(
      [0, 1].map(async () => Buffer.from(await (await fetch(link)).arrayBuffer())),
    );
    expect(first).toHaveLength(limit);
    expect(first!.equals(second!)).toBe(true);
    expect(messages[1]!.message_id).toBe(messageId);
    const error = await refusal(kit.group.getFile(messages[1]!.document!.file_id));
    expect(error.description).toBe('Bad Request: file is too big');
    expect((await refusal(kit.group.getFile('unknown'))).description).toBe('Bad Request: invalid file_id');
  });
});

describe('bots and chats', () => {
  it('says who it is, refuses other tokens with 401 and unknown methods with 404', async () => {
    expect(await kit.group.getMe()).toMatchObject({ id: 1000001, is_bot: true, can_read_all_group_messages: true });
    expect(await kit.admin.getMe()).toMatchObject({ id: 1000002, can_read_all_group_messages: false });
    const wrong = await refusal(kit.client('1000001:wrong').getMe());
    expect([wrong.code, wrong.description]).toEqual([401, 'Unauthorized']);
    const unknown = await refusal(kit.group.callApi('logOut', {}));
    expect([unknown.code, unknown.description]).toEqual([404, 'Not Found']);
  });

  it('knows chats, members and administrators', async () => {
    expect(await kit.group.getChat(BASIC_GROUP)).toMatchObject({ id: BASIC_GROUP, type: 'group', title: 'Demo kecil' });
    expect(await kit.admin.getChat(ADMIN.id)).toMatchObject({ id: 9001, type: 'private', first_name: 'Bagas' });
    expect((await kit.group.getChatMember(COLLECTING, 9001)).status).toBe('creator');
    expect((await kit.group.getChatMember(COLLECTING, 9101)).status).toBe('member');
    expect((await kit.admin.getChatMember(REPORTING, 9101)).status).toBe('left');
    expect((await kit.group.getChatAdministrators(COLLECTING)).map(({ user }) => user.id)).toEqual([9001]);
    expect(await kit.group.getChatMembersCount(COLLECTING)).toBe(8);
  });

  it('keeps commands by scope', async () => {
    const commands = [{ command: 'stats', description: 'Statistik' }];
    await kit.admin.setMyCommands(commands, { scope: { type: 'all_private_chats' } });
    expect(await kit.admin.getMyCommands({ scope: { type: 'all_private_chats' } })).toEqual(commands);
    expect(await kit.admin.getMyCommands()).toEqual([]);
    await kit.admin.deleteMyCommands({ scope: { type: 'all_private_chats' } });
    expect(await kit.admin.getMyCommands({ scope: { type: 'all_private_chats' } })).toEqual([]);
    await kit.admin.sendChatAction(9001, 'typing');
  });

  it('hides messages of one bot from the other and from itself', async () => {
    await kit.admin.sendMessage(REPORTING, 'laporan');
    expect((await updatesOf(kit.admin)).filter((update) => 'message' in update && update.message.from?.is_bot)).toEqual(
      [],
    );
  });
});
