import path from 'node:path';
// The module itself, not a copy of its names: the SDK looks the constructor up in it.
import threads from 'node:worker_threads';

const PRELOAD = path.join(__dirname, 'without-call-stacks.cjs');
const WORKFLOW_THREAD = /workflow-worker-thread\.js$/;
/**
 * A replay leaves little that lives on. At Node's default of 48 MB each thread keeps a third of that as the room it copies
 * survivors into, and what is long dead stays in it until it is full.
 */
const MAX_YOUNG_GENERATION_MB = 12;

/**
 * Makes the workflow threads of workers created from now on small ones, for which the SDK has no options.
 *
 * They keep no call stacks: the SDK records, formats and maps a stack trace for each promise of a workflow, for the tab
 * "Call Stack" of Temporal UI, three quarters of the processor time of a replay and a third of the memory
 * (docs/decisions/020-call-stacks.md). A thread starts with its runtime's promise hooks out of reach instead. And the
 * part of their heap for young objects is bounded.
 * @param options.keepsCallStacks - whether that tab is wanted all the same; default false
 * @returns takes it back
 */
export function startLightThreads({ keepsCallStacks = false }: { keepsCallStacks?: boolean } = {}): () => void {
  const Original = threads.Worker;
  const light = {
    resourceLimits: { maxYoungGenerationSizeMb: MAX_YOUNG_GENERATION_MB },
    ...(!keepsCallStacks && { execArgv: ['--require', PRELOAD] }),
  };
  threads.Worker = class extends Original {
    constructor(...[file, options]: ConstructorParameters<typeof Original>) {
      const isWorkflowThread = typeof file === 'string' && WORKFLOW_THREAD.test(file);
      super(file, isWorkflowThread ? { ...options, ...light } : options);
    }
  };
  return () => {
    threads.Worker = Original;
  };
}
