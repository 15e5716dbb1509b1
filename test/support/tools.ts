import { accessSync, constants, existsSync, readFileSync, readdirSync, statSync } from 'node:fs';
import { homedir } from 'node:os';
import { delimiter, join } from 'node:path';

const POSTGRES_ROOT = '/usr/lib/postgresql';
const TEMPORAL_CLI_DIR = 'temporal-cli-1.5.1';
const TEST_SERVER_DIR = 'temporal-test-server-1.38.0';
const TEMPORAL_SERVER_DIR = 'temporal-server-1.29.1';
const MINIO_DIR = 'minio-7aac2a2c5b7c';
const MLFLOW_DIR = 'mlflow-3.17.2';
const SCHEMATHESIS_DIR = 'schemathesis-4.32.5';

/** PostgreSQL's programs, and the user to run them as: they refuse to run as root. */
export interface PostgresTools {
  /** Folder with `initdb`, `postgres`, `psql`, … */
  binDir: string;
  /** Given as spawn options; absent where this process is not root. */
  runAs?: { uid: number; gid: number };
}

/** The folder that holds built tools (`ONCEK_TOOLS`, default `~/.cache/oncek`). */
export function toolsDir(): string {
  return process.env.ONCEK_TOOLS || join(homedir(), '.cache', 'oncek');
}

/** The Temporal CLI: `TEMPORAL_CLI_PATH`, else the cached one, else `temporal` on PATH. `null`: none. */
export function findTemporalCli(): string | null {
  const cached = join(toolsDir(), TEMPORAL_CLI_DIR, 'temporal');
  return firstProgram([process.env.TEMPORAL_CLI_PATH, cached, ...onPath('temporal')]);
}

/** Python: `python3` on PATH. `null`: none, skip its tests by name. */
export function findPython(): string | null {
  return firstProgram(onPath('python3'));
}

/** The prepared time-skipping test server. `null`: none, the SDK downloads its own. */
export function findTestServer(): string | null {
  return firstProgram([join(toolsDir(), TEST_SERVER_DIR, 'temporal-test-server')]);
}

/**
 * The Temporal server for PostgreSQL and the tool for its tables, where scripts/setup/temporal-server.sh built them.
 * `null`: none, skip what needs them by name.
 */
export function findTemporalServer(): { server: string; sqlTool: string } | null {
  const server = firstProgram([join(toolsDir(), TEMPORAL_SERVER_DIR, 'server')]);
  const sqlTool = firstProgram([join(toolsDir(), TEMPORAL_SERVER_DIR, 'sql')]);
  return server !== null && sqlTool !== null ? { server, sqlTool } : null;
}

/** The MinIO server: `MINIO_PATH`, else the prepared one, else `minio` on PATH. `null`: none, skip its tests by name. */
export function findMinio(): string | null {
  return firstProgram([process.env.MINIO_PATH, join(toolsDir(), MINIO_DIR, 'minio'), ...onPath('minio')]);
}

/** The MLflow program: `MLFLOW_PATH`, else the prepared one. `null`: none, skip its tests by name. */
export function findMlflow(): string | null {
  return firstProgram([process.env.MLFLOW_PATH, join(toolsDir(), MLFLOW_DIR, 'mlflow')]);
}

/** Schemathesis: `SCHEMATHESIS_PATH`, else the prepared one. `null`: none, skip its test by name. */
export function findSchemathesis(): string | null {
  return firstProgram([process.env.SCHEMATHESIS_PATH, join(toolsDir(), SCHEMATHESIS_DIR, 'schemathesis')]);
}

/**
 * Chromium or Chrome: `CHROMIUM_PATH`, else the system's. `null`: none, its tests are to be skipped by name.
 * @example (findChromium() ? describe : describe.skip)('chat page [needs chromium]', () => { … })
 */
export function findChromium(): string | null {
  const names = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable'];
  return firstProgram([process.env.CHROMIUM_PATH, ...names.flatMap(onPath)]);
}

/** nginx, which often stands in a folder that is not on a user's PATH. `null`: none. */
export function findNginx(): string | null {
  return firstProgram([...onPath('nginx'), '/usr/sbin/nginx', '/usr/local/sbin/nginx']);
}

/** The newest PostgreSQL of the system; as root only where there is a `postgres` user to run it as. `null`: none. */
export function findPostgres(): PostgresTools | null {
  const versions = existsSync(POSTGRES_ROOT) ? readdirSync(POSTGRES_ROOT) : [];
  const newestFirst = versions
    .sort((a, b) => Number(b) - Number(a))
    .map((version) => join(POSTGRES_ROOT, version, 'bin'));
  const binDir = [...newestFirst, ...searchPath()].find((dir) => isProgram(join(dir, 'initdb')));
  if (!binDir) return null;
  if (!isRoot()) return { binDir };
  const runAs = postgresUser();
  return runAs && { binDir, runAs };
}

/** Whether this process runs as root, which Chromium's sandbox and PostgreSQL refuse. */
export function isRoot(): boolean {
  return process.getuid?.() === 0;
}

function postgresUser(): { uid: number; gid: number } | null {
  const entry = /^postgres:[^:]*:(\d+):(\d+):/m.exec(readFileSync('/etc/passwd', 'utf8'));
  return entry && { uid: Number(entry[1]), gid: Number(entry[2]) };
}

function searchPath(): string[] {
  return (process.env.PATH ?? '').split(delimiter).filter((dir) => dir !== '');
}

function onPath(name: string): string[] {
  return searchPath().map((dir) => join(dir, name));
}

function firstProgram(candidates: (string | undefined)[]): string | null {
  return candidates.find((path): path is string => path !== undefined && path !== '' && isProgram(path)) ?? null;
}

function isProgram(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return statSync(path).isFile();
  } catch {
    return false;
  }
}
