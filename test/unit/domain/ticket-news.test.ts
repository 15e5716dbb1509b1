import { openedNews, slaNews, untoldNews } from '../../../domain/ticket-news';
import { factsOf } from '../../../domain/ticket';
import type { ToldNews } from '../../../domain/webhooks';
import { toldData } from '../../../domain/webhooks';
import {
  aClassification,
  aDoubt,
  aMedia,
  aProblem,
  aReviewer,
  aSolution,
  aStaffMessage,
  aTicketState,
  minutesAfter,
  NINE,
  ticketSettings,
} from '../../support/makers';

const rules = ticketSettings();
const PLACE = { ticketId: '-1001000000001-500', chatId: -1001000000001, messageId: 500, group: 'Demo' };

/** What is told of a ticket with these replies, after what was told before. */
function news(
  state: Parameters<typeof aTicketState>[0],
  replies: Parameters<typeof aTicketState>[1] = [],
  told: ToldNews = {},
) {
  const ticket = aTicketState(state, replies);
  return untoldNews({ state: ticket, facts: factsOf(ticket, rules.grammar), rules }, told);
}
const typesOf = (found: ReturnType<typeof news>): string[] =>
  found.news.map(({ type, key }) => `${type} ${key.split(':')[1] ?? ''}`);

test('a ticket’s life is told in its order, each event once', () => {
  const oncek = news({}, [aStaffMessage()]);
  expect(typesOf(oncek)).toEqual(['ticket.opened ', 'ticket.oncek 1']);
  const solved = news({ classification: aDoubt() }, [aStaffMessage(), aSolution()], oncek.told);
  expect(typesOf(solved)).toEqual(['ticket.solved 1', 'ticket.classified 1']);
  const decision = {
    label: 'USER AUTH FAILED',
    status: 'CORRECTED',
    reviewer: aReviewer(),
    at: minutesAfter(NINE, 20),
  } as const;
  const reviewed = news({ classification: aDoubt(), decision }, [aStaffMessage(), aSolution()], solved.told);
  expect(typesOf(reviewed)).toEqual(['ticket.reviewed 1']);
  expect(typesOf(news({ classification: aDoubt(), decision }, [aStaffMessage(), aSolution()], reviewed.told))).toEqual(
    [],
  );
});

test('the same decision, made again after an undo, is told again', () => {
  const decide = (at: string) =>
    ({ label: 'USER AUTH FAILED', status: 'CORRECTED', reviewer: aReviewer(), at }) as const;
  const replies = [aSolution()];
  const first = news({ classification: aDoubt(), decision: decide(minutesAfter(NINE, 20)) }, replies);
  const undone = news({ classification: aDoubt(), decision: null }, replies, first.told);
  const again = news({ classification: aDoubt(), decision: decide(minutesAfter(NINE, 30)) }, replies, undone.told);
  expect([undone, again].map(typesOf)).toEqual([[], ['ticket.reviewed 2']]);
});

test('figures of each event are those of the ticket: 4 active minutes to the oncek', () => {
  const replies = [aStaffMessage(), aSolution()];
  const [, oncek, solved, classified] = news({ classification: aClassification() }, replies).news;
  const account = { responseMin: 4, sla: 'OK' };
  expect(oncek).toMatchObject({
    at: minutesAfter(NINE, 4),
    data: { ...PLACE, respondedAt: minutesAfter(NINE, 4), ...account },
  });
  expect(solved).toMatchObject({
    ...{ at: minutesAfter(NINE, 10), texts: { solving: 'sudah direset, silakan login ulang' } },
    data: { ...PLACE, solvedAt: minutesAfter(NINE, 10), appCode: 'MIT', solver: 'Bagas', ...account },
  });
  expect(classified?.data).toEqual({
    ...{
      ...PLACE,
      label: 'KENDALA LOGIN',
      confidence: 0.93,
      source: 'lightgbm',
      modelVersion: 'v1',
      needsReview: false,
    },
  });
});

test('an edited solution is told under the next number, and again when it is edited back', () => {
  const edited = aSolution({ text: 'ganti kata sandi, MIT -bg', editedAt: minutesAfter(NINE, 12) });
  const first = news({}, [aSolution()]);
  const second = news({}, [edited], first.told);
  const third = news({}, [aSolution()], second.told);
  expect([first, second, third].map((found) => typesOf(found).at(-1))).toEqual([
    ...['ticket.solved 1', 'ticket.solved 2', 'ticket.solved 3'],
  ]);
});

test('of a withdrawn ticket nothing stands any more', () => {
  const withdrawn = { classification: aClassification(), cancelledBy: { id: 1, name: 'Ops' } };
  expect(typesOf(news(withdrawn, [aStaffMessage(), aSolution()]))).toEqual(['ticket.opened ']);
});

test('a forwarded problem has no deadline when it opens', () => {
  const ticket = { ticketId: '-1-2', chatId: -1, messageId: 2, groupLabel: 'Demo' };
  expect(openedNews(ticket, aProblem(), rules).data).toMatchObject({ dueAt: minutesAfter(NINE, 15), hasMedia: false });
  const forwarded = openedNews(ticket, aProblem({ forwarded: true, media: aMedia() }), rules);
  expect(forwarded.data).toMatchObject({ dueAt: null, hasMedia: true });
});

test('a step of the SLA clock is told once, whatever its minute', () => {
  const at = { at: minutesAfter(NINE, 10), dueAt: minutesAfter(NINE, 15), targetMin: 15 };
  const ticket = aTicketState();
  expect(slaNews(ticket, { kind: 'warning', afterMin: 10, key: 'warning' }, at)).toEqual({
    ...{ type: 'sla.warning', key: `${PLACE.ticketId}:warning`, at: minutesAfter(NINE, 10) },
    data: { ...PLACE, afterMin: 10, targetMin: 15, dueAt: minutesAfter(NINE, 15) },
  });
  expect(slaNews(ticket, { kind: 'breach', afterMin: 15, key: 'breach' }, at).type).toBe('sla.breached');
});

test('texts go out masked and cut, data as they are', () => {
  const text = 'nama Budi Santoso nik 12345678 hp 081234567890 budi@contoh.id @budi_teknisi gagal login';
  const told = toldData({
    type: 'ticket.opened',
    key: 'k',
    at: NINE,
    data: { group: 'Demo' },
    texts: { text, solving: null },
  });
  expect(told).toEqual({
    group: 'Demo',
    text: 'nama [NAMA] nik [NIK] hp [TELEPON] [EMAIL] [AKUN] gagal login',
    solving: null,
  });
  const long = toldData({ type: 'ticket.opened', key: 'k', at: NINE, data: {}, texts: { text: 'x'.repeat(9_000) } });
  expect(long.text).toHaveLength(500);
});
