import { lateRetriesPass } from '../../../workers/late-retries';

const CLOSED = new Error('Channel has been shut down');

test.each<[string, boolean, Error, boolean]>([
  ['a request tried again on a closed connection, while the process stops, passes', true, CLOSED, false],
  ['the same while it runs ends the process', false, CLOSED, true],
  ['anything else ends it, also while it stops', true, new Error('out of order'), true],
])('SIGTERM during a Temporal outage ended the API with 1: %s', (_, isStopping, error, ends) => {
  const failures: Error[] = [];
  lateRetriesPass(
    () => isStopping,
    (failure) => failures.push(failure),
  )(error);
  expect(failures).toEqual(ends ? [error] : []);
});
