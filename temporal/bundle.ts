import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { bundleWorkflowCode } from '@temporalio/worker';

/** Workflow code as a worker takes it. */
export interface WorkflowCode {
  readonly code: string;
}

/** The workflows as they are, or with what carries traces through them. */
export interface BundleOptions {
  /** Default: false. */
  readonly isTraced?: boolean;
}

/** Where the built product keeps a bundle made ahead, beside the build id of its sources. */
export function bundleFile({ isTraced = false }: BundleOptions = {}): string {
  return isTraced ? 'workflow-bundle-traced.js' : 'workflow-bundle.js';
}

/** Bundles `workflows/`, from sources or from compiled code. Takes some seconds. */
export async function bundleWorkflows(root: string, { isTraced = false }: BundleOptions = {}): Promise<WorkflowCode> {
  const folder = path.join(root, 'workflows');
  const { code } = await bundleWorkflowCode({
    workflowsPath: folder,
    workflowInterceptorModules: isTraced ? [path.join(folder, 'tracing')] : [],
    // Loaded once for all cached workflows, not once for each: a third less memory. No module may keep state of a run.
    preloadModules: [folder],
    logger: quietLogger,
  });
  return { code };
}

/** The bundle made ahead where there is one, else a fresh one. @param root - folder that holds `workflows/` */
export async function loadWorkflowCode(root: string, options: BundleOptions = {}): Promise<WorkflowCode> {
  const file = path.join(root, bundleFile(options));
  return existsSync(file) ? { code: readFileSync(file, 'utf8') } : bundleWorkflows(root, options);
}

const ignore = (): void => {};

/** The bundler reports its progress in many lines; only what went wrong is worth one. */
const quietLogger = {
  log: ignore,
  trace: ignore,
  debug: ignore,
  info: ignore,
  warn: (message: string) => process.stderr.write(`${message}\n`),
  error: (message: string) => process.stderr.write(`${message}\n`),
};
