import { execFileSync, spawnSync } from 'node:child_process';
import { chmodSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { parse } from 'yaml';

const ROOT = path.resolve(__dirname, '../../..');

interface Step {
  readonly id: string;
  readonly name: string;
  readonly waitFor: readonly string[];
  readonly entrypoint: string;
  readonly args: readonly string[];
  readonly env?: readonly string[];
}

interface Build {
  readonly steps: readonly Step[];
  readonly substitutions: Readonly<Record<string, string>>;
  readonly options: { readonly env: readonly string[]; readonly dynamicSubstitutions: boolean };
}

const build = parse(readFileSync(path.join(ROOT, 'cloudbuild.yaml'), 'utf8'), { merge: true }) as Build;
const step = (id: string): Step => build.steps.find((each) => each.id === id) ?? fail(id);
const BUILDS = ['build-api', 'build-bot', 'build-worker', 'build-training', 'build-mlflow'];

function fail(id: string): never {
  throw new Error(`there is no step ${id}`);
}

/** The shell text of a step as Cloud Build hands it to the shell. */
const shellOf = ({ args }: Step): string => (args[1] ?? '').replaceAll('$$', '$').replaceAll('$COMMIT_SHA', 'c0ffee');

/** Everything a step waits for, directly or not. */
function before(id: string, seen = new Set<string>()): Set<string> {
  for (const other of step(id).waitFor) {
    if (other === '-' || seen.has(other)) continue;
    seen.add(other);
    before(other, seen);
  }
  return seen;
}

describe('cloudbuild.yaml', () => {
  it('keeps the substitutions that operators know, and uses each', () => {
    const names = ['_IMAGE_TAG', '_REGION', '_REPO', '_LINT_ENABLED', '_DEPLOY_ENABLED'];
    expect(Object.keys(build.substitutions).sort()).toEqual(
      [...names, '_GCP_VM_USER', '_GCP_VM_NAME', '_GCP_VM_ZONE'].sort(),
    );
    expect(build.substitutions._DEPLOY_ENABLED).toBe('false');
    const env = build.options.env.join('\n');
    for (const name of Object.keys(build.substitutions)) expect(env).toContain(`\${${name}}`);
  });

  it('checks before it builds, builds side by side, looks for weaknesses and tests before it pushes, pushes before it deploys', () => {
    for (const id of BUILDS) {
      expect([...before(id)].sort()).toEqual(['lint', 'lint-dockerfile', 'types']);
    }
    expect([...before('scan')]).toEqual(expect.arrayContaining(BUILDS));
    expect([...before('push')]).toEqual(expect.arrayContaining(['test', 'scan', ...BUILDS]));
    expect([...before('deploy')]).toEqual(expect.arrayContaining(['push', 'test', 'scan']));
    expect(step('health-check').waitFor).toEqual(['deploy']);
    for (const { id, waitFor } of build.steps) {
      for (const other of waitFor.filter((name) => name !== '-'))
        expect({ id, other: step(other).id }).toEqual({ id, other });
    }
  });

  it('builds every target of the Dockerfile and pushes what it built', () => {
    const dockerfile = readFileSync(path.join(ROOT, 'Dockerfile'), 'utf8');
    const targets = BUILDS.map((id) => step(id).env?.[0]?.replace('TARGET=', '') ?? '');
    for (const target of targets) expect(dockerfile).toMatch(new RegExp(`^FROM .* AS ${target}$`, 'm'));
    expect(shellOf(step('push'))).toContain(`for target in ${targets.join(' ')};`);
  });

  it('names only variables that the build has: the others Cloud Build would refuse', () => {
    const known = /\$\$|\$\{?(_[A-Z_]+|PROJECT_ID|COMMIT_SHA|SHORT_SHA|BRANCH_NAME)\b/g;
    for (const { id, args } of build.steps) {
      expect({ id, unknown: (args[1] ?? '').replaceAll(known, '').match(/\$\{?\w+/g) }).toEqual({ id, unknown: null });
    }
  });

  it.each(build.steps.map((each) => [each.id, each] as const))(
    '%s: its shell text has no fault shellcheck knows',
    (_id, each) => {
      if (spawnSync('shellcheck', ['--version']).error)
        return void process.stderr.write('shellcheck is not installed\n');
      const shell = each.entrypoint === 'sh' ? 'sh' : 'bash';
      const check = () =>
        execFileSync('shellcheck', ['-s', shell, '-'], { input: `${shellOf(each)}`, encoding: 'utf8' });
      expect(check).not.toThrow();
    },
  );

  describe('a deployment', () => {
    let folder: string;
    beforeEach(() => (folder = mkdtempSync(path.join(tmpdir(), 'oncek-build-'))));
    afterEach(() => rmSync(folder, { recursive: true, force: true }));

    /** Runs the step with a `gcloud` that notes what it is asked for, and fails where its request holds a word. */
    function run(id: string, env: Readonly<Record<string, string>>, failsAt = 'never') {
      writeFileSync(
        path.join(folder, 'gcloud'),
        `#!/bin/sh\necho "$*" >>"${folder}/calls"\ncase "$*" in *${failsAt}*) exit 1;; esac\n`,
      );
      writeFileSync(path.join(folder, 'sleep'), '#!/bin/sh\n');
      for (const name of ['gcloud', 'sleep']) chmodSync(path.join(folder, name), 0o755);
      const { status } = spawnSync('bash', ['-c', shellOf(step(id))], {
        cwd: ROOT,
        env: {
          PATH: `${folder}:${process.env.PATH}`,
          ...{ IMAGE_TAG: 'abc1234', REGISTRY: 'registry.example/p/oncek' },
          ...{ VM_USER: 'u', VM_NAME: 'vm', VM_ZONE: 'z', ...env },
        },
      });
      const calls = path.join(folder, 'calls');
      return { status, calls: existsSync(calls) ? readFileSync(calls, 'utf8').trim().split('\n') : [] };
    }

    it.each([
      ['develop', 'true'],
      ['main', 'false'],
      ['feature/main', 'true'],
    ])('does not happen on %s with _DEPLOY_ENABLED=%s', (branch, enabled) => {
      for (const id of ['deploy', 'health-check']) {
        expect(run(id, { BRANCH_NAME: branch, DEPLOY_ENABLED: enabled })).toEqual({ status: 0, calls: [] });
      }
    });

    it('happens on main: files to the machine, then deploy.sh with the tag', () => {
      const { status, calls } = run('deploy', { BRANCH_NAME: 'main', DEPLOY_ENABLED: 'true' });
      expect(status).toBe(0);
      expect(calls[0]).toMatch(/^compute scp .* u@vm:\/tmp\/deployment\.tgz --zone z/);
      expect(calls[1]).toContain("IMAGE_REGISTRY='registry.example/p/oncek' bash scripts/deploy.sh --tag 'abc1234'");
    });

    it('is taken back where it does not stay healthy, and the build fails', () => {
      const main = { BRANCH_NAME: 'main', DEPLOY_ENABLED: 'true' };
      expect(run('health-check', main).calls).toHaveLength(1);
      rmSync(path.join(folder, 'calls'));
      const { status, calls } = run('health-check', main, 'smoke.sh');
      expect(status).toBe(1);
      expect(calls.at(-1)).toContain('scripts/deploy.sh --rollback');
    });
  });
});
