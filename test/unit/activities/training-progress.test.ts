import { ApplicationFailure } from '@temporalio/common';
import { MockActivityEnvironment } from '@temporalio/testing';
import { WorkflowNotFoundError, type Client } from '@temporalio/client';
import { createProgressActivities } from '../../../activities/training/progress';
import type { ProgressMessage, RetrainProgress } from '../../../workflows/contracts/retrain';

const WATCHERS: ProgressMessage[] = [
  { chatId: 9001, messageId: 1 },
  { chatId: 9002, messageId: 2 },
];

function aRun(phase: RetrainProgress['phase'], watchers = WATCHERS): RetrainProgress {
  return {
    ...{ runId: 'run-1', requestKey: 'k', by: { kind: 'bot', id: '1', name: 'Admin' }, startedAt: '', phase },
    ...{ phaseStartedAt: '', data: null, features: null, watchers },
    trials: { wanted: 0, finished: 0, pruned: 0, failed: 0, best: null },
    outcome: phase === 'over' ? { kind: 'cancelled' } : null,
  };
}

/** A run that is seen in these states, the last one again and again; null: it is gone. */
function show(states: readonly (RetrainProgress | null)[], failing: (call: number) => Error | null = () => null) {
  const edits: string[] = [];
  let [looks, calls] = [0, 0];
  const query = (): Promise<RetrainProgress> => {
    const state = states[Math.min(looks, states.length - 1)] ?? null;
    looks += 1;
    return state ? Promise.resolve(state) : Promise.reject(new WorkflowNotFoundError('gone', 'retrain', 'run-1'));
  };
  const share = Buffer.from(JSON.stringify({ share: 0.25 }));
  const payload = { metadata: { encoding: Buffer.from('json/plain') }, data: share };
  const fit = { activityType: { name: 'fitHoldOut' }, heartbeatDetails: { payloads: [payload] } };
  const handle = { query, describe: () => Promise.resolve({ raw: { pendingActivities: [fit] } }) };
  const { showProgress } = createProgressActivities({
    client: {
      ...{ workflow: { getHandle: () => handle }, options: { loadedDataConverter: { payloadCodecs: [] } } },
    } as unknown as Client,
    bot: {
      editMessage: ({ chatId, html }) => {
        calls += 1;
        const failure = failing(calls);
        if (failure) return Promise.reject(failure);
        edits.push(`${chatId} ${html}`);
        return Promise.resolve();
      },
    },
    render: ({ phase }, { step }) => ({ html: `${phase} ${step}`, buttons: [] }),
    log: { warn: () => undefined },
    ...{ pollMs: 1, patienceMs: 60 },
  });
  const environment = new MockActivityEnvironment();
  return { edits, environment, run: environment.run(showProgress, { runId: 'run-1' }), looks: () => looks };
}

const refused = ApplicationFailure.create({
  ...{ type: 'TelegramRefused', nonRetryable: true, details: [{ code: 403, description: 'blocked' }] },
});
const away = ApplicationFailure.retryable('502', 'TelegramUnavailable');

test('each message is edited when something changed, and shows the end; a fit at work tells its share', async () => {
  const { edits, run } = show([aRun('holdOut'), aRun('holdOut'), aRun('holdOut'), aRun('over')]);
  await run;
  expect(edits).toEqual(['9001 holdOut 0.25', '9002 holdOut 0.25', '9001 over null', '9002 over null']);
});

test('a message that begins to watch later is shown the run as well', async () => {
  const { edits, run } = show([aRun('final', WATCHERS.slice(0, 1)), aRun('final'), aRun('over')]);
  await run;
  expect(edits.slice(0, 2)).toEqual(['9001 final 0.25', '9002 final 0.25']);
});

test('a chat that refuses keeps neither the others nor the end from it', async () => {
  const { edits, run } = show([aRun('over')], (call) => (call === 1 ? refused : null));
  await run;
  expect(edits).toEqual(['9002 over null']);
});

test('the end is tried again while Telegram is away, but not for ever: the next retraining waits for it', async () => {
  const back = show([aRun('over')], (call) => (call <= 4 ? away : null));
  await back.run;
  expect(back.edits).toEqual(['9001 over null', '9002 over null']);
  const never = show([aRun('over')], () => away);
  await never.run;
  expect(never.looks()).toBeGreaterThan(1);
});

test('of a run that the server does not know any more nothing is shown', async () => {
  const { edits, run } = show([null]);
  await run;
  expect(edits).toEqual([]);
});

test('it ends when it is cancelled', async () => {
  const { environment, run } = show([aRun('final')]);
  const failing = expect(run).rejects.toThrow();
  environment.cancel();
  await failing;
});
