import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { bundleWorkflowCode } from '@temporalio/worker';

/** Workflow code as a worker takes it. */
export interface WorkflowCode {
  readonly code: string;
}

/** Where the built product keeps the bundle made ahead, beside the build id of its sources. */
export const BUNDLE_FILE = 'workflow-bundle.js';

/** Bundles `workflows/`, from sources or from compiled code. Takes some seconds. */
export async function bundleWorkflows(root: string): Promise<WorkflowCode> {
  const { code } = await bundleWorkflowCode({
    workflowsPath: path.join(root, 'workflows'),
    logger: quietLogger,
  });
  return { code };
}

/** The bundle made ahead where there is one, else a fresh one. @param root - folder that holds `workflows/` */
export async function loadWorkflowCode(root: string): Promise<WorkflowCode> {
  const file = path.join(root, BUNDLE_FILE);
  return existsSync(file) ? { code: readFileSync(file, 'utf8') } : bundleWorkflows(root);
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
