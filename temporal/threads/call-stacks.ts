import path from 'node:path';
// The module itself, not a copy of its names: the SDK looks the constructor up in it.
import threads from 'node:worker_threads';

const PRELOAD = path.join(__dirname, 'without-call-stacks.cjs');
const WORKFLOW_THREAD = /workflow-worker-thread\.js$/;

/**
 * Lets the workflow threads of workers created from now on keep no call stacks. The SDK records, formats and maps a stack
 * trace for each promise of a workflow, for the tab "Call Stack" of Temporal UI: three quarters of the processor time of a
 * replay and a third of the memory (docs/decisions/020-call-stacks.md). It has no option for that; a thread starts with
 * its runtime's promise hooks out of reach instead.
 * @returns takes it back
 */
export function dropCallStacks(): () => void {
  const Original = threads.Worker;
  threads.Worker = class extends Original {
    constructor(...[file, options]: ConstructorParameters<typeof Original>) {
      const isWorkflowThread = typeof file === 'string' && WORKFLOW_THREAD.test(file);
      super(file, isWorkflowThread ? { ...options, execArgv: ['--require', PRELOAD] } : options);
    }
  };
  return () => {
    threads.Worker = Original;
  };
}
