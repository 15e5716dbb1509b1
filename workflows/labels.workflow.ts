import {
  allHandlersFinished,
  ApplicationFailure,
  condition,
  continueAsNew,
  setCurrentDetails,
  setHandler,
  workflowInfo,
} from '@temporalio/workflow';
import { labelName, MAX_LABEL_CHARS } from '../domain/labels';
import type { AddedLabel, LabelAdded, LabelChange, LabelRemoved, LabelsInput } from './contracts/labels';
import { addLabelUpdate, labelsQuery, removeLabelUpdate } from './contracts/labels';
import { movesOnWithVersions } from './versioning';

/** Far more than people can choose from, and small in one payload. */
const MAX_LABELS = 1_000;
/** Events after which a run hands over to the next. */
const MAX_HISTORY_EVENTS = 4_500;

/** Keeps the labels that admins added beside the model's, for all processes. Never ends. */
export async function labelsWorkflow(input: LabelsInput): Promise<void> {
  let added: readonly AddedLabel[] = input.carried ?? [];
  const held = (label: string): AddedLabel | null => added.find((one) => one.label === label) ?? null;
  const show = (): void => setCurrentDetails(`added labels: ${added.length}`);

  setHandler(labelsQuery, () => added);
  setHandler(
    addLabelUpdate,
    (change): LabelAdded => {
      const label = nameOf(change);
      if (held(label)) return { outcome: 'known', label };
      added = [...added, { label, by: change.by, at: new Date().toISOString() }];
      show();
      return { outcome: 'added', label };
    },
    {
      validator: (change: LabelChange) => {
        if (!held(nameOf(change)) && added.length >= MAX_LABELS) refuse(`there are ${MAX_LABELS} added labels already`);
      },
    },
  );
  setHandler(
    removeLabelUpdate,
    (change): LabelRemoved => {
      const label = nameOf(change);
      if (!held(label)) return { outcome: 'unknown', label };
      added = added.filter((one) => one.label !== label);
      show();
      return { outcome: 'removed', label };
    },
    { validator: (change: LabelChange) => void nameOf(change) },
  );
  show();
  await condition(isHistoryLong);
  await condition(allHandlersFinished);
  await continueAsNew<typeof labelsWorkflow>({ carried: added });
}
movesOnWithVersions(labelsWorkflow);

/** @throws InvalidInput for what has not the shape of a change, or is no label */
function nameOf(change: LabelChange): string {
  const { label, by } = change ?? {};
  const isNamed = typeof by?.id === 'string' && typeof by.name === 'string';
  if (!isNamed || !['bot', 'api', 'console', 'sheet'].includes(by.kind)) {
    refuse('by must be {kind: bot|api|console|sheet, id, name}');
  }
  const name = typeof label === 'string' ? labelName(label) : null;
  return name ?? refuse(`label must be a text of 1 to ${MAX_LABEL_CHARS} characters that can be read and searched for`);
}

function refuse(message: string): never {
  throw ApplicationFailure.nonRetryable(message, 'InvalidInput');
}

function isHistoryLong(): boolean {
  return workflowInfo().continueAsNewSuggested || workflowInfo().historyLength >= MAX_HISTORY_EVENTS;
}
