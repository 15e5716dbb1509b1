import type { WorkflowDefinitionOptions } from '@temporalio/common';
import { setWorkflowOptions, workflowInfo } from '@temporalio/workflow';

/**
 * Declares that open runs of a workflow move on with the deployment's current version: changes are guarded by `patched`,
 * and no old worker is kept. A worker without a deployment, as tests have it, must not declare anything: the server would
 * refuse its tasks.
 */
export function movesOnWithVersions<A extends unknown[], R>(workflow: (...args: A) => Promise<R>): void {
  setWorkflowOptions(declaredBehavior, workflow as (...args: unknown[]) => Promise<R>);
}

/** What is declared in the worker that runs the workflow now; one without a deployment gives it an empty name. */
export function declaredBehavior(): WorkflowDefinitionOptions {
  return workflowInfo().currentDeploymentVersion?.deploymentName ? { versioningBehavior: 'AUTO_UPGRADE' } : {};
}
