import { join } from 'node:path';
import { bundleWorkflows, type WorkflowCode } from '../../temporal/bundle';

const ROOT = join(__dirname, '..', '..');
let bundled: Promise<WorkflowCode> | null = null;

/** The workflows' bundle, made from the sources once per test file. */
export function workflowCode(): Promise<WorkflowCode> {
  bundled ??= bundleWorkflows(ROOT);
  return bundled;
}
