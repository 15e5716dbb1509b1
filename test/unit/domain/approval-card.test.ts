import { approvalData, parseApprovalData } from '../../../domain/approval-data';
import { renderApprovalCard } from '../../../domain/approval-render';
import type { ApprovalCard } from '../../../domain/approval-card';
import { anApprovalCard } from '../../support/training-makers';

const shown = (over: Partial<ApprovalCard> = {}) => renderApprovalCard(anApprovalCard(over), 'Asia/Jakarta');

test('what waits shows its figures beside Production’s, the difference with its interval, and two buttons', () => {
  const { html, buttons } = shown();
  expect(html).toContain('F1 makro: <b>0,700</b> (Production 0,650)');
  expect(html).toContain('+0,050 (selang 95%: +0,030 sampai +0,070)');
  expect(html).toContain('60,0% jawaban, 97,0% di antaranya benar');
  // 00:00 UTC is 07:00 in Jakarta.
  expect(html).toContain('2026-12-01 07:00');
  expect(buttons.flat().map(({ data }) => data)).toEqual(['ap:y:v2', 'ap:n:v2']);
});

test('without a model in service there is nothing to compare with', () => {
  const { html } = shown({ production: null, productionVersion: null, difference: null, mcnemarP: null });
  expect(html).toContain('belum ada Production');
  expect(html).not.toContain('(Production');
  expect(html).not.toContain('Selisih');
});

test('warnings name at most five labels, and labels and reasons cannot bring markup', () => {
  const labels = ['A<b>', 'B', 'C', 'D', 'E', 'F', 'G'];
  const { html } = shown({
    warnings: [{ kind: 'classesWorse', labels }, { kind: 'notProven' }],
    state: { kind: 'rejected', by: 'Adi <x>', reason: '<script>' },
  });
  expect(html).toContain('⚠️ 7 label memburuk: A&lt;b&gt;, B, C, D, E, +2 lainnya');
  expect(html).toContain('Ditolak Adi &lt;x&gt;: &lt;script&gt;');
});

test.each<[ApprovalCard['state'], string]>([
  [{ kind: 'promoted', by: 'Adi', reason: null, former: 'v1' }, '/mlflowpromote v1'],
  [{ kind: 'promoted', by: 'Adi', reason: null, former: null }, 'Disetujui Adi.'],
  [{ kind: 'refused', by: 'Adi' }, 'tidak dapat dimuat'],
  [{ kind: 'expired' }, 'Tidak diputuskan'],
  [{ kind: 'superseded', newer: 'v3' }, 'lebih baru: v3'],
])('decided as %j it says so and has no buttons', (state, words) => {
  const { html, buttons } = shown({ state });
  expect(html).toContain(words);
  expect(buttons).toEqual([]);
});

test('data of a button comes back as it was, and that of others is none', () => {
  const press = { version: 'mlflow-v12', kind: 'reject' } as const;
  expect(parseApprovalData(approvalData(press))).toEqual(press);
  for (const data of ['', 'ap:x:v1', 'ap:y:', 'mp:y:v1:', `ap:y:${'v'.repeat(60)}`])
    expect(parseApprovalData(data)).toBeNull();
});
