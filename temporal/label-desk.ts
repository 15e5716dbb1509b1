import type { Client } from '@temporalio/client';
import { WithStartWorkflowOperation, WorkflowNotFoundError } from '@temporalio/client';
import { findLabel } from '../domain/labels';
import type { Reviewer } from '../domain/ticket';
import type { AddedLabel, LabelAdded, LabelRemoved } from '../workflows/contracts/labels';
import { addLabelUpdate, LABELS_WORKFLOW_ID, labelsQuery, removeLabelUpdate } from '../workflows/contracts/labels';
import type { labelsWorkflow } from '../workflows/labels.workflow';
import { keptFor } from './kept-for';
import { ONCEK_QUEUE } from './queues';
import { executeUpdate } from './update';

/** A label that tickets may have, and where it comes from. */
export interface KnownLabel {
  readonly label: string;
  /** null: the model's own. */
  readonly added: AddedLabel | null;
}

/** The one door to the known labels: the model's and those an admin added. */
export interface LabelDesk {
  /** All known labels, sorted, each once. What other processes added shows within 5 s. */
  list(): Promise<readonly KnownLabel[]>;
  /** The exact spelling of a known label; null if unknown. Never wrong about a label that was just added. */
  find(text: string): Promise<string | null>;
  /** `known`: the model has it, or somebody had added it. @throws WorkflowUpdateFailedError with InvalidInput */
  add(label: string, by: Reviewer): Promise<LabelAdded>;
  /** `model`: the model has it, and keeps it. @throws WorkflowUpdateFailedError with InvalidInput */
  remove(label: string, by: Reviewer): Promise<LabelRemoved | { readonly outcome: 'model'; readonly label: string }>;
}

export interface LabelDeskDeps {
  readonly client: Pick<Client, 'workflow' | 'withDeadline'>;
  /** Labels of the model in service; empty without one. */
  readonly modelLabels: () => readonly string[];
  /** @default the machine's clock, in ms */
  readonly now?: () => number;
  /** Name of the queue its keeper runs on. @default the product's */
  readonly taskQueue?: string;
}

const FRESH_MS = 5_000;
const QUERY_MS = 5_000;

export function createLabelDesk(deps: LabelDeskDeps): LabelDesk {
  const { client, modelLabels, now = Date.now, taskQueue = ONCEK_QUEUE } = deps;
  async function ask(): Promise<readonly AddedLabel[]> {
    try {
      const handle = client.workflow.getHandle(LABELS_WORKFLOW_ID);
      return await client.withDeadline(Date.now() + QUERY_MS, () => handle.query(labelsQuery));
    } catch (error) {
      // It starts with the first label that is added.
      if (error instanceof WorkflowNotFoundError) return [];
      throw error;
    }
  }

  const read = keptFor(FRESH_MS, ask, now);

  async function findAdded(text: string): Promise<string | null> {
    const added = await read.get();
    return findLabel(
      added.map(({ label }) => label),
      text,
    );
  }

  return {
    async list() {
      const own = modelLabels();
      const added = (await read.get()).filter(({ label }) => findLabel(own, label) === null);
      return [
        ...own.map((label) => ({ label, added: null })),
        ...added.map((one) => ({ label: one.label, added: one })),
      ].sort((a, b) => (a.label < b.label ? -1 : 1));
    },
    async find(text) {
      const ofModel = findLabel(modelLabels(), text);
      if (ofModel !== null) return ofModel;
      const askedMs = now();
      const found = await findAdded(text);
      if (found !== null || read.askedSince(askedMs)) return found;
      // An older answer may not know what was added since.
      read.forget();
      return findAdded(text);
    },
    async add(label, by) {
      const ofModel = findLabel(modelLabels(), label);
      if (ofModel !== null) return { outcome: 'known', label: ofModel };
      const result = await client.workflow.executeUpdateWithStart(addLabelUpdate, {
        args: [{ label, by }],
        startWorkflowOperation: new WithStartWorkflowOperation<typeof labelsWorkflow>('labelsWorkflow', {
          workflowId: LABELS_WORKFLOW_ID,
          workflowIdConflictPolicy: 'USE_EXISTING',
          taskQueue,
          staticSummary: 'labels that admins added',
          args: [{ carried: null }],
        }),
      });
      read.forget();
      return result;
    },
    async remove(label, by) {
      const ofModel = findLabel(modelLabels(), label);
      if (ofModel !== null) return { outcome: 'model', label: ofModel };
      try {
        const handle = client.workflow.getHandle(LABELS_WORKFLOW_ID);
        return await executeUpdate(handle, removeLabelUpdate, [{ label, by }]);
      } catch (error) {
        if (error instanceof WorkflowNotFoundError) return { outcome: 'unknown', label };
        throw error;
      } finally {
        read.forget();
      }
    },
  };
}
