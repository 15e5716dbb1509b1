import { ApplicationFailure } from '@temporalio/common';
import type {
  AlbumActivities,
  OpenTicketActivities,
  ReportActivities,
  SheetActivities,
  SheetSyncActivities,
  SpillActivities,
  TicketActivities,
} from '../../workflows/ports';
import type { ApprovalActivities, FitActivities, RetrainActivities } from '../../workflows/retrain-ports';
import type { TrainingActivities } from '../../workflows/training-ports';
import type { WebhookActivities } from '../../workflows/webhook-ports';

export type AllActivities = TicketActivities &
  SheetActivities &
  AlbumActivities &
  OpenTicketActivities &
  SheetSyncActivities &
  ReportActivities &
  TrainingActivities &
  FitActivities &
  RetrainActivities &
  ApprovalActivities &
  SpillActivities &
  WebhookActivities;
export type ActivityName = keyof AllActivities;

const NAMES: readonly ActivityName[] = [
  ...([
    'classify',
    'knownLabel',
    'enqueueRows',
    'writeBatch',
    'placeRows',
    'rollOver',
    'tellTickets',
    'tellParked',
    'archiveStory',
  ] as const),
  ...(['spillEntries', 'readSpilled', 'deleteSpilled'] as const),
  ...([
    'post',
    'sendMessage',
    'sendPicture',
    'editMessage',
    'sendReviewCards',
    'editReviewCards',
    'settleAlbum',
    'postProblem',
    'storeMedia',
  ] as const),
  ...(['readSheets', 'tellSheetFindings', 'hourFigures', 'composeHourReport', 'judgeFigures'] as const),
  ...(['takeSnapshot', 'evaluate', 'markTrained', 'proposeTrial', 'runTrial', 'fitHoldOut', 'fitFinal'] as const),
  ...(['registerCandidate', 'discardRun', 'showProgress', 'announceCandidate', 'dropCandidate', 'promote'] as const),
  ...(['sendApprovalCards', 'editApprovalCards', 'deliverWebhook', 'noteDelivery'] as const),
];

/** Activities of a test: what each was called with, and how it answers. */
export interface FakeActivities {
  /** To be given to a worker. */
  readonly activities: Record<ActivityName, (input: unknown) => Promise<unknown>>;
  /** Answers for the activities that a test expects; all others fail by name. Forgets all earlier calls. */
  expect(answers: Partial<AllActivities>): void;
  /** Changes single answers, keeping the calls. */
  change(answers: Partial<AllActivities>): void;
  /** Arguments of the calls so far, failed ones included, in their order. */
  calls<N extends ActivityName>(name: N): Parameters<AllActivities[N]>[0][];
  /** Names of activities that were called though no test expected them. */
  unexpected(): readonly ActivityName[];
}

export function fakeActivities(): FakeActivities {
  let answers: Partial<AllActivities> = {};
  let calls: { name: ActivityName; input: unknown }[] = [];
  let unexpected: ActivityName[] = [];

  const fake = (name: ActivityName) => async (input: unknown) => {
    calls.push({ name, input });
    const answer = answers[name] as ((input: unknown) => Promise<unknown>) | undefined;
    if (answer) return answer(input);
    unexpected.push(name);
    throw ApplicationFailure.nonRetryable(`the test expects no call of ${name}`, 'UnexpectedCall');
  };

  return {
    activities: Object.fromEntries(NAMES.map((name) => [name, fake(name)])) as FakeActivities['activities'],
    expect(next) {
      answers = next;
      calls = [];
      unexpected = [];
    },
    change(next) {
      answers = { ...answers, ...next };
    },
    calls: <N extends ActivityName>(name: N) =>
      calls.filter((call) => call.name === name).map(({ input }) => input as Parameters<AllActivities[N]>[0]),
    unexpected: () => unexpected,
  };
}

/** An activity that does nothing. */
export const nothing = (): Promise<void> => Promise.resolve();
