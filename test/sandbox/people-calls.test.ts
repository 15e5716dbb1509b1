import { ADMIN, closeKits, COLLECTING, contents, startKit, TECHNICIAN, updatesOf } from './telegram-kit';

afterEach(closeKits);

interface Seen {
  message_id: number;
  photo?: { file_id: string; file_size: number }[];
  reactions?: unknown[];
}

describe('what the pages ask of the sandbox', () => {
  const PICTURE = Buffer.from('ffd8ffe000104a464946', 'hex');

  it('keeps a reaction until it is taken back, and tells bots both as a new and an old one', async () => {
    const kit = await startKit();
    const reactionsOf = () =>
      kit.group.callApi('getUpdates', { offset: 0, limit: 100, timeout: 0, allowed_updates: ['message_reaction'] });
    // What a bot asked for last counts for what comes after.
    await reactionsOf();
    const { messageId } = await kit.people('messages', { chatId: COLLECTING, from: TECHNICIAN, text: 'halo' });
    const seen = async () => (await kit.people<Seen[]>(`chats/${COLLECTING}/messages`))[0]?.reactions;
    await kit.people('reactions', { chatId: COLLECTING, messageId, from: ADMIN });
    expect(await seen()).toEqual([{ userId: ADMIN.id, emoji: '👍' }]);
    await kit.people('reactions', { chatId: COLLECTING, messageId, from: ADMIN, isRemoved: true });
    expect(await seen()).toBeUndefined();
    const updates = await reactionsOf();
    expect(
      updates.flatMap((update) => ('message_reaction' in update ? [update.message_reaction.new_reaction.length] : [])),
    ).toEqual([1, 0]);
  });

  it('stores the bytes of a photo, and a forward of it is the same file', async () => {
    const kit = await startKit();
    const media = { type: 'photo', content: PICTURE.toString('base64') };
    await kit.people('messages', { chatId: COLLECTING, from: TECHNICIAN, media });
    const [first] = await kit.people<Seen[]>(`chats/${COLLECTING}/messages`);
    const file = first?.photo?.at(-1);
    expect(file?.file_size).toBe(PICTURE.length);
    const answer = await fetch(`${kit.sandbox.url}/telegram/people/files/${file?.file_id}`);
    expect(Buffer.from(await answer.arrayBuffer())).toEqual(PICTURE);
    const forward = { chatId: COLLECTING, from: ADMIN, forwardedFrom: { id: TECHNICIAN.id, first_name: 'Andi' } };
    await kit.people('messages', { ...forward, media: { type: 'photo', fileId: file?.file_id } });
    const [, second] = contents(await updatesOf(kit.group));
    expect((second as unknown as Seen).photo?.at(-1)?.file_id).toBe(file?.file_id);
    const unknown = kit.people('messages', { ...forward, media: { type: 'photo', fileId: 'none' } });
    await expect(unknown).rejects.toThrow('no such file');
  });

  it('takes one fault away and leaves the others', async () => {
    const kit = await startKit();
    for (const status of [500, 502]) await kit.fault({ kind: 'status', status, times: 5 });
    const [first] = (await kit.http('GET', '/faults')).body as { id: number }[];
    expect((await kit.http('DELETE', `/faults/${first?.id}`)).status).toBe(204);
    expect((await kit.http('DELETE', `/faults/${first?.id}`)).status).toBe(404);
    expect((await kit.http('GET', '/faults')).body).toMatchObject([{ status: 502 }]);
  });

  it('tells the pages zone and roles of the settings, and serves nothing outside of its folder', async () => {
    const kit = await startKit({ pages: { timeZone: 'Asia/Makassar', adminIds: [9001, 9003] } });
    const settings = await kit.http('GET', '/pages/settings');
    expect(settings.body).toMatchObject({ timeZone: 'Asia/Makassar', adminIds: [9001, 9003], opsIds: [9001, 9002] });
    for (const path of ['/pages/..%2froutes.ts', '/pages/chat', '/pages/%2e%2e/server.ts']) {
      expect((await fetch(kit.sandbox.url + path)).status).toBeGreaterThanOrEqual(400);
    }
    const page = await fetch(`${kit.sandbox.url}/chat`);
    expect(page.headers.get('content-security-policy')).toContain("script-src 'self'; style-src 'self'");
  });
});
