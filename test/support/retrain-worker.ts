import { appendFileSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { Client, Connection } from '@temporalio/client';
import { NativeConnection } from '@temporalio/worker';
import { createMirror } from '../../activities/mirror';
import { aRetrainProduct, startRetrainWorkers } from './retrain-product';
import { trainingPlaces } from './training-process';

/*
 * A program of tests: the workers of a retraining. `FOLDER ADDRESS CODE STEPS`: each call of the activities
 * STEPS (names with commas between) says so in a file once its work is done, and never answers, as if killed before the
 * answer left. Cards that go out are lines of `cards.txt`.
 */
async function main([folder = '', address = '', codePath = '', steps = '']: readonly string[]): Promise<void> {
  const client = new Client({ connection: await Connection.connect({ address }) });
  const native = await NativeConnection.connect({ address });
  const mirror = await createMirror(trainingPlaces(folder).mirror);
  const onCard = (html: string): void => appendFileSync(path.join(folder, 'cards.txt'), `${JSON.stringify(html)}\n`);
  const { training, main: light } = aRetrainProduct({ client, folder, mirror, onCard });
  const held = (activities: object): object =>
    Object.fromEntries(
      Object.entries(activities).map(([name, work]: [string, (input: unknown) => Promise<unknown>]) => [
        name,
        steps.split(',').includes(name) ? (input: unknown) => hold(name, work(input)) : work,
      ]),
    );
  const hold = async (name: string, work: Promise<unknown>): Promise<never> => {
    await work;
    writeFileSync(path.join(folder, `held-${name}`), '');
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
