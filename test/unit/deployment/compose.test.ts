import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { parse } from 'yaml';
import { SECRET_SETTINGS } from '../../../config/env';
import { settingsSchema } from '../../../config/schema';
import { ONE_PARTITION } from '../../../scripts/dynamic-config';
import { readCompose, serviceOf } from '../../support/compose';
import { gatewaySettings } from '../../support/gateway';

const ROOT = path.resolve(__dirname, '../../..');
const PRODUCT = ['api', 'group-bot', 'admin-bot', 'worker', 'training-worker', 'temporal-set-up'] as const;
const JOBS = ['temporal-schema', 'temporal-set-up', 'minio-buckets'];
/** Secrets that only the API asks for: keys and sessions of those who call it. */
const API_ONLY = new Set<string>(['API_KEYS', 'SESSION_SECRET']);

const file = readCompose();
const names = Object.keys(file.services);

test('the server of docker-compose.yml has as many partitions as those we start ourselves', () => {
  const values = parse(readFileSync(path.join(ROOT, 'temporal/cluster/dynamic-config.yaml'), 'utf8')) as object;
  for (const [name, value] of Object.entries(ONE_PARTITION)) expect(values).toHaveProperty([name], [{ value }]);
});

describe('docker-compose.yml', () => {
  it('passes dclint, with docker-compose.override.yml', () => {
    const dclint = path.join(ROOT, 'node_modules/dclint/bin/dclint.cjs');
    const run = () =>
      execFileSync(
        process.execPath,
        [dclint, '--max-warnings', '0', 'docker-compose.yml', 'docker-compose.override.yml'],
        { cwd: ROOT, encoding: 'utf8' },
      );
    expect(run).not.toThrow();
  });

  it('has all parts, and every file it mounts is there', () => {
    expect(names.sort()).toEqual(
      [
        ...['gateway', ...PRODUCT, 'temporal', 'temporal-schema', 'temporal-ui', 'mlflow', 'postgres'],
        ...['minio', 'minio-buckets', 'prometheus', 'loki', 'alloy', 'grafana'],
      ].sort(),
    );
    const mounted = Object.values(file.services).flatMap(({ volumes = [] }) =>
      volumes.map((volume) => volume.split(':')[0] ?? '').filter((source) => source.startsWith('./')),
    );
    expect(mounted.filter((source) => !existsSync(path.join(ROOT, source)))).toEqual([]);
  });

  it.each(PRODUCT)('brings every setting of .env.template to %s', (name) => {
    const { env_file: files, environment = {}, secrets = [] } = serviceOf(file, name);
    // What stands in .env reaches the service by itself; a secret also by its file.
    expect(files).toEqual(['.env']);
    for (const secret of SECRET_SETTINGS) {
      if (API_ONLY.has(secret) && name !== 'api') continue;
      const mount = `/run/secrets/${secret.toLowerCase()}`;
      expect({ secret, has: secrets.includes(secret.toLowerCase()) }).toEqual({ secret, has: true });
      const withFile = readCompose({ [`${secret}_FILE`]: mount }).services[name]?.environment?.[`${secret}_FILE`];
      expect({ secret, file: withFile }).toEqual({ secret, file: mount });
    }
    // Nothing is set here that the product does not know.
    const known = new Set<string>([
      ...Object.keys(settingsSchema.shape),
      ...SECRET_SETTINGS.map((secret) => `${secret}_FILE`),
    ]);
    expect(Object.keys(environment).filter((key) => !known.has(key))).toEqual([]);
    // No secret stands in the environment itself.
    expect(SECRET_SETTINGS.filter((secret) => environment[secret] !== undefined)).toEqual([]);
  });

  it('lets .env decide what the product takes, where it says something', () => {
    const told = readCompose({ AWS_S3_ENDPOINT: 'https://s3.example', TEMPORAL_ADDRESS: 'cloud:7233' });
    expect(serviceOf(told, 'worker').environment).toMatchObject({
      ...{ AWS_S3_ENDPOINT: 'https://s3.example', TEMPORAL_ADDRESS: 'cloud:7233' },
    });
    expect(serviceOf(readCompose({ GEMINI_API_KEY_FILE: '' }), 'worker').environment?.GEMINI_API_KEY_FILE).toBe('');
    expect(serviceOf(readCompose({ WORKER_REPLICAS: '5' }), 'worker').deploy?.replicas).toBe('5');
  });

  it('gives the gateway all that its templates ask for', async () => {
    const { environment = {} } = serviceOf(file, 'gateway');
    const given = [...Object.keys(environment), 'NGINX_LOCAL_RESOLVERS'];
    expect((await gatewaySettings()).filter((name) => !given.includes(name))).toEqual([]);
    const filter = new RegExp(environment.NGINX_ENVSUBST_FILTER ?? '');
    expect((await gatewaySettings()).filter((name) => !filter.test(name))).toEqual([]);
  });

  it('publishes the gateway alone, on port 80 and those of today', () => {
    expect(names.filter((name) => serviceOf(file, name).ports !== undefined)).toEqual(['gateway']);
    const published = serviceOf(file, 'gateway').ports?.map(({ published: outside, target }) => `${outside}:${target}`);
    expect(published).toEqual(['80:8080', '8001:8001', '8002:8002', '8005:8005']);
  });

  it('splits the networks: data and Temporal reach nobody outside, the gateway reaches no data', () => {
    const isInternal = Object.entries(file.networks).filter(([, network]) => network.internal === true);
    expect(isInternal.map(([name]) => name).sort()).toEqual(['data', 'edge', 'temporal', 'watch']);
    expect(serviceOf(file, 'gateway').networks).toEqual(['public', 'edge']);
    expect(names.filter((name) => serviceOf(file, name).networks?.includes('public'))).toEqual(['gateway']);
    for (const name of ['postgres', 'minio', 'temporal', 'mlflow', 'prometheus', 'loki', 'grafana']) {
      expect(serviceOf(file, name).networks?.some((network) => ['public', 'outward'].includes(network))).toBe(false);
    }
    const outward = names.filter((name) => serviceOf(file, name).networks?.includes('outward')).sort();
    expect(outward).toEqual([...PRODUCT].sort());
    // Every upstream of the gateway, and every network named, is there.
    for (const name of names) {
      for (const network of serviceOf(file, name).networks ?? []) expect(file.networks).toHaveProperty(network);
    }
    const { environment = {} } = serviceOf(file, 'gateway');
    for (const [key, address] of Object.entries(environment).filter(([key]) => key.endsWith('_UPSTREAM'))) {
      const service = serviceOf(file, address.split(':')[0] ?? '');
      expect({ key, onEdge: service.networks?.includes('edge') }).toEqual({ key, onEdge: true });
    }
  });

  it('has the API believe the gateway, by the network both are in, and nobody else', () => {
    const other = readCompose({ EDGE_SUBNET: '10.9.0.0/24' });
    for (const [each, subnet] of [[file, '172.30.80.0/24'] as const, [other, '10.9.0.0/24'] as const]) {
      expect(serviceOf(each, 'api').environment?.TRUSTED_PROXIES).toBe(subnet);
      expect(each.networks.edge).toMatchObject({ ipam: { config: [{ subnet }] } });
    }
  });

  it('bounds and locks every service that stays, and waits for what it needs', () => {
    for (const name of names) {
      const service = serviceOf(file, name);
      const isJob = JOBS.includes(name);
      expect({ name, restart: service.restart }).toEqual({ name, restart: isJob ? 'no' : 'unless-stopped' });
      if (!isJob) expect({ name, limits: service.deploy?.resources?.limits }).toMatchObject({ limits: anyLimits() });
      expect({ name, options: service.security_opt }).toEqual({ name, options: ['no-new-privileges:true'] });
      for (const [other, { condition }] of Object.entries(service.depends_on ?? {})) {
        const wanted = JOBS.includes(other) ? 'service_completed_successfully' : 'service_healthy';
        expect({ name, other, condition }).toEqual({ name, other, condition: wanted });
        if (!JOBS.includes(other)) expect(serviceOf(file, other).healthcheck).toBeDefined();
      }
    }
    for (const name of [...PRODUCT, 'gateway', 'mlflow', 'minio', 'prometheus', 'loki', 'grafana']) {
      expect({ name, ...pick(serviceOf(file, name)) }).toEqual({ name, read_only: true, cap_drop: ['ALL'] });
    }
  });

  it('takes every secret from a file that scripts/secrets.sh makes, and leaves none unused', () => {
    const script = readFileSync(path.join(ROOT, 'scripts/secrets.sh'), 'utf8');
    const used = new Set(Object.values(file.services).flatMap(({ secrets = [] }) => secrets));
    for (const [name, { file: source }] of Object.entries(file.secrets)) {
      expect({ source, isUsed: used.has(name) }).toEqual({ source: `./secrets/${name}`, isUsed: true });
      expect({ name, isMade: new RegExp(`\\b${name}\\b`).test(script) }).toEqual({ name, isMade: true });
    }
    expect([...used].filter((name) => !(name in file.secrets))).toEqual([]);
  });

  it('starts each target of the Dockerfile, and the override replaces each image that is built', () => {
    const dockerfile = readFileSync(path.join(ROOT, 'Dockerfile'), 'utf8');
    const built = names.filter((name) => serviceOf(file, name).build !== undefined);
    const targets = new Set(built.map((name) => serviceOf(file, name).build?.target ?? ''));
    expect([...targets].sort()).toEqual(['api', 'bot', 'mlflow', 'training', 'worker']);
    for (const target of targets) expect(dockerfile).toMatch(new RegExp(`^FROM .* AS ${target}$`, 'm'));
    const override = readCompose(
      { IMAGE_REGISTRY: 'registry.example/oncek', IMAGE_TAG: 'v7' },
      'docker-compose.override.yml',
    );
    expect(Object.keys(override.services).sort()).toEqual(built.sort());
    for (const name of built) {
      const target = serviceOf(file, name).build?.target;
      expect(serviceOf(override, name).image).toBe(`registry.example/oncek/oncek-${target}:v7`);
    }
    expect(() => readCompose({}, 'docker-compose.override.yml')).toThrow(/IMAGE_REGISTRY/);
  });

  it('pins every image', () => {
    for (const name of names) {
      const { image = '', build } = serviceOf(file, name);
      expect({ name, image, isPinned: build !== undefined || /:[\w.-]*\d[\w.-]*$/.test(image) }).toMatchObject({
        isPinned: true,
      });
    }
  });
});

function anyLimits() {
  return { cpus: expect.stringMatching(/^\d+\.\d+$/), memory: expect.stringMatching(/^\d+[mg]$/) };
}

function pick({ read_only, cap_drop }: { read_only?: boolean; cap_drop?: readonly string[] }) {
  return { read_only, cap_drop };
}
