import { spawnSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { startGuarded, type GuardedProcess } from '../support/guarded-process';
import { peopleOf } from '../support/people';
import { freePort } from '../support/ports';
import { install, startProduct, type Installation, type RunningProduct } from '../support/product';
import { waitFor } from '../support/wait';

const DASHBOARDS = path.resolve(__dirname, '../../monitoring/grafana/dashboards');
const hasPrometheus = spawnSync('prometheus', ['--version']).error === undefined;

interface Panel {
  readonly title: string;
  readonly targets: readonly { readonly expr: string; readonly datasource: { readonly type: string } }[];
}

/** Panels that Prometheus answers; those of Loki need its server. */
const panels = readdirSync(DASHBOARDS)
  .flatMap((file) => (JSON.parse(readFileSync(path.join(DASHBOARDS, file), 'utf8')) as { panels: Panel[] }).panels)
  .filter(({ targets }) => targets[0]?.datasource.type === 'prometheus');

(hasPrometheus ? describe : describe.skip)('the dashboards over a real run [needs prometheus]', () => {
  let installation: Installation;
  let product: RunningProduct;
  let prometheus: GuardedProcess;
  let url: string;

  beforeAll(async () => {
    const productMetrics = String(await freePort());
    installation = await install({ PRODUCT_METRICS_PORT: productMetrics, GEMINI_CASCADE_THRESHOLD: '1' });
    product = await startProduct(installation);
    const port = await freePort();
    url = `http://127.0.0.1:${port}`;
    prometheus = await startGuarded({
      command: 'prometheus',
      prepare: (folder) =>
        writeFile(
          path.join(folder, 'prometheus.yml'),
          JSON.stringify({
            global: { scrape_interval: '1s' },
            scrape_configs: [
              { job_name: 'oncek-api', static_configs: [{ targets: [new URL(installation.api).host] }] },
              { job_name: 'oncek-worker', static_configs: [{ targets: [`127.0.0.1:${productMetrics}`] }] },
              {
                job_name: 'temporal-sdk',
                static_configs: [{ targets: [`127.0.0.1:${installation.env.METRICS_PORT}`] }],
              },
            ],
          }),
        ),
      args: (folder) => [
        `--config.file=${folder}/prometheus.yml`,
        `--storage.tsdb.path=${folder}/data`,
        `--web.listen-address=127.0.0.1:${port}`,
      ],
    });
    await waitFor(async () => (await fetch(`${url}/-/ready`)).ok, {
      describe: 'Prometheus answers',
      timeoutMs: 30_000,
    });
  }, 200_000);
  afterAll(async () => {
    await prometheus?.stop();
    await product?.kill();
    await installation?.remove();
  });

  it('finds no panel empty', async () => {
    const people = peopleOf(installation.sandbox);
    /** A ticket's life and some calls: what each panel counts happens again and again while it is scraped. */
    const live = async (): Promise<void> => {
      const problem = await people.write({ text: 'mohon bantuan tidak bisa login mytech, muncul user auth locked' });
      await people.reply(problem, 'sudah direset, silakan login ulang, MIT -dm');
      await people.waitForRow('ML_Tracking', problem, (row) => row[3] !== '');
      const headers = { 'X-API-Key': 'demo-read', 'Content-Type': 'application/json' };
      await fetch(`${installation.api}/api/predict`, {
        method: 'POST',
        headers,
        body: '{"tech_raw_text":"tidak bisa login"}',
      });
      await fetch(`${installation.api}/api/tickets`, { headers });
    };
    const emptyOf = async (): Promise<string[]> => {
      const found = await Promise.all(
        panels.flatMap(({ title, targets }) =>
          targets.map(async ({ expr }) => {
            const answer = await fetch(`${url}/api/v1/query?query=${encodeURIComponent(expr)}`);
            const { status, data, error } = (await answer.json()) as {
              status: string;
              data?: { result: { value: [number, string] }[] };
              error?: string;
            };
            if (status !== 'success') throw new Error(`${title}: ${expr}: ${error}`);
            const isThere = data?.result.some(({ value: [, value] }) => value !== 'NaN') ?? false;
            return isThere ? [] : [`${title}: ${expr}`];
          }),
        ),
      );
      return found.flat();
    };
    let empty: string[] = panels.map(({ title }) => title);
    await waitFor(
      async () => {
        await live();
        empty = await emptyOf();
        return empty.length === 0;
      },
      { describe: 'every panel has figures', timeoutMs: 150_000, intervalMs: 500 },
    ).catch(() => undefined);
    expect(empty).toEqual([]);
    expect(panels.length).toBeGreaterThan(35);
  }, 200_000);
});
