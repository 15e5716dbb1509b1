import { DEFAULT_GRAMMAR } from '../../../domain/messages';
import { factsOf, type StaffMessage, type TicketState } from '../../../domain/ticket';
import { logsRowOf, reviewStatusOf, slaOf, trackingRowOf } from '../../../domain/ticket-rows';
import {
  NINE,
  aClassification,
  aDoubt,
  aPerson,
  aProblem,
  aReviewer,
  aSolution,
  aStaffMessage,
  aTicketState,
  minutesAfter,
  ticketSettings,
} from '../../support/makers';

const rules = ticketSettings();
const facts = (state: TicketState) => factsOf(state, DEFAULT_GRAMMAR);
const logs = (state: TicketState) => logsRowOf(state, facts(state), rules);
const tracking = (state: TicketState) => trackingRowOf(state, facts(state), rules);
const HANDED = { sequence: 1, hash: 'x', status: 'written' } as const;
const NONE = { sequence: 0, hash: '', status: 'none' } as const;
const decided = (status: 'APPROVED' | 'CORRECTED', label: string) => ({
  ...{ label, status, reviewer: aReviewer(), at: minutesAfter(NINE, 60) },
});
const solved = (overrides: Partial<TicketState>, replies: StaffMessage[] = [aSolution()]) =>
  aTicketState(overrides, replies);

test('no row before the first answer; afterwards one, even if the answer is edited away', () => {
  expect(logs(aTicketState())).toBeNull();
  const row = logs(aTicketState({ rows: { Logs: HANDED, ML_Tracking: NONE } }));
  expect(row?.slice(9)).toEqual([null, null, null, null, null, null, 'false', null, null, null, null]);
});

test('a forwarded problem has the date and time of the first answer', () => {
  const row = logs(aTicketState({ problem: aProblem({ forwarded: true }) }, [aStaffMessage()]));
  expect([row?.[4], row?.[5], row?.[16]]).toEqual(['2031-03-03', '09:04:00', 0]);
});

test('minutes of the break of 13:00-14:00 do not count: 12:55 to 14:11 are 16, TERLAMBAT', () => {
  const problem = aProblem({ sentAt: '2031-03-03T05:55:00.000Z' });
  const state = aTicketState({ problem }, [aStaffMessage({ sentAt: '2031-03-03T07:11:00.000Z' })]);
  expect(slaOf(facts(state), rules)).toEqual({ responseMin: 16, status: 'TERLAMBAT', remainingMin: 0 });
});

test.each([
  ['AUTO', { classification: aClassification() }, 'KENDALA LOGIN', 'KENDALA LOGIN', 'auto_approved', 'lightgbm'],
  ['REVIEW', { classification: aDoubt() }, null, 'KENDALA LOGIN', 'pending', 'lightgbm'],
  [
    'approved',
    { classification: aDoubt({ source: 'gemini' as const }), decision: decided('APPROVED', 'KENDALA LOGIN') },
    ...(['KENDALA LOGIN', 'KENDALA LOGIN', 'APPROVED', 'gemini'] as const),
  ],
  [
    'corrected',
    { classification: aDoubt(), decision: decided('CORRECTED', 'USER NOT FOUND') },
    ...(['USER NOT FOUND', 'USER NOT FOUND', 'CORRECTED', 'person'] as const),
  ],
])(
  '%s: label in Logs, and label, review_status and source in ML_Tracking',
  (_, overrides, inLogs, label, status, source) => {
    const state = solved(overrides);
    expect(logs(state)?.[19]).toBe(inLogs);
    expect([3, 5, 7].map((column) => tracking(state)?.[column])).toEqual([label, status, source]);
    expect(reviewStatusOf(state, facts(state))).toBe(status);
  },
);

test('the Timestamps cell is of the classification, after a decision of the decision', () => {
  expect(tracking(solved({ classification: aDoubt() }))?.[6]).toBe('2031-03-03 09:11:00');
  const state = solved({ classification: aDoubt(), decision: decided('APPROVED', 'KENDALA LOGIN') });
  expect(tracking(state)?.[6]).toBe('2031-03-03 10:00:00');
});

test('cancelled: DIBATALKAN and CANCELLED in rows that exist, and none where none exists', () => {
  const classification = aClassification();
  const cancelledBy = aPerson();
  const fresh = solved({ classification, cancelledBy });
  expect([logs(fresh), tracking(fresh)]).toEqual([null, null]);
  const written = solved({ classification, cancelledBy, rows: { Logs: HANDED, ML_Tracking: HANDED } });
  expect(logs(written)?.[19]).toBe('DIBATALKAN');
  expect([tracking(written)?.[3], tracking(written)?.[5]]).toEqual(['DIBATALKAN', 'CANCELLED']);
});

test('without a label there is no ML_Tracking row', () => {
  expect(tracking(solved({ classification: aClassification({ label: null }) }))).toBeNull();
});

test('an answer to a solution that was taken back is neither approved nor shown in Logs', () => {
  const state = aTicketState({ classification: aClassification(), rows: { Logs: HANDED, ML_Tracking: HANDED } }, [
    aSolution({ text: 'salah tiket', editedAt: minutesAfter(NINE, 20) }),
  ]);
  expect(logs(state)?.[19]).toBeNull();
  expect(tracking(state)?.[5]).toBe('pending');
});
