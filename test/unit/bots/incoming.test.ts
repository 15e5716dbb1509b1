import { groupLabelOf, problemOf, readMessage, staffMessageOf } from '../../../bots/incoming';
import { OncekError } from '../../../domain/errors';
import { aMessage, anOpsReply, DEMO, T0, TECHNICIAN } from './fakes';

describe('reading a message of Telegram', () => {
  test('a problem has its text, its instant in UTC and the full name of its author', () => {
    const from = { ...TECHNICIAN, last_name: 'Wijaya' };
    expect(problemOf(readMessage(aMessage({ text: 'gagal login', from })))).toEqual({
      text: 'gagal login',
      sentAt: '2026-01-31T08:00:00.000Z',
      editedAt: null,
      from: { id: 9101, name: 'Andi Wijaya' },
      media: null,
      forwarded: false,
    });
  });

  test('a reply of ops has the id tg:<message id>, and an edit of it the same', () => {
    const reply = staffMessageOf(readMessage(anOpsReply('oncek', { edit_date: T0 + 360 })), DEMO);
    expect(reply).toEqual({
      id: 'tg:43',
      messageId: 43,
      text: 'oncek',
      sentAt: '2026-01-31T08:05:00.000Z',
      editedAt: '2026-01-31T08:06:00.000Z',
      from: { id: 9001, name: 'Bagas Putra' },
    });
  });

  test('of a photo the largest size counts, and the caption is the text', () => {
    const photo = [
      { file_id: 'small', width: 90, height: 60, file_size: 900 },
      { file_id: 'large', width: 1280, height: 853, file_size: 90_000 },
    ];
    const message = readMessage(aMessage({ photo, caption: 'layar error' }));
    expect(message).toMatchObject({ text: 'layar error', isCaption: true });
    expect(problemOf(message).media).toEqual({
      kind: 'photo',
      fileId: 'large',
      fileName: null,
      mimeType: null,
      sizeBytes: 90_000,
    });
  });

  test.each([
    ['a photo without caption', { photo: [{ file_id: 'p', width: 1, height: 1 }] }, 'photo'],
    ['a voice message, which is not stored', { voice: { file_id: 'v', duration: 3 } }, undefined],
    ['a kind Telegram may invent', { hologram: { file_id: 'h' } }, undefined],
  ])('%s has empty text and is no service message', (_what, content, kind) => {
    const message = readMessage(aMessage(content));
    expect(message).toMatchObject({ text: '', isCaption: false, isService: false, isSticker: false });
    expect(message.media?.kind).toBe(kind);
  });

  test('an empty caption is a caption with empty text', () => {
    const message = readMessage(aMessage({ document: { file_id: 'd', file_name: 'log.txt' }, caption: '' }));
    expect(message).toMatchObject({ text: '', isCaption: true, media: { kind: 'document', fileName: 'log.txt' } });
  });

  test.each(['new_chat_members', 'pinned_message', 'video_chat_started', 'forum_topic_created', 'gift'])(
    'a message with %s is a service message',
    (field) => expect(readMessage(aMessage({ [field]: {} })).isService).toBe(true),
  );

  test('an anonymous admin counts as the chat it writes for, not as the bot standing in', () => {
    const message = readMessage(
      aMessage({
        text: 'x',
        from: { id: 1087968824, is_bot: true, first_name: 'Group' },
        sender_chat: { id: DEMO, type: 'supergroup', title: 'Grup Demo' },
      }),
    );
    expect(message.from).toMatchObject({ id: DEMO, fullName: 'Grup Demo', isBot: false });
  });

  test.each([
    ['by a person', { forward_origin: { type: 'user', date: T0 - 999 } }],
    ['from a linked channel', { is_automatic_forward: true }],
  ])('a message forwarded %s is known as forwarded', (_how, fields) => {
    expect(problemOf(readMessage(aMessage({ text: 'x', ...fields })))).toMatchObject({ forwarded: true });
  });

  test('a message without date is refused by the name of the field, not its content', () => {
    const broken = aMessage({ text: 'rahasia', date: undefined });
    expect(() => readMessage(broken)).toThrow(OncekError);
    expect(() => readMessage(broken)).toThrow(/date/);
    expect(() => readMessage(broken)).not.toThrow(/rahasia/);
  });

  test('a reply from the group’s new id is told apart from one of the old group with the same number', () => {
    expect(staffMessageOf(readMessage(anOpsReply('oncek')), -4001).id).toBe(`tg:${DEMO}:43`);
  });

  test('a group without a label is called by its title, else username, id', () => {
    const chat = { chatId: DEMO, chatTitle: 'Judul', chatUsername: 'grup' };
    expect(groupLabelOf(chat)).toBe('Judul');
    expect(groupLabelOf({ ...chat, chatTitle: null })).toBe('grup');
    expect(groupLabelOf({ ...chat, chatTitle: null, chatUsername: null })).toBe('-1001000000001');
  });
});
