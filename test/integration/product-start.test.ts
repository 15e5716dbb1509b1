import { chmod, writeFile } from 'node:fs/promises';
import path from 'node:path';
import type { Installation } from '../support/product';
import { expectFree, install, interruptStart, startProduct, startRefused } from '../support/product';

describe('the whole product, where its start or its run comes to nothing', () => {
  let installation: Installation;
  afterEach(() => installation?.remove());

  it('says in one line that the Temporal CLI cannot be started, and exits with 1', async () => {
    installation = await install({ TEMPORAL_CLI_PATH: '/no/such/temporal' });
    const { code, output } = await startRefused(installation);
    expect(code).toBe(1);
    expect(output).toMatch(
      /^the Temporal CLI \/no\/such\/temporal could not be started \(ENOENT\): .*TEMPORAL_CLI_PATH.*\n$/,
    );
  });

  it('ends within 10 s of Ctrl-C while the first model is trained, and is never ready', async () => {
    installation = await install({}, { hasModel: false });
    const { code, output, ms } = await interruptStart(installation, (text) => text.includes('training the demo model'));
    expect({ code, output }).toEqual({ code: 0, output: expect.stringMatching(/stopping…\n$/) });
    expect(output).not.toContain('Oncek is ready');
    expect(ms).toBeLessThan(10_000);
    await expectFree(installation.env.TEMPORAL_ADDRESS ?? '');
  });

  it('ends within 10 s of Ctrl-C while Temporal does not answer, and is never ready', async () => {
    installation = await install();
    const program = path.join(installation.dataDir, 'silent-temporal');
    await writeFile(program, '#!/bin/sh\nexec sleep 600\n');
    await chmod(program, 0o755);
    installation = { ...installation, env: { ...installation.env, TEMPORAL_CLI_PATH: program } };
    const { sandbox } = installation;
    const isSandboxUp = () =>
      fetch(sandbox).then(
        () => true,
        () => false,
      );
    const { code, output, ms } = await interruptStart(installation, isSandboxUp);
    expect({ code, output }).toEqual({ code: 0, output: 'stopping…\n' });
    expect(ms).toBeLessThan(10_000);
  });

  it('stops everything and exits with 1 when the worker ends by itself', async () => {
    installation = await install();
    const preload = path.join(installation.dataDir, 'ends-on-signal.js');
    await writeFile(preload, WORKER_THAT_ENDS_ON_SIGUSR2);
    installation = { ...installation, env: { ...installation.env, NODE_OPTIONS: `--require ${preload}` } };
    const product = await startProduct(installation);
    try {
      process.kill(product.pid, 'SIGUSR2');
      expect(await product.ended).toBe(1);
    } finally {
      await product.kill();
    }
    expect(product.output()).toContain('the worker failed: poisoned');
    await expectFree(installation.env.TEMPORAL_ADDRESS ?? '');
  });
});

/** Loaded into the product before its own code. */
const WORKER_THAT_ENDS_ON_SIGUSR2 = `
  const { Worker } = require(${JSON.stringify(require.resolve('@temporalio/worker'))});
  const { run } = Worker.prototype;
  Worker.prototype.run = async function () {
    process.once('SIGUSR2', () => this.shutdown());
    await run.call(this);
    throw new Error('poisoned');
  };
`;
