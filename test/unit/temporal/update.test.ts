import { ApplicationFailure, defineUpdate } from '@temporalio/workflow';
import { type WorkflowHandle, WorkflowUpdateFailedError } from '@temporalio/client';
import { executeUpdate } from '../../../temporal/update';

const update = defineUpdate<string, [number]>('change');
const failed = (type: string) =>
  new WorkflowUpdateFailedError('Workflow Update failed', ApplicationFailure.create({ type, nonRetryable: true }));

/** A workflow that fails so often, in order, before it answers. */
function aHandle(...failures: Error[]) {
  const asked: unknown[] = [];
  const handle = {
    executeUpdate: (_update: unknown, { args }: { args: unknown[] }) => {
      asked.push(args);
      const failure = failures.shift();
      return failure ? Promise.reject(failure) : Promise.resolve('done');
    },
  };
  return { handle: handle as unknown as WorkflowHandle, asked };
}

// Of a hundred reviews at once some were answered 500, though nothing had been looked at.
test('an update that the server gave back unlooked at is sent anew', async () => {
  const { handle, asked } = aHandle(failed('UnprocessedUpdate'), failed('UnprocessedUpdate'));
  expect(await executeUpdate(handle, update, [7])).toBe('done');
  expect(asked).toEqual([[7], [7], [7]]);
});

test('what the workflow refuses is refused at once, and nothing is sent for ever', async () => {
  const refused = aHandle(failed('NotUnderReview'));
  await expect(executeUpdate(refused.handle, update, [7])).rejects.toMatchObject({ cause: { type: 'NotUnderReview' } });
  expect(refused.asked).toHaveLength(1);
  const busy = aHandle(...Array.from({ length: 9 }, () => failed('UnprocessedUpdate')));
  await expect(executeUpdate(busy.handle, update, [7])).rejects.toMatchObject({ cause: { type: 'UnprocessedUpdate' } });
  expect(busy.asked).toHaveLength(5);
});
