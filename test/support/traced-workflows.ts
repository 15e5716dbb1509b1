import {
  condition,
  continueAsNew,
  defineSignal,
  defineUpdate,
  executeChild,
  getExternalWorkflowHandle,
  log,
  proxyActivities,
  proxyLocalActivities,
  setHandler,
} from '@temporalio/workflow';

/** Tells the test where it stands in a trace. */
export interface TraceActivities {
  here(place: string): Promise<void>;
}

const { here } = proxyActivities<TraceActivities>({ startToCloseTimeout: '10 s' });
const local = proxyLocalActivities<TraceActivities>({ startToCloseTimeout: '10 s' });

export const goOnSignal = defineSignal('goOn');
export const rowsWrittenSignal = defineSignal('rowsWritten');
export const decideUpdate = defineUpdate<void>('decide');

/** One activity after each thing that may come in, then all over again as a new run, then a child. */
export async function tracedWorkflow(run: 'first' | 'second'): Promise<void> {
  let goes = 0;
  let tidings = 0;
  let decisions = 0;
  setHandler(goOnSignal, () => void (goes += 1));
  setHandler(rowsWrittenSignal, () => void (tidings += 1));
  setHandler(decideUpdate, async () => {
    await here('in the update');
    decisions += 1;
  });
  await here(`${run} run, at its start`);
  if (run === 'second') {
    await executeChild(tracedChild, { args: [], workflowId: 'traced-child' });
    return;
  }
  await condition(() => goes > 0);
  log.warn('a line of the workflow');
  await local.here('after the signal');
  await condition(() => tidings > 0);
  await here('after tidings');
  await condition(() => decisions > 0);
  await continueAsNew<typeof tracedWorkflow>('second');
}

export async function tracedChild(): Promise<void> {
  await here('in the child');
  await getExternalWorkflowHandle('traced-listener').signal(goOnSignal);
}

/** What a signal from another workflow brings along. */
export async function tracedListener(): Promise<void> {
  let goes = 0;
  setHandler(goOnSignal, () => void (goes += 1));
  await condition(() => goes > 0);
  await here('signalled by the child');
}
