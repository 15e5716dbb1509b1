import { DEFAULT_GRAMMAR } from '../../../domain/messages';
import { renderNotice } from '../../../domain/notices';
import { factsOf, type TicketState } from '../../../domain/ticket';
import { slaOf } from '../../../domain/ticket-rows';
import {
  NINE,
  aClassification,
  aDoubt,
  aPerson,
  aReviewer,
  aSolution,
  aStaffMessage,
  aTicketState,
  minutesAfter,
  ticketSettings,
} from '../../support/makers';

function notice(state: TicketState, rowsPending = false): string[] | undefined {
  const facts = factsOf(state, DEFAULT_GRAMMAR);
  return renderNotice({ state, facts, sla: slaOf(facts, ticketSettings()), rowsPending })?.split('\n');
}

test('nothing to say before the first answer', () => {
  expect(notice(aTicketState())).toBeUndefined();
});

test('an oncek: by whom, for which group, minutes, link', () => {
  expect(notice(aTicketState({}, [aStaffMessage()]))).toEqual([
    '📝 <b>Oncek dicatat</b> oleh Sari · Demo',
    '⏱ OK (4 menit)',
    '<a href="https://t.me/c/1000000001/501">lihat pesan</a>',
  ]);
});

test('a doubtful answer of Gemini names the source and asks for a review', () => {
  const state = aTicketState({ classification: aDoubt({ source: 'gemini' }) }, [aSolution()]);
  expect(notice(state)?.slice(1, 3)).toEqual(['🏷 <b>KENDALA LOGIN</b> 41% · Gemini', '🔎 perlu review']);
});

test('a label decided by a person says by whom', () => {
  const decision = { label: 'USER NOT FOUND', status: 'CORRECTED' as const, reviewer: aReviewer(), at: NINE };
  const state = aTicketState({ classification: aDoubt(), decision }, [aSolution()]);
  expect(notice(state)?.[1]).toBe('🏷 <b>USER NOT FOUND</b> · diputuskan Admin Satu');
});

test('a reworded reply is an update; a mere reaction, which sets the edit date, is none', () => {
  const reply = aSolution({ editedAt: minutesAfter(NINE, 12) });
  const opened = aTicketState({ classification: aClassification() }, [reply]);
  expect(notice(opened)?.[0]).toBe('✅ <b>Solusi dicatat</b> oleh Sari · Demo');
  const edit = { at: minutesAfter(NINE, 12), kind: 'replyEdited' as const, who: 'Sari', detail: 'solution' };
  expect(notice({ ...opened, story: [...opened.story, edit] })?.[0]).toBe('✏️ <b>Diperbarui</b> oleh Sari · Demo');
});

test('pending rows are said so; a basic group has no link; names are escaped', () => {
  const state = aTicketState({ chatId: -4001, groupLabel: 'A<b>' }, [
    aStaffMessage({ from: aPerson({ name: '<i>&' }) }),
  ]);
  expect(notice(state, true)).toEqual([
    '📝 <b>Oncek dicatat</b> oleh &lt;i&gt;&amp; · A&lt;b&gt;',
    '⏱ OK (4 menit)',
    '⏳ menunggu ditulis ke sheet',
  ]);
});
