import { spawn, spawnSync, type ChildProcess } from 'node:child_process';
import { generateKeyPairSync } from 'node:crypto';
import { cpSync, existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { SANDBOX_TOKENS } from '../../config/sandbox-settings';
import { startSandbox, type Sandbox } from '../../sandbox/server';
import { readCompose, serviceOf } from '../support/compose';
import { startGateway, type TestGateway } from '../support/gateway';
import { startMinio, type TestMinio } from '../support/minio';
import { freePort } from '../support/ports';
import { startPostgres, type TestPostgres } from '../support/postgres';
import { findMinio, findNginx, findPostgres } from '../support/tools';
import { startDevServer, type DevServer } from '../support/temporal';
import { waitFor } from '../support/wait';

const ROOT = path.resolve(__dirname, '../..');
const SERVICES = ['temporal-set-up', 'worker', 'training-worker', 'api', 'group-bot', 'admin-bot'] as const;
const START_TIMEOUT_MS = 120_000;
const postgresTools = findPostgres();
const hasAll = postgresTools !== null && findMinio() !== null && findNginx() !== null;

const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
const ACCOUNT = JSON.stringify({
  client_email: 'desk@example.iam.gserviceaccount.com',
  private_key: privateKey.export({ type: 'pkcs8', format: 'pem' }),
});

(hasAll ? describe : describe.skip)(
  'the services of docker-compose.yml, outside Docker [needs postgresql, minio, nginx]',
  () => {
    let folder: string;
    let sandbox: Sandbox;
    let temporal: DevServer;
    let postgres: TestPostgres;
    let minio: TestMinio;
    let gateway: TestGateway | undefined;
    let apiPort: number;
    const running: { name: string; child: ChildProcess; output: () => string }[] = [];

    beforeAll(async () => {
      if (!postgresTools) return;
      folder = mkdtempSync(path.join(tmpdir(), 'oncek-services-'));
      // Without search attributes: making them is the set-up job's work.
      [sandbox, temporal, postgres, minio] = await Promise.all([
        startSandbox({ port: 0 }),
        startDevServer(),
        startPostgres(postgresTools),
        startMinio(),
      ]);
      const secrets = path.join(folder, 'secrets');
      mkdirSync(secrets);
      const { secretKey } = minio.settings();
      const values: Record<string, string> = {
        telegram_bot_token_collecting: SANDBOX_TOKENS.group,
        telegram_bot_token_reporting: SANDBOX_TOKENS.admin,
        google_service_account_json: ACCOUNT,
        gemini_api_key: 'key-of-gemini',
        aws_secret_access_key: secretKey,
        media_link_secret: 'm'.repeat(40),
        session_secret: 's'.repeat(40),
        database_url: await postgres.createDatabase(),
        api_keys: 'read:0f4f0a2fdd7ae9c0b9dfbd7aa2ac0a1a8cbb9cbe5b8b0a53a1b0a1c2d3e4f506',
      };
      for (const [name, value] of Object.entries(values)) writeFileSync(path.join(secrets, name), value);
      const models = readdirSync(path.join(ROOT, 'dist/test-models'))[0] ?? '';
      cpSync(path.join(ROOT, 'dist/test-models', models), path.join(folder, 'models'), { recursive: true });
    }, START_TIMEOUT_MS);

    afterAll(async () => {
      await gateway?.close();
      await Promise.all(
        running.map(
          ({ child }) =>
            new Promise<void>((resolve) => {
              if (child.exitCode !== null || child.signalCode !== null) return resolve();
              child.once('exit', () => resolve());
              child.kill('SIGTERM');
            }),
        ),
      );
      await Promise.all([sandbox?.close(), temporal?.close(), postgres?.close(), minio?.close()]);
      if (folder) rmSync(folder, { recursive: true, force: true });
    }, START_TIMEOUT_MS);

    /** What compose gives a service, with loopback in place of the names of services, and ports of its own. */
    async function environmentOf(name: string): Promise<Record<string, string>> {
      const { accessKey, endpoint } = minio.settings();
      const outside = {
        TELEGRAM_API_ROOT: `${sandbox.url}/telegram/`,
        ...{ GOOGLE_API_ROOT: `${sandbox.url}/`, GOOGLE_DRIVE_ROOT: `${sandbox.url}/` },
        ...{ GOOGLE_TOKEN_URL: `${sandbox.url}/token`, GEMINI_BASE_URL: `${sandbox.url}/gemini` },
        ...{ GOOGLE_SPREADSHEET_ID: 'demo', TARGET_GROUP_COLLECTING: '-1001000000001=Demo' },
        ...{ TARGET_GROUP_REPORTING: '-1001000000002', ADMIN_USER_IDS: '9001' },
      };
      const file = readCompose({
        ...{ TEMPORAL_ADDRESS: temporal.address, AWS_S3_ENDPOINT: endpoint, AWS_ACCESS_KEY_ID: accessKey },
        // A space counts as set for compose and as not set for the product: models then come from the folder.
        MLFLOW_TRACKING_URI: ' ',
      });
      const { environment = {}, secrets = [] } = serviceOf(file, name);
      const [api, metrics, product, webhook] = await Promise.all(Array.from({ length: 4 }, () => freePort()));
      if (name === 'api') apiPort = api ?? 0;
      const files = Object.fromEntries(
        Object.entries(environment)
          .filter(([key, value]) => key.endsWith('_FILE') && value !== '')
          .map(([key, value]) => {
            expect(secrets).toContain(path.basename(value));
            return [key, path.join(folder, 'secrets', path.basename(value))];
          }),
      );
      return {
        ...outside,
        ...environment,
        ...files,
        ...{
          DATA_DIR: path.join(folder, 'data'),
          MODEL_REGISTRY_DIR: path.join(folder, 'models'),
          LISTEN_HOST: '127.0.0.1',
        },
        ...{ API_PORT: String(api), METRICS_PORT: String(metrics) },
        ...{ PRODUCT_METRICS_PORT: String(product), WEBHOOK_PORT: String(webhook) },
      };
    }

    it(
      'come up in the order of compose, each by its own command, and are healthy by their own checks',
      async () => {
        for (const name of SERVICES) {
          const { command = [], healthcheck } = serviceOf(readCompose(), name);
          const env = { PATH: process.env.PATH ?? '', OMP_WAIT_POLICY: 'passive', ...(await environmentOf(name)) };
          const [script = '', ...args] = command;
          expect({ name, isThere: existsSync(path.join(ROOT, script)) }).toEqual({ name, isThere: true });
          if (!healthcheck) {
            const { status, stderr, stdout } = spawnSync(process.execPath, [path.join(ROOT, script), ...args], {
              ...{ cwd: folder, env, encoding: 'utf8', timeout: START_TIMEOUT_MS },
            });
            expect({ name, status, stderr }).toEqual({ name, status: 0, stderr: '' });
            expect(stdout).toContain('schedules: as the settings have them');
            continue;
          }
          const child = spawn(process.execPath, [path.join(ROOT, script), ...args], { cwd: folder, env });
          let text = '';
          for (const stream of [child.stdout, child.stderr])
            stream.on('data', (part: Buffer) => (text += part.toString()));
          running.push({ name, child, output: () => text });
          const [, program = '', check = '', ...checkArgs] = healthcheck.test;
          expect(program).toBe('node');
          await waitFor(
            () => {
              if (child.exitCode !== null) throw new Error(`${name} ended: ${text.slice(-1_500)}`);
              const asked = spawnSync(process.execPath, [path.join(ROOT, check), ...checkArgs], { env });
              return asked.status === 0;
            },
            { describe: `${name} is healthy`, timeoutMs: START_TIMEOUT_MS, intervalMs: 500 },
          );
        }
      },
      10 * START_TIMEOUT_MS,
    );

    it('serve behind the gateway: ready, with Temporal and a model', async () => {
      gateway = await startGateway({ api: `127.0.0.1:${apiPort}` });
      const { url } = gateway;
      const ready = await waitFor(
        async () => {
          const answer = await fetch(`${url}/health/ready`);
          return answer.ok ? ((await answer.json()) as object) : null;
        },
        { describe: 'the API is ready', timeoutMs: 30_000 },
      );
      expect(ready).toMatchObject({ status: 'ok' });
      expect((await fetch(`${url}/mlflow/`)).status).toBe(401);
    }, 60_000);
  },
);
