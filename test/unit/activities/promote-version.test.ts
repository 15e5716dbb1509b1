import { WorkflowUpdateFailedError } from '@temporalio/client';
import { createPromoteVersion } from '../../../activities/promote-version';
import { OncekError } from '../../../domain/errors';
import type { ApprovalResult, ApprovalStatus } from '../../../workflows/contracts/approval';
import { aReviewer } from '../../support/makers';

const by = aReviewer();
const WAITING = { version: 'v2', decision: null } as ApprovalStatus;
const OVER = { version: 'v2', decision: { kind: 'rejected' } } as ApprovalStatus;

/** A registry without versions: whoever comes to it, is refused and noted. */
function aWorld(answers: { status: ApprovalStatus | null; decided?: () => Promise<ApprovalResult | null> }) {
  const asked: unknown[] = [];
  const promote = createPromoteVersion({
    registry: {
      load: (version) => {
        asked.push(`load ${version}`);
        return Promise.reject(new OncekError('ModelArtifact', 'no such version'));
      },
      promote: () => Promise.reject(new Error('nothing can be promoted here')),
    },
    onPromoted: () => Promise.reject(new Error('nobody is to be told')),
    retrain: {
      approval: () => Promise.resolve(answers.status),
      decide: (...args) => {
        asked.push(args);
        return answers.decided?.() ?? Promise.resolve(null);
      },
    },
  });
  return { promote, asked };
}

const decidedAs = (promotion: ApprovalResult['promotion'], decided: ApprovalResult['decided'] = 'now') =>
  (() => Promise.resolve({ decided, promotion } as ApprovalResult)) as () => Promise<ApprovalResult>;

test('a version whose approval waits is approved by that admin, and not promoted behind it', async () => {
  const { promote, asked } = aWorld({ status: WAITING, decided: decidedAs({ kind: 'promoted', former: 'v1' }) });
  expect(await promote('v2', by)).toEqual({ former: 'v1' });
  expect(asked).toEqual([['v2', 'approve', { by, reason: null }]]);
});

test('one that the approval could not load is refused', async () => {
  const { promote } = aWorld({ status: WAITING, decided: decidedAs({ kind: 'refused', reason: 'ModelArtifact' }) });
  await expect(promote('v2', by)).rejects.toMatchObject({ type: 'ModelArtifact' });
});

test.each([
  ['nobody waits for a word on it', { status: null }],
  ['it was decided before', { status: OVER }],
  ['somebody else was quicker', { status: WAITING, decided: decidedAs({ kind: 'promoted', former: null }, 'before') }],
  [
    'the approval ended meanwhile',
    { status: WAITING, decided: () => Promise.reject(new WorkflowUpdateFailedError('over', new Error('over'))) },
  ],
])('where %s the version is promoted as it is', async (_what, answers) => {
  const { promote, asked } = aWorld(answers);
  await expect(promote('v2', by)).rejects.toThrow('no such version');
  expect(asked.at(-1)).toBe('load v2');
});
