import { condition, defineUpdate, proxyActivities, setHandler } from '@temporalio/workflow';

/** Lets the workflow go on. */
export const releaseUpdate = defineUpdate<string, [string]>('release');

const { echo } = proxyActivities<{ echo(text: string): Promise<string> }>({ startToCloseTimeout: '1 minute' });

/** As little as a workflow with an answer can do: one activity, one update, one result. */
export async function bareWorkflow(text: string): Promise<string> {
  let released: string | null = null;
  setHandler(releaseUpdate, (word) => (released = word));
  const answer = await echo(text);
  await condition(() => released !== null);
  return `${answer} ${released}`;
}
