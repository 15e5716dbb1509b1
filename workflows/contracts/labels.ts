import { defineQuery, defineUpdate } from '@temporalio/workflow';
import type { Reviewer } from '../../domain/ticket';

/** Workflow id of the only keeper of the labels that admins added. */
export const LABELS_WORKFLOW_ID = 'labels';

/** A label beside the model's, and who added it when. */
export interface AddedLabel {
  /** In the house's spelling (`labelName`). */
  readonly label: string;
  readonly by: Reviewer;
  /** ISO instant, UTC. */
  readonly at: string;
}

/** An admin's wish. The caller has proved that `by` is an admin. */
export interface LabelChange {
  readonly label: string;
  readonly by: Reviewer;
}

/** `known`: it was there before, and stays as it was. */
export interface LabelAdded {
  readonly outcome: 'added' | 'known';
  readonly label: string;
}

/** `unknown`: no admin had added it. */
export interface LabelRemoved {
  readonly outcome: 'removed' | 'unknown';
  readonly label: string;
}

export interface LabelsInput {
  /** What the run before kept, when the keeper continued as new. */
  readonly carried: readonly AddedLabel[] | null;
}

/** Adds a label; the first spelling and the first person stay. Refused with InvalidInput: no label, or too many. */
export const addLabelUpdate = defineUpdate<LabelAdded, [LabelChange]>('addLabel');
/** Takes an added label back; tickets that have it keep it. */
export const removeLabelUpdate = defineUpdate<LabelRemoved, [LabelChange]>('removeLabel');
/** The added labels, in the order in which they came. */
export const labelsQuery = defineQuery<readonly AddedLabel[]>('list');
