import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Update } from 'telegraf/types';
import { waitFor } from '../support/wait';
import {
  ADMIN,
  BASIC_GROUP,
  closeKits,
  contents,
  COLLECTING,
  refusal,
  REPORTING,
  startKit,
  TECHNICIAN,
  updatesOf,
  type Kit,
} from './telegram-kit';

let kit: Kit;
beforeEach(async () => {
  kit = await startKit();
});
afterEach(closeKits);

const write = (text: string, extra: object = {}): Promise<{ messageId: number }> =>
  kit.people('messages', { chatId: COLLECTING, from: TECHNICIAN, text, ...extra });
const ids = (updates: Update[]): number[] => updates.map(({ update_id: id }) => id);
const texts = (updates: Update[]): unknown[] => contents(updates).map(({ text }) => text);

describe('getUpdates', () => {
  it('gives updates in order under running ids until an offset confirms them', async () => {
    await write('satu');
    await write('dua');
    const first = await updatesOf(kit.group);
    expect(texts(first)).toEqual(['satu', 'dua']);
    const [one, two] = ids(first) as [number, number];
    expect(two).toBe(one + 1);
    expect(ids(await updatesOf(kit.group))).toEqual([one, two]);
    expect(ids(await updatesOf(kit.group, two))).toEqual([two]);
    expect(await updatesOf(kit.group, two + 1)).toEqual([]);
    expect(await updatesOf(kit.group)).toEqual([]);
    expect(await updatesOf(kit.admin)).toEqual([]);
  });

  it('waits for the next update up to the timeout, and ends at once when one comes', async () => {
    const waiting = updatesOf(kit.group, 0, 30);
    await write('akhirnya');
    expect(texts(await waiting)).toEqual(['akhirnya']);
    const startedAt = Date.now();
    const [last] = await updatesOf(kit.group);
    expect(await updatesOf(kit.group, last!.update_id + 1, 1)).toEqual([]);
    expect(Date.now() - startedAt).toBeGreaterThanOrEqual(990);
  });

  it('ends an older call of the same bot with 409 when a newer one begins', async () => {
    const older = refusal(updatesOf(kit.group, 0, 30));
    // The second call must not overtake the first one on the way.
    await waitFor(
      async () => {
        const newer = updatesOf(kit.group, 0, 0);
        return (await Promise.race([older.then(() => true), newer.then(() => false)])) || undefined;
      },
      { describe: 'the older call to be ended' },
    );
    const error = await older;
    expect(error.code).toBe(409);
    expect(error.description).toMatch(/^Conflict: terminated by other getUpdates request/);
  });

  it('remembers allowed_updates, and drops kinds that were not asked for', async () => {
    await kit.group.callApi('getUpdates', {
      timeout: 0,
      limit: 1,
      offset: 0,
      allowed_updates: ['edited_message', 'message_reaction'] as never,
    });
    const { messageId } = await write('tolong');
    await kit.people('edits', { chatId: COLLECTING, messageId, text: 'tolong dong' });
    await kit.people('reactions', { chatId: COLLECTING, messageId, from: ADMIN });
    const updates = await kit.group.callApi('getUpdates', {
      timeout: 0,
      limit: 100,
      offset: 0,
      allowed_updates: undefined,
    });
    expect(updates.map((update) => Object.keys(update)[1])).toEqual([
      'edited_message',
      'edited_message',
      'message_reaction',
    ]);
  });

  it('forgets updates after 24 hours', async () => {
    let now = Date.parse('2026-01-05T03:00:00Z');
    const old = await startKit({ clock: () => new Date(now) });
    await old.people('messages', { chatId: COLLECTING, from: TECHNICIAN, text: 'lama' });
    now += 24 * 3_600_000 - 1;
    expect(await updatesOf(old.group)).toHaveLength(1);
    now += 2;
    expect(await updatesOf(old.group)).toEqual([]);
  });
});

describe('what people do', () => {
  it('carries replies without the reply inside them, commands as entities, and forwards with their origin', async () => {
    const first = await write('masalah');
    const second = await write('oncek', { from: ADMIN, replyTo: first.messageId });
    await write('sudah', { replyTo: second.messageId });
    await write('/health sekarang', {});
    await write('terusan', { forwardedFrom: { id: 9105, first_name: 'Eko' }, date: 1_767_600_000 });
    await write('terusan', { forwardedFrom: { first_name: 'Tersembunyi', date: 1_700_000_000 } });
    const messages = contents(await updatesOf(kit.group));
    expect(messages[1]).toMatchObject({
      from: { id: 9001 },
      reply_to_message: { message_id: first.messageId, text: 'masalah' },
    });
    expect(messages[2]).toMatchObject({ reply_to_message: { message_id: second.messageId } });
    expect(messages[2]!['reply_to_message']).not.toHaveProperty('reply_to_message');
    expect(messages[3]).toMatchObject({ entities: [{ type: 'bot_command', offset: 0, length: 7 }] });
    expect(messages[4]).toMatchObject({
      date: 1_767_600_000,
      forward_origin: { type: 'user', sender_user: { id: 9105 }, date: 1_767_596_400 },
    });
    expect(messages[5]).toMatchObject({
      forward_origin: { type: 'hidden_user', sender_user_name: 'Tersembunyi', date: 1_700_000_000 },
    });
  });

  it('gives each kind of media its own fields, and albums one group id', async () => {
    const kinds = [
      'photo',
      'document',
      'video',
      'animation',
      'audio',
      'voice',
      'sticker',
      'video_note',
      'location',
      'contact',
      'poll',
      'dice',
    ];
    for (const type of kinds) {
      const media = { type, sizeBytes: 1000, fileName: 'a.gif' };
      await kit.people('messages', { chatId: COLLECTING, from: TECHNICIAN, media, caption: 'ini', mediaGroupId: '77' });
    }
    const messages = contents(await updatesOf(kit.group));
    for (const [index, type] of kinds.entries()) expect(messages[index]).toHaveProperty(type);
    expect(messages[0]!['photo']).toMatchObject([{ width: 90 }, { width: 320 }, { width: 1280, file_size: 1000 }]);
    expect(messages[1]).toMatchObject({
      document: { file_name: 'a.gif', mime_type: 'image/gif' },
      media_group_id: '77',
    });
    expect(messages[3]).toHaveProperty('document');
    expect(messages[0]).toMatchObject({ caption: 'ini' });
  });

  it('tells an edit with the reply it stands in, and a reaction as an edit without a change', async () => {
    const first = await write('masalah');
    const reply = await write('oncek', { from: ADMIN, replyTo: first.messageId });
    await kit.people('edits', { chatId: COLLECTING, messageId: reply.messageId, text: 'sudah direset, MIT -bg' });
    await kit.people('reactions', { chatId: COLLECTING, messageId: reply.messageId, from: TECHNICIAN });
    const [, , edit, reaction] = contents(await updatesOf(kit.group));
    expect(edit).toMatchObject({
      text: 'sudah direset, MIT -bg',
      reply_to_message: { message_id: first.messageId },
      edit_date: expect.any(Number),
    });
    expect({ ...reaction, edit_date: 0 }).toEqual({ ...edit, edit_date: 0 });
  });

  it('presses a button, and the answer reaches the person', async () => {
    const reply_markup = { inline_keyboard: [[{ text: 'Setuju', callback_data: 'approve:1' }]] };
    const card = await kit.admin.sendMessage(9001, 'perlu review', { reply_markup });
    const press = { chatId: 9001, messageId: card.message_id, from: ADMIN };
    const wrong = await kit.http('POST', '/telegram/people/presses', { ...press, data: 'approve:2' });
    expect(wrong).toEqual({
      status: 400,
      body: { error: `data: message ${card.message_id} has no such button (it has: approve:1)` },
    });
    const { callbackQueryId } = await kit.people<{ callbackQueryId: string }>('presses', {
      ...press,
      data: 'approve:1',
    });
    const [update] = await updatesOf(kit.admin);
    expect(update).toMatchObject({
      callback_query: {
        id: callbackQueryId,
        from: { id: 9001 },
        data: 'approve:1',
        message: { message_id: card.message_id },
      },
    });
    await kit.admin.answerCbQuery(callbackQueryId, 'Tercatat');
    expect(await kit.people(`presses/${callbackQueryId}`)).toMatchObject({ answer: { text: 'Tercatat' } });
    expect((await refusal(kit.admin.answerCbQuery('1'))).description).toMatch(/query ID is invalid$/);
    expect((await refusal(kit.group.answerCbQuery(callbackQueryId))).code).toBe(400);
  });

  it('lets the admin bot see only commands, replies to it and mentions in groups, and all of a private chat', async () => {
    const report = await kit.admin.sendMessage(REPORTING, 'laporan');
    const say = (text: string, extra = {}): Promise<unknown> =>
      kit.people('messages', { chatId: REPORTING, from: ADMIN, text, ...extra });
    await say('obrolan biasa');
    await say('/stats');
    await say('terima kasih', { replyTo: report.message_id });
    await say('halo @oncek_admin_bot');
    await kit.people('messages', { chatId: 9001, from: ADMIN, text: 'halo' });
    await kit.people('messages', { chatId: 9101, bot: 'group', from: TECHNICIAN, text: 'ke bot lain' });
    expect(texts(await updatesOf(kit.admin))).toEqual(['/stats', 'terima kasih', 'halo @oncek_admin_bot', 'halo']);
    expect(texts(await updatesOf(kit.group))).toEqual(['ke bot lain']);
  });

  it('announces Start as /start, and membership after a block and in groups', async () => {
    await kit.people('starts', { from: 9002, bot: 'admin' });
    await kit.people('blocks', { from: 9002, bot: 'admin' });
    await kit.people('starts', { from: 9002, bot: 'admin' });
    await kit.people('members', { chatId: COLLECTING, bot: 'admin', isMember: true });
    const kinds = (await updatesOf(kit.admin)).map((update) => Object.keys(update)[1]);
    expect(kinds).toEqual(['message', 'my_chat_member', 'my_chat_member', 'message', 'my_chat_member']);
    expect((await kit.admin.sendMessage(COLLECTING, 'halo')).text).toBe('halo');
  });

  it('moves a basic group to a supergroup: both sides are told, the old id refuses with the new one', async () => {
    const problem = await kit.people('messages', { chatId: BASIC_GROUP, from: TECHNICIAN, text: 'tolong' });
    const { chatId } = await kit.people<{ chatId: number }>('migrations', { chatId: BASIC_GROUP });
    expect(chatId).toBeLessThan(-1_000_000_000_000);
    const error = await refusal(kit.group.sendMessage(BASIC_GROUP, 'halo'));
    expect([error.code, error.parameters]).toEqual([400, { migrate_to_chat_id: chatId }]);
    expect((await kit.group.sendMessage(chatId, 'halo')).chat).toMatchObject({ id: chatId, type: 'supergroup' });
    await kit.people('messages', {
      chatId,
      from: ADMIN,
      text: 'oncek',
      replyTo: problem.messageId,
      replyToChatId: BASIC_GROUP,
    });
    const updates = contents(await updatesOf(kit.group));
    expect(updates.slice(1)).toMatchObject([
      { chat: { id: BASIC_GROUP }, migrate_to_chat_id: chatId },
      { chat: { id: chatId }, migrate_from_chat_id: BASIC_GROUP },
      { chat: { id: chatId }, reply_to_message: { chat: { id: BASIC_GROUP }, text: 'tolong' } },
    ]);
    const late = await kit.http('POST', '/telegram/people/messages', {
      chatId: BASIC_GROUP,
      from: TECHNICIAN,
      text: 'x',
    });
    expect(late).toEqual({ status: 400, body: { error: `chatId: the group moved to ${chatId}` } });
  });

  it.each([
    ['messages', { chatId: COLLECTING, text: 'x' }, /^from: /],
    ['messages', { chatId: COLLECTING, from: TECHNICIAN }, /^text: /],
    ['messages', { chatId: COLLECTING, from: TECHNICIAN, text: 'x'.repeat(4097) }, /^text: /],
    ['messages', { chatId: COLLECTING, from: TECHNICIAN, media: { type: 'hologram' } }, /^media\.type: /],
    ['messages', { chatId: -5, from: TECHNICIAN, text: 'x' }, /^chatId: no chat -5$/],
    ['messages', { chatId: 9001, from: TECHNICIAN, text: 'x' }, /^chatId: /],
    ['messages', { chatId: COLLECTING, from: TECHNICIAN, text: 'x', replyTo: 99 }, /^replyTo: no message 99/],
    ['edits', { chatId: COLLECTING, messageId: 99, text: 'x' }, /^messageId: no message 99/],
    ['migrations', { chatId: COLLECTING }, /^chatId: .* is no basic group$/],
    ['starts', { from: 1234 }, /^from: nobody has the id 1234/],
  ])('answers a bad request to %s with 400 and the field: %j', async (path, body, words) => {
    const { status, body: answer } = await kit.http('POST', `/telegram/people/${path}`, body);
    expect(status).toBe(400);
    expect((answer as { error: string }).error).toMatch(words);
  });
});

describe('webhook', () => {
  it('posts each update with the secret until it is answered with 2xx, and blocks getUpdates', async () => {
    const received: { secret: unknown; text: unknown }[] = [];
    const server = createServer((req, res) => {
      let body = '';
      req.on('data', (chunk: Buffer) => (body += chunk.toString()));
      req.on('end', () => {
        const update = JSON.parse(body) as { message: { text: string } };
        received.push({ secret: req.headers['x-telegram-bot-api-secret-token'], text: update.message.text });
        res.statusCode = received.length === 1 ? 503 : 200;
        res.end();
      });
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/hook`;
    await kit.group.setWebhook(url, { secret_token: 'rahasia' });
    await write('satu');
    await write('dua');
    await waitFor(() => received.length >= 3, { describe: 'three deliveries' });
    expect(received).toEqual(['satu', 'satu', 'dua'].map((text) => ({ secret: 'rahasia', text })));
    expect((await refusal(updatesOf(kit.group))).description).toMatch(
      /^Conflict: can't use getUpdates method while webhook is active/,
    );
    const info = await waitFor(
      async () => {
        const current = await kit.group.getWebhookInfo();
        return current.pending_update_count === 0 ? current : undefined;
      },
      { describe: 'the queue to be empty' },
    );
    expect(info).toMatchObject({ url, last_error_message: 'Wrong response from the webhook: 503 Service Unavailable' });
    await kit.group.deleteWebhook();
    expect(await updatesOf(kit.group)).toEqual([]);
    server.close();
  });

  it('delivers to this machine only', async () => {
    const error = await refusal(kit.group.setWebhook('https://example.com/hook'));
    expect(error.description).toBe('Bad Request: bad webhook: the sandbox delivers to this machine only');
  });
});
