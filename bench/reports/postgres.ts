import { execFile, spawn } from 'node:child_process';
import { chownSync, existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { promisify } from 'node:util';
import { freePorts } from '../../scripts/free-ports';

/** A PostgreSQL server of a benchmark's own, with its usual settings: `fsync` on. */
export interface BenchPostgres {
  readonly databaseUrl: string;
  /** Ends the server and removes its data. */
  stop(): Promise<void>;
}

const ROOT = '/usr/lib/postgresql';
const START_TIMEOUT_MS = 30_000;

/** Starts the newest PostgreSQL of the system on a free loopback port. @returns null where there is none */
export async function startBenchPostgres(): Promise<BenchPostgres | null> {
  const versions = existsSync(ROOT) ? readdirSync(ROOT).sort((a, b) => Number(b) - Number(a)) : [];
  const binDir = versions.map((version) => path.join(ROOT, version, 'bin')).find((dir) => existsSync(`${dir}/initdb`));
  const isRoot = process.getuid?.() === 0;
  const user = isRoot ? postgresUser() : null;
  if (!binDir || (isRoot && !user)) return null;
  const runAs = user ?? {};
  const folder = mkdtempSync(path.join(tmpdir(), 'oncek-bench-postgres-'));
  if (user) chownSync(folder, user.uid, user.gid);
  const data = path.join(folder, 'data');
  const [port = 0] = await freePorts(1);
  const initdb = ['-D', data, '-U', 'oncek', '-A', 'trust', '-E', 'UTF8', '--locale', 'C'];
  await promisify(execFile)(path.join(binDir, 'initdb'), initdb, { ...runAs, cwd: folder });
  const server = spawn(
    path.join(binDir, 'postgres'),
    ['-D', data, '-h', '127.0.0.1', '-p', String(port), '-c', 'unix_socket_directories='],
    { ...runAs, cwd: folder, stdio: 'ignore' },
  );
  const ended = new Promise<void>((resolve) => server.once('exit', () => resolve()));
  const stop = async (): Promise<void> => {
    // The server's "fast" shutdown: open connections are closed.
    server.kill('SIGINT');
    await ended;
    rmSync(folder, { recursive: true, force: true });
  };
  const answers = () =>
    promisify(execFile)(path.join(binDir, 'pg_isready'), ['-h', '127.0.0.1', '-p', String(port)]).then(
      () => true,
      () => false,
    );
  for (const startedMs = Date.now(); !(await answers()); await sleep(100)) {
    if (server.exitCode === null && Date.now() - startedMs < START_TIMEOUT_MS) continue;
    await stop();
    throw new Error('PostgreSQL did not start');
  }
  return { databaseUrl: `postgres://oncek@127.0.0.1:${port}/postgres`, stop };
}

/** PostgreSQL refuses to run as root. */
function postgresUser(): { uid: number; gid: number } | null {
  const entry = /^postgres:[^:]*:(\d+):(\d+):/m.exec(readFileSync('/etc/passwd', 'utf8'));
  return entry && { uid: Number(entry[1]), gid: Number(entry[2]) };
}
