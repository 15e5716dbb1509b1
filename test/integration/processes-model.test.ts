import path from 'node:path';
import { createFolderRegistry } from '../../activities/adapters/folder-registry';
import { startSurroundings, type RunningPart, type Surroundings } from '../support/parts';
import { waitFor } from '../support/wait';

const SERVED_WITHIN_MS = 10_000;

let around: Surroundings;
let apis: RunningPart[];
beforeAll(async () => {
  around = await startSurroundings();
  apis = await Promise.all([around.start('api'), around.start('api')]);
}, 120_000);
afterAll(() => around?.close());

test('two API processes serve a promoted version within 10 s, and no request of a steady stream fails', async () => {
  const registry = createFolderRegistry({ dir: path.join(around.installation.dataDir, 'models') });
  const former = await registry.production();
  if (former === null) throw new Error('no model is in service');
  const version = await registry.register({ files: await registry.load(former), description: 'again', figures: {} });
  const streams = apis.map(({ root }) => predictSteadily(root));
  await Promise.all(streams.map(({ hasSeen }) => hasSeen(former)));

  await registry.promote(version, 'test');
  await Promise.all(streams.map(({ hasSeen }) => hasSeen(version)));

  const answers = await Promise.all(streams.map(({ stop }) => stop()));
  for (const { failures, versions } of answers) {
    expect(failures).toEqual([]);
    // Once the new one has answered, the former does not again.
    expect(versions.lastIndexOf(former)).toBeLessThan(versions.indexOf(version));
    expect(new Set(versions)).toEqual(new Set([former, version]));
    expect(versions.length).toBeGreaterThan(20);
  }
});

/** Asks again as soon as an answer is there, one request after the other. */
function predictSteadily(root: string) {
  const failures: string[] = [];
  const versions: string[] = [];
  let isStopping = false;
  const run = async (): Promise<void> => {
    while (!isStopping) {
      try {
        const response = await fetch(`${root}/api/predict`, {
          method: 'POST',
          headers: { 'Content-Type': 'application/json', 'X-API-Key': 'demo-write' },
          body: JSON.stringify({ tech_raw_text: 'tidak bisa login mytech', solving: '' }),
        });
        const body = (await response.json()) as { model_version: string };
        if (response.ok) versions.push(body.model_version);
        else failures.push(`${response.status} ${JSON.stringify(body)}`);
      } catch (error) {
        failures.push(String(error));
      }
    }
  };
  const running = run();
  return {
    hasSeen: (version: string) =>
      waitFor(() => versions.includes(version), {
        describe: `${root} answers ${version}`,
        timeoutMs: SERVED_WITHIN_MS,
      }),
    async stop() {
      isStopping = true;
      await running;
      return { failures, versions };
    },
  };
}
