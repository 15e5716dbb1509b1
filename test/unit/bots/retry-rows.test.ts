import { renderRetriedRows } from '../../../bots/render/retried-rows';
import type { LedgerStatus } from '../../../workflows/contracts/ledger';

const status = (over: Partial<LedgerStatus> = {}): LedgerStatus => ({
  ...{ pending: 0, spilled: 0, blocked: null, parked: [], parkedMore: 0 },
  ...{ written: 9, batches: 4, oldestPendingSince: null },
  ...over,
});
const parked = (count: number) =>
  Array.from({ length: count }, (_, index) => ({ worksheet: 'Logs' as const, key: `<${index}>`, reason: 'a & b' }));

test('names parked rows with the reason, escaped; of many the first ten', () => {
  const text = renderRetriedRows(status({ parked: parked(12), parkedMore: 100, pending: 7 }), 'id');
  expect(text).toContain('112 baris');
  expect(text).toContain('Logs &lt;0&gt;: <code>a &amp; b</code>');
  expect(text).not.toContain('&lt;10&gt;');
  expect(text).toContain('102 lainnya');
  expect(text).toContain('7 baris');
});

test('says that nothing is parked, also before the first row', () => {
  expect(renderRetriedRows(status(), 'id')).toBe(renderRetriedRows(null, 'id'));
});
