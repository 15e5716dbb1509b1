import { WorkflowNotFoundError, WorkflowUpdateFailedError } from '@temporalio/client';
import { ApplicationFailure } from '@temporalio/common';
import { createLabelDesk, type LabelDesk } from '../../temporal/label-desk';
import { addLabelUpdate, LABELS_WORKFLOW_ID, labelsQuery } from '../../workflows/contracts/labels';
import { aReviewer } from '../support/makers';
import { BENCH_QUEUE, startWorkflowBench, type WorkflowBench } from '../support/workflow-bench';

const MODEL = ['KENDALA LOGIN', 'Kendala Ont/Nte'];
const ADMIN = aReviewer();

let bench: WorkflowBench;
let desk: LabelDesk;

beforeAll(async () => {
  bench = await startWorkflowBench();
});
afterAll(() => bench.close());
beforeEach(() => {
  bench.fakes.expect({});
  desk = aDesk();
});
afterEach(async () => {
  await bench.client.workflow
    .getHandle(LABELS_WORKFLOW_ID)
    .terminate()
    .catch((error: unknown) => expect(error).toBeInstanceOf(WorkflowNotFoundError));
});

/** As another process would have. */
const aDesk = () => createLabelDesk({ client: bench.client, modelLabels: () => MODEL, taskQueue: BENCH_QUEUE });
const keeper = () => bench.client.workflow.getHandle(LABELS_WORKFLOW_ID);
const labelsOf = async (from: LabelDesk) => (await from.list()).map(({ label }) => label);

async function refusalOf(update: Promise<unknown>): Promise<string | null | undefined> {
  const error: unknown = await update.then(
    () => new Error('the update succeeded'),
    (failure: unknown) => failure,
  );
  if (!(error instanceof WorkflowUpdateFailedError) || !(error.cause instanceof ApplicationFailure)) throw error;
  return error.cause.type;
}

test('before any label was added the model’s are known, and nothing has to run for it', async () => {
  expect(await labelsOf(desk)).toEqual(['KENDALA LOGIN', 'Kendala Ont/Nte']);
  expect(await desk.find(' kendala ont/nte')).toBe('Kendala Ont/Nte');
  expect(await desk.find('KENDALA BARU')).toBeNull();
  expect(await desk.remove('KENDALA BARU', ADMIN)).toEqual({ outcome: 'unknown', label: 'KENDALA BARU' });
});

test('an added label is known to every process at once, sorted among the others, with who added it', async () => {
  const other = aDesk();
  expect(await other.find('KENDALA BARU')).toBeNull();
  expect(await desk.add('kendala  baru', ADMIN)).toEqual({ outcome: 'added', label: 'KENDALA BARU' });
  expect(await other.find('Kendala Baru')).toBe('KENDALA BARU');
  expect(await labelsOf(desk)).toEqual(['KENDALA BARU', 'KENDALA LOGIN', 'Kendala Ont/Nte']);
  expect((await desk.list())[0]?.added).toEqual({ label: 'KENDALA BARU', by: ADMIN, at: expect.any(String) });
});

test('the first spelling and the first person stay; the model’s labels are not added again', async () => {
  await desk.add('KENDALA BARU', ADMIN);
  const second = aReviewer({ id: '9002', name: 'Kedua' });
  expect(await desk.add('Kendala  Baru', second)).toEqual({ outcome: 'known', label: 'KENDALA BARU' });
  expect(await desk.add('kendala login', second)).toEqual({ outcome: 'known', label: 'KENDALA LOGIN' });
  expect(await keeper().query(labelsQuery)).toEqual([{ label: 'KENDALA BARU', by: ADMIN, at: expect.any(String) }]);
});

test('a removed label is unknown again; the model’s stay', async () => {
  await desk.add('KENDALA BARU', ADMIN);
  expect(await desk.remove('kendala baru', ADMIN)).toEqual({ outcome: 'removed', label: 'KENDALA BARU' });
  expect(await desk.remove('kendala baru', ADMIN)).toEqual({ outcome: 'unknown', label: 'KENDALA BARU' });
  expect(await desk.remove('kendala login', ADMIN)).toEqual({ outcome: 'model', label: 'KENDALA LOGIN' });
  expect(await labelsOf(desk)).toEqual(['KENDALA LOGIN', 'Kendala Ont/Nte']);
});

test('what can be no label, or has not the shape, is refused by name and changes nothing', async () => {
  await desk.add('KENDALA BARU', ADMIN);
  for (const label of ['', 'DIBATALKAN', 'x'.repeat(201), 7 as unknown as string]) {
    expect(await refusalOf(keeper().executeUpdate(addLabelUpdate, { args: [{ label, by: ADMIN }] }))).toBe(
      'InvalidInput',
    );
  }
  for (const change of [null, { label: 'X' }, { label: 'X', by: { ...ADMIN, kind: 'nobody' } }]) {
    expect(await refusalOf(keeper().executeUpdate(addLabelUpdate, { args: [change as never] }))).toBe('InvalidInput');
  }
  expect(await keeper().query(labelsQuery)).toHaveLength(1);
});

test('the list ends at 1,000: one more is refused, a known one is not', async () => {
  const at = new Date(0).toISOString();
  const carried = Array.from({ length: 1_000 }, (_, index) => ({ label: `LABEL ${index}`, by: ADMIN, at }));
  await bench.client.workflow.start('labelsWorkflow', {
    workflowId: LABELS_WORKFLOW_ID,
    taskQueue: BENCH_QUEUE,
    args: [{ carried }],
  });
  expect(await refusalOf(desk.add('KENDALA BARU', ADMIN))).toBe('InvalidInput');
  expect(await desk.add('label 7', ADMIN)).toEqual({ outcome: 'known', label: 'LABEL 7' });
});
