import { judgeAlerts, renderAlerts, type ActiveAlerts, type AlertKind } from '../../../domain/report-alerts';
import type { AlertFigures } from '../../../domain/report-hour';

/** An hour with which nothing is wrong. */
const fine = (over: Partial<AlertFigures> = {}): AlertFigures => ({
  hour: '2026-11-24 09:00',
  total: 20,
  automationShare: 0.9,
  reviewShare: 0.1,
  avgConfidence: 0.9,
  pending: 5,
  ...over,
});

describe('an alert fires beyond its limit, and not at it', () => {
  test.each<[AlertKind, Partial<AlertFigures>, boolean]>([
    ['automation', { automationShare: 0.7 }, false],
    ['automation', { automationShare: 14 / 20 }, false],
    ['automation', { automationShare: 0.69 }, true],
    ['review', { reviewShare: 0.3 }, false],
    ['review', { reviewShare: 1 - 0.7 }, false],
    ['review', { reviewShare: 0.31 }, true],
    ['confidence', { avgConfidence: 0.8 }, false],
    ['confidence', { avgConfidence: 0.79 }, true],
    ['confidence', { avgConfidence: null }, false],
    ['pending', { pending: 50 }, false],
    ['pending', { pending: 51 }, true],
  ])('%s %o: %s', (kind, figures, isFired) => {
    expect(judgeAlerts({}, fine(figures)).fired).toEqual(isFired ? [kind] : []);
  });
});

describe('an alert that was told is cleared only well within its limit', () => {
  test.each<[AlertKind, Partial<AlertFigures>, boolean]>([
    ['automation', { automationShare: 0.74 }, false],
    ['automation', { automationShare: 0.75 }, true],
    ['review', { reviewShare: 0.26 }, false],
    ['review', { reviewShare: 0.25 }, true],
    ['confidence', { avgConfidence: 0.81 }, false],
    ['confidence', { avgConfidence: 0.82 }, true],
    ['confidence', { avgConfidence: null }, false],
    ['pending', { pending: 41 }, false],
    ['pending', { pending: 40 }, true],
  ])('%s %o: %s', (kind, figures, isCleared) => {
    const active: ActiveAlerts = { [kind]: '2026-11-24 08:00' };
    const verdict = judgeAlerts(active, fine(figures));
    expect(verdict.cleared).toEqual(isCleared ? [kind] : []);
    expect(verdict.fired).toEqual([]);
    expect(verdict.active).toEqual(isCleared ? {} : active);
  });
});

test('an hour without predictions fires nothing and clears nothing', () => {
  const nothing = fine({ total: 0, automationShare: 0, reviewShare: 0, avgConfidence: null, pending: 0 });
  expect(judgeAlerts({}, { ...nothing, pending: 99 })).toEqual({ active: {}, fired: [], cleared: [] });
  expect(judgeAlerts({ pending: 'x' }, nothing)).toEqual({ active: { pending: 'x' }, fired: [], cleared: [] });
});

test('over a day of figures that waver about the limit it fires once and clears once', () => {
  const shares = [0.8, 0.69, 0.71, 0.68, 0.72, 0.74, 0.76, 0.71, 0.8];
  let active: ActiveAlerts = {};
  const told = shares.map((automationShare) => {
    const verdict = judgeAlerts(active, fine({ automationShare }));
    active = verdict.active;
    return [...verdict.fired.map(() => 'fired'), ...verdict.cleared.map(() => 'cleared')].join();
  });
  expect(told).toEqual(['', 'fired', '', '', '', '', 'cleared', '', '']);
});

test('what began and what is over go in one message', () => {
  const figures = fine({ automationShare: 0.6997, reviewShare: 0.301, avgConfidence: 0.95, pending: 12 });
  expect(renderAlerts({ fired: ['automation', 'review'], cleared: ['confidence', 'pending'] }, figures))
    .toMatchInlineSnapshot(`
    "📟 <b>Pemantauan</b> · jam 2026-11-24 09:00
    ⚠️ Otomatisasi 69,9%, di bawah 70%.
    ⚠️ Perlu review 30,1%, lebih dari 30%.
    ✅ Rata-rata keyakinan pulih: 95%.
    ✅ Antrean review pulih: 12 tiket."
  `);
  expect(renderAlerts({ fired: [], cleared: [] }, figures)).toBeNull();
});
