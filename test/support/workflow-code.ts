import { join } from 'node:path';
import { bundleWorkflows, type BundleOptions, type WorkflowCode } from '../../temporal/bundle';

const ROOT = join(__dirname, '..', '..');
const bundled = new Map<boolean, Promise<WorkflowCode>>();

/** The workflows' bundle, made from the sources once per test file. */
export function workflowCode({ isTraced = false }: BundleOptions = {}): Promise<WorkflowCode> {
  const code = bundled.get(isTraced) ?? bundleWorkflows(ROOT, { isTraced });
  bundled.set(isTraced, code);
  return code;
}
