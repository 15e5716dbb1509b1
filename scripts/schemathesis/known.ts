import { setTimeout as sleep } from 'node:timers/promises';
import { createPeople } from '../demo/people';

/** Values that lead somewhere, by the name of the list that the settings of Schemathesis give them. */
export type Known = Readonly<
  Record<'tickets' | 'messages' | 'labels' | 'versions' | 'tokens' | 'pictures' | 'webhooks', string[]>
>;

const GROUP = -1001000000001;
const TECHNICIAN = { id: 9101, first_name: 'Teknisi Satu' };
const OPS = { id: 9002, first_name: 'Damas' };
/** The second says so little that a person must decide. */
const PROBLEMS = ['akun terkunci', 'mohon dibantu segera', 'tidak bisa login mytech, muncul user auth locked'];
const DEADLINE_MS = 90_000;

/**
 * Gives a product something to be asked for: an open ticket, one under review, one that is solved, a file, a label.
 * @param address - roots of API and sandbox, without a slash at the end
 */
export async function makeKnown({ api, sandbox }: { api: string; sandbox: string }): Promise<Known> {
  const people = createPeople(sandbox);
  await people.teachGemini([], 'nonsense');
  const [open = 0, ...answered] = await Promise.all(
    PROBLEMS.map(async (text) => (await people.write({ chatId: GROUP, from: TECHNICIAN, text })).messageId),
  );
  for (const replyTo of answered) {
    await people.write({ chatId: GROUP, from: OPS, text: 'sudah direset, MIT -dm', replyTo });
  }
  const url = await upload(api);
  await call(api, 'POST', '/api/labels', { label: 'UJI SKEMA' });
  const webhook = (await call(api, 'POST', '/api/webhooks', { url: 'https://desk.example/hooks' })) as { id: string };
  const tickets = [open, ...answered].map((messageId) => `${GROUP}-${messageId}`);
  await until('a ticket waits for a person', async () => {
    const { items } = (await call(api, 'GET', '/api/reviews')) as { items: unknown[] };
    return items.length > 0;
  });
  await until('the sheets are read', async () => {
    const { total } = (await call(api, 'GET', '/api/data/logs/all')) as { total: number };
    return total > 0;
  });
  return {
    tickets,
    messages: answered.map(String),
    labels: ['UJI SKEMA'],
    versions: ['v1'],
    webhooks: [webhook.id],
    tokens: [url.slice(url.lastIndexOf('/') + 1)],
    pictures: ['sla.png', 'symptoms.png', 'calibration.png'],
  };
}

async function upload(api: string): Promise<string> {
  const form = new FormData();
  form.set('file', new Blob(['a picture']));
  form.set('key', 'media/2031/03/03/-1001/42_20310303T020000Z.jpg');
  const answer = await fetch(`${api}/api/data/media/upload`, {
    ...{ method: 'POST', headers: { 'X-API-Key': 'demo-admin' }, body: form },
  });
  return ((await answer.json()) as { url: string }).url;
}

async function call(api: string, method: string, path: string, body?: unknown): Promise<unknown> {
  const answer = await fetch(`${api}${path}`, {
    method,
    headers: { 'X-API-Key': 'demo-admin', 'Content-Type': 'application/json' },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  if (!answer.ok) throw new Error(`${method} ${path} answered ${answer.status}: ${await answer.text()}`);
  return answer.json();
}

async function until(what: string, isSo: () => Promise<boolean>): Promise<void> {
  const deadlineMs = Date.now() + DEADLINE_MS;
  while (!(await isSo())) {
    if (Date.now() > deadlineMs) throw new Error(`did not come about in ${DEADLINE_MS / 1_000} s: ${what}`);
    await sleep(200);
  }
}
