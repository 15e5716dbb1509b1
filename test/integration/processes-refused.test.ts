import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { freePort } from '../support/ports';
import { spawnPart } from '../support/parts';
import { spawnFile } from '../support/spawned';
import { waitFor } from '../support/wait';

let dataDir: string;
beforeEach(async () => {
  dataDir = await mkdtemp(path.join(tmpdir(), 'oncek-parts-'));
});
afterEach(() => rm(dataDir, { recursive: true, force: true }));

async function refusal(parts: readonly string[], env: Readonly<Record<string, string>> = {}) {
  const program = spawnPart({ dataDir, env: { DATA_DIR: dataDir } }, parts, env);
  const code = await program.ended;
  return { code, output: program.output() };
}

describe('a process that cannot start', () => {
  it.each([
    ['no part', [], /^usage: node dist\/workers\/main\.js PART…\n/],
    ['an unknown part', ['worker', 'bot'], /^unknown part: bot\nusage: /],
  ])('says how it is used where %s is named, and exits with 1', async (_, parts, text) => {
    const { code, output } = await refusal(parts);
    expect(output).toMatch(text);
    expect(code).toBe(1);
  });

  it('names each wrong setting and no value, and exits with 1', async () => {
    const { code, output } = await refusal(['api'], { LISTEN_HOST: 'secret-name', API_PORT: '99999' });
    expect(output).toMatch(/settings are wrong, nothing was started:\n(.*\n)*.*LISTEN_HOST: must be an IP address/);
    expect(output).toMatch(/API_PORT: /);
    expect(output).not.toMatch(/secret-name|99999/);
    expect(code).toBe(1);
  });

  it('names the port that is taken and the setting that moves it', async () => {
    const taken = createServer();
    await new Promise<void>((resolve) => taken.listen(0, '127.0.0.1', resolve));
    const { port } = taken.address() as AddressInfo;
    const { code, output } = await refusal(['worker'], { METRICS_PORT: String(port) });
    taken.close();
    expect(output).toBe(`port ${port} is taken: stop what listens there, or set METRICS_PORT\n`);
    expect(code).toBe(1);
  });

  // A worker whose start came to no connection, as where the mirror was locked, stayed for ever.
  it.each(['group-bot', 'worker'])(
    'waits for Temporal, and ends at once with 0 when it is stopped meanwhile: %s',
    async (part) => {
      const env = { DATA_DIR: dataDir, TEMPORAL_ADDRESS: `127.0.0.1:${await freePort()}` };
      const program = spawnPart({ dataDir, env }, [part], {
        METRICS_PORT: String(await freePort()),
        PRODUCT_METRICS_PORT: String(await freePort()),
      });
      await waitFor(() => program.hasEnded() || program.output().includes('waiting for Temporal'), {
        describe: 'the process waits for Temporal',
        timeoutMs: 40_000,
      });
      expect(program.hasEnded()).toBe(false);
      expect(await program.terminate()).toBe(0);
      expect(program.output()).not.toContain('"msg":"ready"');
    },
  );
});

test('processes that open an empty mirror at the same time all find it whole', async () => {
  const opener = path.join(dataDir, 'open-mirror.js');
  const mirror = path.resolve(__dirname, '../../dist/activities/mirror');
  await writeFile(
    opener,
    `require(${JSON.stringify(mirror)}).createMirror({ file: 'mirror.db' }).then(({ close }) => close());`,
  );
  const opened = Array.from({ length: 4 }, () => spawnFile(opener, [], { cwd: dataDir, env: {} }));
  expect(await Promise.all(opened.map(async (program) => [await program.ended, program.output()]))).toEqual(
    opened.map(() => [0, '']),
  );
});
