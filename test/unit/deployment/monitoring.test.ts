import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { parse } from 'yaml';
import { readCompose } from '../../support/compose';

const ROOT = path.resolve(__dirname, '../../..');
const MONITORING = path.join(ROOT, 'monitoring');

interface Rule {
  readonly alert: string;
  readonly expr: string;
  readonly labels: { readonly severity: string };
  readonly annotations: { readonly summary: string; readonly runbook: string };
}

const read = (name: string): unknown => parse(readFileSync(path.join(MONITORING, name), 'utf8'));
const rules = (read('rules/oncek.yml') as { groups: { rules: Rule[] }[] }).groups.flatMap((group) => group.rules);
const hasPromtool = spawnSync('promtool', ['--version']).error === undefined;

describe('the alert rules', () => {
  (hasPromtool ? it : it.skip)(
    'fire on bad figures and on no good ones, as promtool runs their tests [needs promtool]',
    () => {
      const promtool =
        (...args: string[]) =>
        () =>
          execFileSync('promtool', args, { cwd: MONITORING, encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] });
      expect(promtool('test', 'rules', 'tests/oncek.yml')).not.toThrow();
      expect(promtool('check', 'config', 'prometheus.yml')).not.toThrow();
    },
  );

  it('have a test each, and an entry of the runbook each', () => {
    const tests = (
      read('tests/oncek.yml') as { tests: { alert_rule_test: { alertname: string; exp_alerts: unknown[] }[] }[] }
    ).tests;
    const tested = tests.flatMap((each) => each.alert_rule_test);
    const runbook = readFileSync(path.join(ROOT, 'docs/runbook.md'), 'utf8');
    expect(rules.length).toBeGreaterThan(20);
    for (const { alert, annotations, labels } of rules) {
      const fires = tested.some(({ alertname, exp_alerts: alerts }) => alertname === alert && alerts.length > 0);
      expect({ alert, fires }).toEqual({ alert, fires: true });
      expect(runbook).toContain(`\n### ${alert}\n`);
      expect(annotations.runbook).toBe(`docs/runbook.md#${alert.toLowerCase()}`);
      expect(['warning', 'critical']).toContain(labels.severity);
    }
  });

  it('and the dashboards name only metrics that docs/metrics.md tells of, or Prometheus itself has', () => {
    const documented = readFileSync(path.join(ROOT, 'docs/metrics.md'), 'utf8');
    const dashboards = readdirSync(path.join(MONITORING, 'grafana/dashboards')).flatMap(
      (file) =>
        (
          read(`grafana/dashboards/${file}`) as {
            panels: { targets: { expr: string; datasource: { type: string } }[] }[];
          }
        ).panels,
    );
    const queries = [
      ...rules.map(({ expr }) => expr),
      ...dashboards.flatMap(({ targets }) =>
        targets.filter((each) => each.datasource.type === 'prometheus').map(({ expr }) => expr),
      ),
    ];
    const names = new Set(
      queries.flatMap((query) => query.match(/\b(?:ticket|ledger|telegram|sheets|http|oncek|temporal)_\w+/g) ?? []),
    );
    for (const name of names) {
      const base = name.replace(/_(bucket|sum|count)$/, '');
      expect({ name, isKnown: documented.includes(`\`${base}\``) || documented.includes(`\`${name}\``) }).toEqual({
        name,
        isKnown: true,
      });
    }
  });
});

describe('the dashboards', () => {
  it('are what dashboards.mjs writes', () => {
    const folder = mkdtempSync(path.join(tmpdir(), 'oncek-dashboards-'));
    try {
      execFileSync(process.execPath, [path.join(MONITORING, 'grafana/dashboards.mjs'), folder]);
      for (const file of readdirSync(folder)) {
        expect(readFileSync(path.join(MONITORING, 'grafana/dashboards', file), 'utf8')).toBe(
          readFileSync(path.join(folder, file), 'utf8'),
        );
      }
      expect(readdirSync(folder).sort()).toEqual(readdirSync(path.join(MONITORING, 'grafana/dashboards')).sort());
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  });
});

test('every address that Prometheus, Grafana and Alloy ask is a service of docker-compose.yml', () => {
  const { services } = readCompose();
  const jobs = (
    read('prometheus.yml') as {
      scrape_configs: { static_configs?: { targets: string[] }[]; dns_sd_configs?: { names: string[] }[] }[];
    }
  ).scrape_configs;
  const hosts = jobs.flatMap(({ static_configs: fixed = [], dns_sd_configs: found = [] }) => [
    ...fixed.flatMap(({ targets }) => targets.map((target) => target.split(':')[0] ?? '')),
    ...found.flatMap(({ names }) => names),
  ]);
  const sources = (read('grafana/provisioning/datasources/datasources.yml') as { datasources: { url: string }[] })
    .datasources;
  const alloy = /url = "([^"]+)"/.exec(readFileSync(path.join(MONITORING, 'config.alloy'), 'utf8'))?.[1] ?? '';
  for (const host of [...hosts, ...[...sources.map(({ url }) => url), alloy].map((url) => new URL(url).hostname)]) {
    expect(host === '127.0.0.1' || host in services).toBe(true);
  }
});
