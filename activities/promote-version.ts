import { WorkflowUpdateFailedError } from '@temporalio/client';
import { OncekError } from '../domain/errors';
import type { Reviewer } from '../domain/ticket';
import type { RetrainDesk } from '../temporal/retrain-desk';
import type { ModelRegistry, ModelVersionName } from './adapters/model-registry';
import { promoteServable } from './model-server';

/** Puts a version into service because an admin says so. */
export type PromoteVersion = (
  version: ModelVersionName,
  by: Reviewer,
) => Promise<{ readonly former: ModelVersionName | null }>;

/**
 * Where a decision on the version is waited for, this is that decision: its cards, its rows and who decided are settled as
 * if the card's button had been pressed. Any other version is promoted as it is.
 * @throws ModelArtifact when there is no such version or it cannot be loaded; what serves serves on
 */
export function createPromoteVersion(deps: {
  readonly registry: Pick<ModelRegistry, 'load' | 'promote'>;
  readonly retrain: Pick<RetrainDesk, 'approval' | 'decide'>;
  /** Told of a version that no decision was waited for; an approval tells of its own. */
  readonly onPromoted: (version: ModelVersionName, former: ModelVersionName | null, by: string) => Promise<void>;
}): PromoteVersion {
  const { registry, retrain, onPromoted } = deps;

  /** @returns null where nothing waits, or somebody else was quicker */
  async function approve(version: ModelVersionName, by: Reviewer) {
    const status = await retrain.approval(version);
    if (status === null || status.decision !== null) return null;
    try {
      const result = await retrain.decide(version, 'approve', { by, reason: null });
      return result?.decided === 'now' ? result.promotion : null;
    } catch (error) {
      // It was over before the decision arrived there.
      if (error instanceof WorkflowUpdateFailedError) return null;
      throw error;
    }
  }

  return async (version, by) => {
    const promotion = await approve(version, by);
    if (promotion?.kind === 'promoted') return { former: promotion.former };
    if (promotion?.kind === 'refused') {
      throw new OncekError('ModelArtifact', `version ${version} cannot be loaded (${promotion.reason}): train again`);
    }
    const promoted = await promoteServable(registry, version, promoterId(by));
    if (promoted.former !== version) await onPromoted(version, promoted.former, promoterId(by));
    return promoted;
  };
}

/** Who decided, as histories of registries have it: an id, no name. */
export function promoterId({ kind, id }: Reviewer): string {
  return `${kind === 'bot' ? 'telegram' : kind}:${id}`;
}
