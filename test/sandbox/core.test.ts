import { appendFileSync, copyFileSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { request } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseMultipart } from '../../sandbox/multipart';
import { StateFileUnreadable } from '../../sandbox/persist';
import { SandboxPortTaken, startSandbox } from '../../sandbox/server';
import { closeKits, COLLECTING, startKit, TECHNICIAN, updatesOf } from './telegram-kit';

let folder: string;
let dataFile: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'oncek-sandbox-'));
  dataFile = join(folder, 'deep', 'state.json');
});
afterEach(async () => {
  await closeKits();
  rmSync(folder, { recursive: true, force: true });
});

const message = (text: string): object => ({ chatId: COLLECTING, from: TECHNICIAN, text });

describe('state', () => {
  it('survives a restart: messages, unconfirmed updates, running ids', async () => {
    const before = await startKit({ dataFile });
    await before.people('messages', message('satu'));
    await before.people('messages', message('dua'));
    const [first, second] = await updatesOf(before.group);
    await updatesOf(before.group, second!.update_id);
    await before.sandbox.close();
    expect(readdirSync(join(folder, 'deep'))).toEqual(['state.json']);

    const after = await startKit({ dataFile });
    expect(await after.people(`chats/${COLLECTING}/messages`)).toMatchObject([{ text: 'satu' }, { text: 'dua' }]);
    const { messageId } = await after.people('messages', message('tiga'));
    expect(messageId).toBe(3);
    expect((await updatesOf(after.group)).map(({ update_id: id }) => id - first!.update_id)).toEqual([1, 2]);
  });

  it('survives a killed process: everything answered is in the journal, half a line at its end is not', async () => {
    const killed = await startKit({ dataFile });
    await killed.people('messages', message('satu'));
    await killed.people('messages', message('dua'));
    // What a killed process leaves: the files as they stand now, without a last save.
    const copy = join(folder, 'state.json');
    for (const name of readdirSync(join(folder, 'deep'))) copyFileSync(join(folder, 'deep', name), join(folder, name));
    const journal = readdirSync(folder).find((name) => name.endsWith('.journal'))!;
    appendFileSync(join(folder, journal), '["telegram",["messages","-1001000000001/3",{"chatK');

    const after = await startKit({ dataFile: copy });
    expect(await after.people(`chats/${COLLECTING}/messages`)).toMatchObject([{ text: 'satu' }, { text: 'dua' }]);
    expect(await updatesOf(after.group)).toHaveLength(2);
  });

  it('lives in memory only without a file', async () => {
    const kit = await startKit();
    await kit.people('messages', message('satu'));
    await kit.sandbox.close();
    const next = await startKit();
    expect(await next.people(`chats/${COLLECTING}/messages`)).toEqual([]);
  });

  it('refuses a file it cannot read, names it, and leaves it as it is', async () => {
    const path = join(folder, 'state.json');
    writeFileSync(path, '{"format":1,');
    const start = startSandbox({ port: 0, dataFile: path });
    await expect(start).rejects.toThrow(StateFileUnreadable);
    await expect(start).rejects.toThrow(path);
    expect(readFileSync(path, 'utf8')).toBe('{"format":1,');
  });
});

describe('server', () => {
  it('names the port and the setting when the port is taken', async () => {
    const { sandbox: first } = await startKit();
    const second = startSandbox({ port: first.port });
    await expect(second).rejects.toThrow(SandboxPortTaken);
    await expect(second).rejects.toThrow(`Port ${first.port} is taken: stop what listens there, or set SANDBOX_PORT`);
  });

  it.each([
    ['Host', 'evil.example:8090', 403],
    ['Host', 'localhost:8090', 200],
    ['Origin', 'https://evil.example', 403],
    ['Origin', 'http://127.0.0.1.evil.example', 403],
    ['Origin', 'http://127.0.0.1:8080', 200],
  ])('with %s: %s answers %i', async (name, value, status) => {
    const { sandbox } = await startKit();
    const answered = await new Promise<number | undefined>((resolve, reject) => {
      request(`${sandbox.url}/faults`, { headers: { [name]: value } }, (res) => {
        res.resume();
        resolve(res.statusCode);
      })
        .on('error', reject)
        .end();
    });
    expect(answered).toBe(status);
  });

  it('answers unknown paths with 404 and broken JSON with 400', async () => {
    const { sandbox, http } = await startKit();
    expect(await http('GET', '/nowhere')).toEqual({ status: 404, body: { error: 'the sandbox has no GET /nowhere' } });
    const broken = await fetch(`${sandbox.url}/faults`, {
      method: 'POST',
      headers: { 'Content-Type': 'application/json' },
      body: '{',
    });
    expect(broken.status).toBe(400);
  });

  it('tells pages of changes as server-sent events', async () => {
    const { sandbox, people } = await startKit();
    const response = await fetch(`${sandbox.url}/events`);
    expect(response.headers.get('content-type')).toMatch(/^text\/event-stream/);
    await people('messages', message('satu'));
    let text = '';
    for await (const chunk of response.body!) {
      text += Buffer.from(chunk).toString();
      if (text.includes('data: ')) break;
    }
    expect(JSON.parse(/data: (.*)/.exec(text)![1]!)).toEqual({
      service: 'telegram',
      kind: 'message',
      chatKey: String(COLLECTING),
      chatId: COLLECTING,
      messageId: 1,
    });
  });

  it('serves the chat page with a policy that lets it load nothing from elsewhere', async () => {
    const { sandbox } = await startKit();
    const page = await fetch(`${sandbox.url}/chat`);
    expect(page.headers.get('content-security-policy')).toContain("default-src 'none'; script-src 'self'");
    for (const [, path] of (await page.text()).matchAll(/(?:src|href)="(\/[^"]+)"/g)) {
      expect((await fetch(sandbox.url + path)).status).toBe(200);
    }
  });
});

describe('parseMultipart', () => {
  const body = (text: string): Buffer => Buffer.from(text, 'latin1');

  it('keeps bytes as they are, also those that look like a boundary', () => {
    const parts = parseMultipart(
      body(
        '--b\r\ncontent-disposition:form-data; name="a"\r\n\r\n1\r\n--b\r\nContent-Disposition: form-data; name="f"; filename="x.bin"\r\n\r\n\x00\r\n--\xff\r\n--b--',
      ),
      'b',
    );
    expect({ ...parts }).toEqual({ a: '1', f: { fileName: 'x.bin', data: Buffer.from([0, 13, 10, 45, 45, 255]) } });
  });

  it.each([
    ['', 'boundary not found'],
    ['--b\r\ncontent-disposition: form-data; name="a"\r\n\r\n1', 'last boundary missing'],
    ['--b\r\nx: y\r\n\r\n1\r\n--b--', 'part without a name'],
  ])('refuses %j', (text, words) => {
    expect(() => parseMultipart(body(text), 'b')).toThrow(`malformed multipart body: ${words}`);
  });
});
