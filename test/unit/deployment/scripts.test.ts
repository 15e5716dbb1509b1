import { execFile, spawnSync } from 'node:child_process';
import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  readdirSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import Database from 'better-sqlite3';

const ROOT = path.resolve(__dirname, '../../..');

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'oncek-deploy-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

interface Ending {
  readonly code: number | null;
  readonly output: string;
}

/** Runs a script of a copy of the clone that holds scripts alone, with the settings given and none of the shell. */
function run(script: string, args: readonly string[], env: Readonly<Record<string, string>> = {}): Ending {
  const { status, stdout, stderr } = spawnSync('bash', [path.join(ROOT, 'scripts', script), ...args], {
    cwd: folder,
    env: { PATH: process.env.PATH, ...env },
    encoding: 'utf8',
  });
  return { code: status, output: stdout + stderr };
}

describe('scripts/deploy.sh', () => {
  const calls = () =>
    readFileSync(path.join(folder, 'calls'), 'utf8')
      .split('\n')
      .slice(0, -1)
      .map((line) => line.trim());
  const deployed = () => readFileSync(path.join(folder, 'deployed'), 'utf8').trim().split('\n');

  /** A clone with settings, a `docker` that notes its calls, and a smoke test that fails for the tags named. */
  function deploy(args: readonly string[], { broken = [] as string[], noPull = [] as string[] } = {}): Ending {
    const clone = path.join(folder, 'clone');
    mkdirSync(path.join(clone, 'scripts'), { recursive: true });
    mkdirSync(path.join(clone, 'secrets'), { recursive: true });
    writeFileSync(path.join(clone, '.env'), 'IMAGE_REGISTRY=registry.example/oncek\nIMAGE_TAG=v1\n');
    writeFileSync(path.join(clone, 'scripts/deploy.sh'), readFileSync(path.join(ROOT, 'scripts/deploy.sh')));
    const bin = path.join(folder, 'bin');
    mkdirSync(bin, { recursive: true });
    const program = (file: string, body: string): void => {
      writeFileSync(file, `#!/usr/bin/env bash\n${body}\n`);
      chmodSync(file, 0o755);
    };
    const is = (tags: string[]) => tags.map((tag) => `[ "$IMAGE_TAG" != ${tag} ] || exit 1`).join('\n');
    program(
      path.join(bin, 'docker'),
      `echo "\${IMAGE_TAG:-} $*" >>"${folder}/calls"; echo "\${IMAGE_TAG:-local}" >"${folder}/up"\ncase "$*" in *pull*)\n${is(noPull) || ':'}\n;; esac`,
    );
    program(
      path.join(clone, 'scripts/smoke.sh'),
      `IMAGE_TAG=$(cat "${folder}/up")\necho "smoke $1" >>"${folder}/calls"\n${is(broken)}`,
    );
    const { status, stdout, stderr } = spawnSync('bash', [path.join(clone, 'scripts/deploy.sh'), ...args], {
      env: { PATH: `${bin}:${process.env.PATH}`, DEPLOYED_FILE: path.join(folder, 'deployed') },
      encoding: 'utf8',
    });
    return { code: status, output: stdout + stderr };
  }

  it('pulls the tag of .env, starts it, tests it, and keeps it in mind', () => {
    expect(deploy([])).toEqual({ code: 0, output: 'deploy: v1\ndeploy: v1 is in service\n' });
    expect(calls()).toEqual([
      'v1 compose pull --quiet',
      'v1 compose up --detach --no-build --remove-orphans --wait --wait-timeout 300',
      'smoke http://127.0.0.1:80',
    ]);
    expect(deployed()).toEqual(['v1']);
  });

  it('--local builds from the clone, with the first compose file alone', () => {
    expect(deploy(['--local']).code).toBe(0);
    expect(calls().slice(0, 2)).toEqual([
      'compose -f docker-compose.yml build',
      'compose -f docker-compose.yml up --detach --no-build --remove-orphans --wait --wait-timeout 300',
    ]);
  });

  it('takes back what does not pass the smoke test, and exits with 1', () => {
    deploy(['--tag', 'v1']);
    const { code, output } = deploy(['--tag', 'v2'], { broken: ['v2'] });
    expect({ code, output }).toEqual({
      code: 1,
      output: expect.stringMatching(/v2 \(before: v1\)[^]*going back to v1[^]*v2 was taken back; v1 is in service/),
    });
    expect(calls().slice(-3)).toEqual([
      'v1 compose pull --quiet',
      expect.stringContaining('v1 compose up'),
      'smoke http://127.0.0.1:80',
    ]);
    expect(deployed()).toEqual(['v1']);
  });

  it('starts nothing of a tag whose images cannot be pulled', () => {
    const { code, output } = deploy(['--tag', 'v9'], { noPull: ['v9'] });
    expect({ code, output }).toMatchObject({ code: 1, output: expect.stringContaining('no version before it') });
    expect(calls()).toEqual(['v9 compose pull --quiet']);
  });

  it('--rollback goes to the tag before, and twice to the one before that', () => {
    for (const tag of ['v1', 'v2', 'v3']) deploy(['--tag', tag]);
    expect(deploy(['--rollback']).output).toContain('deploy: v2 is in service');
    expect(deployed()).toEqual(['v1', 'v3', 'v2']);
  });

  it('says what it would run with --dry-run, and runs nothing', () => {
    const { code, output } = deploy(['--tag', 'v5', '--dry-run']);
    expect(code).toBe(0);
    expect(output.split('\n')).toEqual([
      'deploy: v5',
      '+ env IMAGE_TAG=v5 docker compose pull --quiet',
      '+ env IMAGE_TAG=v5 docker compose up --detach --no-build --remove-orphans --wait --wait-timeout 300',
      '+ bash scripts/smoke.sh http://127.0.0.1:80',
      'deploy: v5 is in service',
      '',
    ]);
    expect(existsSync(path.join(folder, 'calls')) || existsSync(path.join(folder, 'deployed'))).toBe(false);
  });

  it('refuses what is no tag, and options it does not know', () => {
    expect(deploy(['--tag', 'v1; rm -rf /'])).toMatchObject({ code: 1, output: expect.stringContaining('not a tag') });
    expect(deploy(['--force'])).toMatchObject({ code: 2, output: expect.stringContaining('--rollback') });
    expect(deploy(['--rollback'])).toMatchObject({ code: 1, output: expect.stringContaining('no version before') });
  });
});

describe('scripts/secrets.sh', () => {
  it('makes what is missing, changes nothing that is there, and prints no secret', () => {
    const first = run('secrets.sh', [folder]);
    expect(first.code).toBe(0);
    const made = Object.fromEntries(
      readdirSync(folder).map((name) => [name, readFileSync(path.join(folder, name), 'utf8')]),
    );
    expect(made.oncek_db_password).toMatch(/^[A-Za-z0-9]{40}$/);
    expect(made.database_url).toBe(`postgres://oncek:${made.oncek_db_password}@postgres:5432/oncek`);
    expect(made.api_keys).toBe('');
    const second = run('secrets.sh', [folder]);
    for (const [name, text] of Object.entries(made)) {
      expect(readFileSync(path.join(folder, name), 'utf8')).toBe(text);
      if (text !== '') expect(first.output + second.output).not.toContain(text);
    }
    expect(second.output).toMatch(/kept +database_url/);
    expect(second.output).toContain('empty still: api_keys');
  });

  it('--dry-run makes nothing', () => {
    const goal = path.join(folder, 'new');
    expect(run('secrets.sh', ['--dry-run', goal]).output).toContain('would make media_link_secret');
    expect(existsSync(goal)).toBe(false);
  });
});

describe('scripts/backup.sh and restore.sh', () => {
  const data = () => path.join(folder, 'data');
  const backup = (...args: string[]) =>
    run('backup.sh', ['--to', path.join(folder, 'backups'), ...args], { DATA_DIR: data() });
  const onlyBackup = () => path.join(folder, 'backups', readdirSync(path.join(folder, 'backups')).sort().at(-1) ?? '');

  /** A data folder with a database in use, a media file and a model. */
  function someData(): { close: () => void } {
    mkdirSync(path.join(data(), 'objects/media'), { recursive: true });
    mkdirSync(path.join(data(), 'models/v1'), { recursive: true });
    writeFileSync(path.join(data(), 'objects/media/photo.jpg'), 'picture');
    writeFileSync(path.join(data(), 'models/v1/model.json'), '{}');
    const database = new Database(path.join(data(), 'mirror.db'));
    database.pragma('journal_mode = WAL');
    database.exec("create table rows (key text); insert into rows values ('1'), ('2')");
    return { close: () => void database.close() };
  }

  it('brings back a data folder whose database was in use, rows in its write-ahead log included', () => {
    const open = someData();
    expect(backup()).toMatchObject({ code: 0, output: expect.stringMatching(/^backup: .*\/backups\/\d{8}T\d{6}Z\n$/) });
    open.close();
    rmSync(data(), { recursive: true });
    expect(run('restore.sh', ['--from', onlyBackup()], { DATA_DIR: data() })).toMatchObject({ code: 0 });
    expect(readFileSync(path.join(data(), 'objects/media/photo.jpg'), 'utf8')).toBe('picture');
    expect(readFileSync(path.join(data(), 'models/v1/model.json'), 'utf8')).toBe('{}');
    const restored = new Database(path.join(data(), 'mirror.db'));
    expect(restored.prepare('select count(*) as count from rows').get()).toEqual({ count: 2 });
    restored.close();
  });

  it('moves aside what is there, and refuses a backup that has changed', () => {
    someData().close();
    backup();
    writeFileSync(path.join(data(), 'newer'), 'x');
    expect(run('restore.sh', ['--from', onlyBackup()], { DATA_DIR: data() }).code).toBe(0);
    const aside = readdirSync(folder).find((name) => name.startsWith('data.before-')) ?? '';
    expect(existsSync(path.join(folder, aside, 'newer'))).toBe(true);
    expect(existsSync(path.join(data(), 'newer'))).toBe(false);
    writeFileSync(path.join(onlyBackup(), 'data/files.tar'), 'garbled');
    const { code, output } = run('restore.sh', ['--from', onlyBackup()], { DATA_DIR: data() });
    expect({ code, output }).toMatchObject({ code: 1, output: expect.stringContaining('nothing was restored') });
    rmSync(path.join(onlyBackup(), 'SHA256SUMS'));
    expect(run('restore.sh', ['--from', onlyBackup()], { DATA_DIR: data() }).output).toContain('no complete backup');
  });

  it('--keep leaves the newest ones, and touches nothing that is no backup', () => {
    someData().close();
    const backups = path.join(folder, 'backups');
    for (const name of ['20260101T000000Z', '20260102T000000Z', 'of-mine']) {
      mkdirSync(path.join(backups, name), { recursive: true });
      if (name !== 'of-mine') writeFileSync(path.join(backups, name, 'SHA256SUMS'), '');
    }
    expect(backup('--keep', '2').code).toBe(0);
    expect(readdirSync(backups).sort()).toEqual(['20260102T000000Z', expect.stringMatching(/^20\d{6}T/), 'of-mine']);
    expect(backup('--keep', '0').code).toBe(1);
  });

  it('--dry-run says what would be run, passwords left out, and runs nothing', () => {
    someData().close();
    const { output } = run('backup.sh', ['--dry-run', '--to', path.join(folder, 'backups')], {
      DATA_DIR: data(),
      DATABASE_URL: 'postgres://oncek:s3cret%40word@db:5432/oncek',
      AWS_S3_ENDPOINT: 'http://minio:9000',
    });
    expect(output).toContain('copy-sqlite.mjs');
    expect(output).toMatch(
      /\+ pg_dump --format=custom --no-owner --file \S+oncek\.dump postgres:\/\/oncek@db:5432\/oncek\n/,
    );
    expect(output).toContain('copy-objects.js out');
    expect(output).not.toContain('s3cret');
    expect(existsSync(path.join(folder, 'backups'))).toBe(false);
  });

  it('--dry-run with --compose: every database, and the buckets', () => {
    const { output } = run('backup.sh', ['--compose', '--dry-run', '--to', '/backups']);
    for (const database of ['temporal', 'temporal_visibility', 'oncek', 'mlflow']) {
      expect(output).toContain(`pg_dump -U postgres --format=custom ${database} >`);
    }
    expect(output).toMatch(/-v \/backups\/\d{8}T\d{6}Z\/objects:\/backup worker dist\/scripts\/copy-objects\.js out/);
    const made = path.join(folder, 'made');
    mkdirSync(made);
    writeFileSync(path.join(made, 'temporal.dump'), '');
    const ofNothing = 'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855';
    writeFileSync(path.join(made, 'SHA256SUMS'), `${ofNothing}  ./temporal.dump\n`);
    const restored = run('restore.sh', ['--compose', '--dry-run', '--from', made]).output;
    expect(restored.indexOf('docker compose stop gateway')).toBeGreaterThanOrEqual(0);
    expect(restored).toMatch(/RENAME TO mlflow_\d{8}T\d{6}Z/);
    expect(restored).toContain('createdb -U postgres --owner temporal temporal_visibility');
  });
});

describe('scripts/smoke.sh', () => {
  it('--dry-run names every address it would ask', () => {
    const { code, output } = run('smoke.sh', ['--dry-run', 'http://desk.example']);
    expect(code).toBe(0);
    for (const address of [
      'http://desk.example/health/ready',
      'http://desk.example/grafana/',
      'http://desk.example:8005/health',
    ]) {
      expect(output).toContain(address);
    }
  });

  it('counts all as failed where nobody answers, and exits with 1', async () => {
    const ending = await new Promise<Ending>((resolve) => {
      const script = path.join(ROOT, 'scripts/smoke.sh');
      const env = { PATH: process.env.PATH, SMOKE_LEGACY_PORTS: 'http://127.0.0.1:1' };
      execFile('bash', [script, 'http://127.0.0.1:1'], { env }, (error, stdout) =>
        resolve({ code: typeof error?.code === 'number' ? error.code : 0, output: stdout }),
      );
    });
    expect(ending.code).toBe(1);
    expect(ending.output).toMatch(/smoke: 0 passed, 10 failed, 4 skipped\n$/);
  });
});
