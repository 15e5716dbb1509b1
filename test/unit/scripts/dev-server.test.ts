import { ChildProcess } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { startDevServer } from '../../../scripts/dev-server';

describe('startDevServer', () => {
  let dataDir: string;
  beforeEach(async () => {
    dataDir = await mkdtemp(path.join(tmpdir(), 'oncek-dev-server-'));
  });
  afterEach(() => rm(dataDir, { recursive: true, force: true }));
  const start = (command: string) => startDevServer({ command, dataDir, address: '127.0.0.1:1', uiPort: 2 });

  it('says that the program cannot be executed, with the setting that names it, and stops at once', async () => {
    const server = start('/no/such/temporal');
    await expect(server.ended).rejects.toMatchObject({
      type: 'InvalidSetting',
      message: expect.stringMatching(/\/no\/such\/temporal could not be started \(ENOENT\).*TEMPORAL_CLI_PATH/),
    });
    await server.stop();
  }, 5_000);

  // It sent SIGTERM to 0, that is to everybody in the process group: to the tests, and to whoever ran them.
  it('stops at once also when asked before the failure is known, and ends nobody else', async () => {
    const killed: unknown[] = [];
    const kill = jest.spyOn(ChildProcess.prototype, 'kill').mockImplementation((name) => killed.push(name) > 0);
    try {
      await start('/no/such/temporal').stop();
      await start('/no/such/temporal').kill();
    } finally {
      kill.mockRestore();
    }
    expect(killed).toEqual([]);
  }, 5_000);

  it('says that the server ended by itself, with its exit code', async () => {
    const server = start('false');
    await expect(server.ended).rejects.toThrow('the Temporal dev server ended (exit 1)');
    await server.stop();
  });
});
