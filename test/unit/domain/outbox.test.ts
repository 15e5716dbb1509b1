import type { SentItem, WaitingItem } from '../../../domain/outbox';
import { isMomentToHandOver, takeNext, tokenWaitMs } from '../../../domain/outbox';
import { aDirect, aNotice } from '../../support/makers';

const stateOf = (waiting: WaitingItem[], sent: SentItem[] = []) => ({ waiting, sent });
const sentAlone = (key: string, html: string): SentItem => ({ key, html, messageId: 7, merged: false });

test('nothing waits: nothing to do', () => {
  expect(takeNext(stateOf([]))).toBeNull();
});

test('a direct message goes first and alone, and keeps what it replies to', () => {
  const state = stateOf([aNotice('1'), { ...aDirect('d'), replyToMessageId: 42 }]);
  expect(takeNext(state)).toMatchObject({ kind: 'send', html: 'pesan d', replyToMessageId: 42 });
  expect(state.waiting.map(({ key }) => key)).toEqual(['1']);
});

test('a notice already sent alone is edited, one that says the same is dropped', () => {
  const changed = stateOf([aNotice('1', 'baru')], [sentAlone('1', 'lama')]);
  expect(takeNext(changed)).toMatchObject({ kind: 'edit', messageId: 7, item: { html: 'baru' } });
  expect(changed.sent[0]?.html).toBe('baru');
  const same = stateOf([aNotice('1', 'lama')], [sentAlone('1', 'lama')]);
  expect(takeNext(same)).toBeNull();
  expect(same.waiting).toEqual([]);
});

test('new notices are merged, those to be edited stay behind', () => {
  const state = stateOf([aNotice('1'), aNotice('2', 'baru'), aNotice('3')], [sentAlone('2', 'lama')]);
  expect(takeNext(state)).toMatchObject({ kind: 'send', html: 'catatan 1\n\ncatatan 3' });
  expect(state.waiting.map(({ key }) => key)).toEqual(['2']);
});

test('a message made of several has at most 4,096 characters: 2,047 + 2 + 2,047 fit, one more does not', () => {
  const fits = takeNext(stateOf([aNotice('1', 'x'.repeat(2_047)), aNotice('2', 'y'.repeat(2_047))]));
  expect(fits).toMatchObject({ items: [{ key: '1' }, { key: '2' }] });
  const tooLong = takeNext(stateOf([aNotice('1', 'x'.repeat(2_047)), aNotice('2', 'y'.repeat(2_048))]));
  expect(tooLong).toMatchObject({ items: [{ key: '1' }] });
});

test('20 a minute: the 21st waits until the first is 60 seconds old', () => {
  const sendTimesMs = Array.from({ length: 20 }, (_, index) => 1_000 + index * 100);
  expect(tokenWaitMs({ sendTimesMs: sendTimesMs.slice(1), perMinute: 20, nowMs: 5_000 })).toBe(0);
  expect(tokenWaitMs({ sendTimesMs, perMinute: 20, nowMs: 5_000 })).toBe(56_000);
  expect(tokenWaitMs({ sendTimesMs, perMinute: 20, nowMs: 61_000 })).toBe(0);
});

describe('the moment to hand over to a new run', () => {
  test('is not the task that brings a message: refused hand-overs followed each other until the run had 21,556 events', () => {
    expect(isMomentToHandOver({ historyLength: 4_100, postedAtLength: 4_100 })).toBe(false);
    expect(isMomentToHandOver({ historyLength: 4_100, postedAtLength: 4_092 })).toBe(true);
    expect(isMomentToHandOver({ historyLength: 4_100, postedAtLength: -1 })).toBe(true);
  });

  test('is any task before the run has as many messages as the server takes', () => {
    expect(isMomentToHandOver({ historyLength: 8_000, postedAtLength: 8_000 })).toBe(true);
  });
});
