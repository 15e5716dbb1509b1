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

function notice(state: TicketState, rows: 'written' | 'pending' | 'parked' = 'written'): string[] | undefined {
  const facts = factsOf(state, DEFAULT_GRAMMAR);
  return renderNotice({ state, facts, sla: slaOf(facts, ticketSettings()), rows })?.split('\n');
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
  expect(notice(state, 'pending')).toEqual([
    '📝 <b>Oncek dicatat</b> oleh &lt;i&gt;&amp; · A&lt;b&gt;',
    '⏱ OK (4 menit)',
    '⏳ menunggu ditulis ke sheet',
  ]);
});

test('a row that Google refused is never passed off as recorded', () => {
  expect(notice(aTicketState({}, [aStaffMessage()]), 'parked')).toContain(
    '⚠️ baris ditolak Google Sheets, perlu diperiksa admin',
  );
});

test('the solution is credited to who solved it, also after somebody else’s late oncek', () => {
  const late = aStaffMessage({
    id: 'tg:900',
    messageId: 900,
    sentAt: minutesAfter(NINE, 30),
    from: aPerson({ name: 'Bagas' }),
  });
  const state = aTicketState({ classification: aClassification() }, [aSolution(), late]);
  expect(notice(state)?.[0]).toBe('✅ <b>Solusi dicatat</b> oleh Sari · Demo');
});

test('a ticket without a label blames the model only where none is in service', () => {
  const unlabelled = (modelVersion: string | null) =>
    notice(aTicketState({ classification: aClassification({ label: null, modelVersion }) }, [aSolution()]))?.[1];
  expect(unlabelled(null)).toBe('🏷 tanpa label (model belum siap)');
  expect(unlabelled('v1')).toBe('🏷 tanpa label (tidak ada teks yang dikenali)');
});

test('a ticket withdrawn before any answer says so', () => {
  const state = aTicketState({ cancelledBy: aPerson({ name: 'Sari' }) });
  expect(notice(state)?.[0]).toBe('🚫 <b>Tiket dibatalkan</b> oleh Sari · Demo');
});

test('a file that could not be stored is said so, and the ticket is recorded all the same', () => {
  const track = { fileId: 'f', messageId: 500, at: NINE, since: NINE, key: null, url: null };
  const withFile = (status: 'waiting' | 'tooLarge' | 'failed') =>
    notice(aTicketState({ media: [{ ...track, status }] }, [aStaffMessage()]));
  expect(withFile('waiting')).toHaveLength(3);
  for (const status of ['tooLarge', 'failed'] as const) {
    expect(withFile(status)).toContain('📎 lampiran gagal disimpan');
    expect(withFile(status)?.[0]).toBe('📝 <b>Oncek dicatat</b> oleh Sari · Demo');
  }
});
