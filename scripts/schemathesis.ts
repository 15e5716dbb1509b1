import { homedir } from 'node:os';
import path from 'node:path';
import { OncekError } from '../domain/errors';
import { makeKnown } from './schemathesis/known';
import { schemathesisArgs } from './schemathesis/options';
import { startProductToTest } from './schemathesis/product';
import { runSchemathesis } from './schemathesis/run';

/** Where `make setup` puts it. */
const PREPARED = path.join(process.env.ONCEK_TOOLS || path.join(homedir(), '.cache', 'oncek'), 'schemathesis-4.32.5');

/** Tests the API's document against a product started for it. Exit code 1 where the API does something else. */
async function run(): Promise<void> {
  const args = schemathesisArgs(process.argv.slice(2));
  const program = process.env.SCHEMATHESIS_PATH || path.join(PREPARED, 'schemathesis');
  const product = await startProductToTest();
  try {
    const known = await makeKnown(product);
    const { code } = await runSchemathesis({
      ...{ program, api: product.api, known, args },
      onOutput: (text) => void process.stdout.write(text),
    });
    if (code !== 0) {
      process.stderr.write(`the end of the product's log:\n${await product.log()}\n`);
      process.exitCode = 1;
    }
  } finally {
    await product.stop();
  }
}

run().catch((error: unknown) => {
  const isMissing = (error as { code?: unknown }).code === 'ENOENT';
  const text = error instanceof OncekError ? error.message : error instanceof Error ? error.stack : String(error);
  process.stderr.write(isMissing ? 'no Schemathesis: run `make setup`, or set SCHEMATHESIS_PATH\n' : `${text}\n`);
  process.exitCode = 1;
});
