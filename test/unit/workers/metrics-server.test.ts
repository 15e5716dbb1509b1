import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Counter, Registry } from 'prom-client';
import { createMetrics } from '../../../activities/metrics';
import { watchDesk } from '../../../activities/watch/desk-figures';
import {
  watchIntake,
  watchModel,
  watchRequests,
  watchWebhooks,
  watchWriting,
} from '../../../activities/watch/part-metrics';
import { startMetricsServer } from '../../../workers/metrics-server';

const DOCUMENT = readFileSync(join(__dirname, '..', '..', '..', 'docs', 'metrics.md'), 'utf8');

/** Rows of the document's table of the product's own metrics: name, type, labels. */
function documented(): string[][] {
  return DOCUMENT.split('\n')
    .map((line) => line.split('|').map((cell) => cell.trim().replaceAll('`', '')))
    .filter(([, name = '']) => /^\w+_\w+$/.test(name) && !name.startsWith('temporal_'))
    .map(([, name = '', type = '', labels = '']) => [name, type, labels]);
}

test('the document names exactly the product’s metrics, with their types and labels', () => {
  const { registry } = createMetrics(new Registry(), { inputUsdPerMillion: 0.1, outputUsdPerMillion: 0.4 });
  // Each part has its own, registered where it runs.
  watchModel(registry, { current: () => null });
  watchIntake(registry);
  watchWriting(registry, { writesLeft: () => 0, readsLeft: () => 0 });
  watchRequests(registry);
  watchWebhooks(registry);
  watchDesk({ registry, read: () => Promise.reject(new Error('not asked')), now: () => 0 });
  const inCode = registry.getMetricsAsArray().map((metric) => {
    const { name, type, labelNames } = metric as unknown as { name: string; type: string; labelNames: string[] };
    return [name, type, labelNames.join(', ') || '-'];
  });
  expect(inCode.length).toBeGreaterThan(5);
  expect(documented().sort()).toEqual(inCode.sort());
});

describe('startMetricsServer', () => {
  it('serves what the process counted, at one path', async () => {
    const registry = new Registry();
    new Counter({ name: 'things_total', help: 'Things', registers: [registry] }).inc(3);
    const server = await startMetricsServer({ registry, port: 0 });
    try {
      const answer = await fetch(`http://127.0.0.1:${server.port}/metrics`);
      expect(answer.headers.get('content-type')).toBe(registry.contentType);
      expect(await answer.text()).toContain('things_total 3');
      expect((await fetch(`http://127.0.0.1:${server.port}/`)).status).toBe(404);
    } finally {
      await server.stop();
    }
  });

  it('names the setting when its port is taken', async () => {
    const first = await startMetricsServer({ registry: new Registry(), port: 0 });
    try {
      const second = startMetricsServer({ registry: new Registry(), port: first.port });
      await expect(second).rejects.toMatchObject({ type: 'InvalidSetting', message: /PRODUCT_METRICS_PORT/ });
    } finally {
      await first.stop();
    }
  });
});
