import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { Client, Connection } from '@temporalio/client';
import { NativeConnection } from '@temporalio/worker';
import { createMirror } from '../../activities/mirror';
import { aRetrainProduct, startRetrainWorkers } from './retrain-product';
import { trainingPlaces } from './training-process';

/*
 * A program of tests: the workers of a retraining. `FOLDER ADDRESS CODE STEP`: after its first call of the activity STEP
 * has done its work it says so in a file, and never answers, as if killed before the answer left.
 */
async function main([folder = '', address = '', codePath = '', step = '']: readonly string[]): Promise<void> {
  const client = new Client({ connection: await Connection.connect({ address }) });
  const native = await NativeConnection.connect({ address });
  const mirror = await createMirror(trainingPlaces(folder).mirror);
  const { training, main: light } = aRetrainProduct({ client, folder, mirror });
  const held = (activities: object): object =>
    Object.fromEntries(
      Object.entries(activities).map(([name, work]: [string, (input: unknown) => Promise<unknown>]) => [
        name,
        name === step ? (input: unknown) => hold(work(input)) : work,
      ]),
    );
  const hold = async (work: Promise<unknown>): Promise<never> => {
    await work;
    writeFileSync(path.join(folder, `held-${step}`), '');
    return new Promise<never>(() => undefined);
  };
  await startRetrainWorkers({
    ...{ client, native, workflowBundle: { code: readFileSync(codePath, 'utf8') } },
    ...{ training: held(training), main: held(light) },
  });
}

main(process.argv.slice(2)).catch((error: unknown) => {
  process.stderr.write(`${String(error)}\n`);
  process.exitCode = 1;
});
