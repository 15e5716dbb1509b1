import fc from 'fast-check';
import { DEFAULT_GRAMMAR } from '../../../domain/messages';
import type { ProblemMessage, StaffMessage, TicketState } from '../../../domain/ticket';
import { takeStaffMessage } from '../../../domain/ticket-wordings';
import { classificationKey, factsOf, labelOf, needsClassification, phaseOf } from '../../../domain/ticket';
import { logsRowOf, trackingRowOf } from '../../../domain/ticket-rows';
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

const facts = (state: TicketState) => factsOf(state, DEFAULT_GRAMMAR);
const phase = (state: TicketState) => phaseOf(state, facts(state));
const key = classificationKey(aProblem().text, 'sudah direset, silakan login ulang');

describe('what the replies amount to', () => {
  test('the first response is the earliest oncek or solution by sending, chat counts for nothing', () => {
    const chat = aStaffMessage({ messageId: 490, text: 'sebentar', sentAt: minutesAfter(NINE, 1) });
    const found = facts(aTicketState({}, [aSolution(), chat, aStaffMessage()]));
    expect(found.firstResponse?.messageId).toBe(501);
    expect(found.latest?.messageId).toBe(502);
    expect(found).toMatchObject({ hasOncek: true, clockStart: NINE, solution: { reply: { solverName: 'Bagas' } } });
  });

  test('of two replies of one second the lower message id came first', () => {
    const second = aSolution({ messageId: 503, sentAt: minutesAfter(NINE, 10), text: 'kedua, MIS -dm' });
    expect(facts(aTicketState({}, [second, aSolution()])).solution?.reply.solving).toBe('kedua');
  });

  test('the clock of a forwarded problem starts with the first answer', () => {
    const problem = aProblem({ forwarded: true });
    expect(facts(aTicketState({ problem })).clockStart).toBeNull();
    expect(facts(aTicketState({ problem }, [aStaffMessage()])).clockStart).toBe(minutesAfter(NINE, 4));
  });
});

describe('a problem edited into a pleasantry', () => {
  const edited = (text: string, over: Partial<ProblemMessage> = {}) =>
    aProblem({ text, editedAt: minutesAfter(NINE, 2), ...over });
  const photo = { kind: 'photo' as const, fileId: 'f', fileName: null, mimeType: null, sizeBytes: null };

  test.each<[string, ProblemMessage, string | null]>([
    ['thanks alone', edited('terima kasih pak'), null],
    ['an acknowledgement and the name of one of ops', edited('siap Bagas'), null],
    ['thanks with something left to say', edited('terima kasih, tapi masih gagal'), NINE],
    ['a greeting', edited('selamat pagi'), NINE],
    ['thanks under a photo', edited('siap', { media: photo }), NINE],
    ['thanks in an album', edited('siap', { attachments: [{ ...photo, messageId: 501 }] }), NINE],
    ['thanks that nobody edited', aProblem({ text: 'siap' }), NINE],
  ])('is none, so that no clock runs: %s', (_, problem, clockStart) => {
    expect(facts(aTicketState({ problem })).clockStart).toBe(clockStart);
  });

  test('is one again once ops answered it, with its clock from its own start, or edited back', () => {
    const state = aTicketState({ problem: edited('siap') }, [aStaffMessage()]);
    expect(facts(state).clockStart).toBe(NINE);
    state.staffMessages = {};
    expect(facts(state).clockStart).toBeNull();
    state.problem = edited('belum bisa login');
    expect(facts(state).clockStart).toBe(NINE);
  });

  test('stays a problem for tickets begun before that was so', () => {
    expect(factsOf(aTicketState({ problem: edited('siap') }), DEFAULT_GRAMMAR, false).clockStart).toBe(NINE);
  });
});

describe('the phase', () => {
  test.each<[string, string, TicketState]>([
    ['open', 'nobody answered', aTicketState()],
    ['answered', 'an oncek', aTicketState({}, [aStaffMessage()])],
    ['solved', 'a solution not yet classified', aTicketState({}, [aSolution()])],
    ['done', 'AUTO', aTicketState({ classification: aClassification(), classifiedText: key }, [aSolution()])],
    ['inReview', 'REVIEW', aTicketState({ classification: aDoubt(), classifiedText: key }, [aSolution()])],
    [
      'done',
      'REVIEW without any label',
      aTicketState({ classification: aDoubt({ label: null }), classifiedText: key }, [aSolution()]),
    ],
    ['solved', 'the answer is for another text', aTicketState({ classification: aClassification() }, [aSolution()])],
    ['done', 'cancelled', aTicketState({ cancelledBy: aPerson() })],
    ['closed', 'closed', aTicketState({ closed: true })],
  ])('is %s: %s', (expected, _, state) => {
    expect(phase(state)).toBe(expected);
  });

  test('a label decided by a person is never asked again, whatever the text', () => {
    const decision = { label: 'X', status: 'CORRECTED' as const, reviewer: aReviewer(), at: NINE };
    const state = aTicketState({ classification: aDoubt(), decision }, [aSolution()]);
    expect(needsClassification(state, facts(state))).toBe(false);
    expect(phase(state)).toBe('done');
    expect(labelOf(state)).toBe('X');
  });

  test('no text can imitate the border between problem and solving', () => {
    expect(classificationKey('a","b', 'c')).not.toBe(classificationKey('a', 'b","c'));
    expect(classificationKey('a', null)).not.toBe(classificationKey('a', 'null'));
  });
});

describe('an edit at any phase', () => {
  const ONCEK = 'oncek ya';
  const SOLUTION = 'sudah direset, silakan login ulang, MIT -bg';
  const CHAT = 'sebentar pak';
  /** Classified as soon as there is a solution, as the ticket does. */
  const phaseAfter = (texts: readonly string[], isSure: boolean) => {
    const state = aTicketState();
    const phases = texts.map((text, index) => {
      takeStaffMessage(state, aStaffMessage({ text, editedAt: index === 0 ? null : minutesAfter(NINE, 5 + index) }));
      const known = facts(state);
      if (known.solution && needsClassification(state, known)) {
        state.classification = isSure ? aClassification() : aDoubt();
        state.classifiedText = classificationKey(state.problem.text, known.solution.reply.solving);
      }
      return phase(state);
    });
    return phases;
  };

  test.each([
    ['an oncek becomes a solution', [ONCEK, SOLUTION], ['answered', 'done']],
    ['an oncek becomes chat', [ONCEK, CHAT], ['answered', 'open']],
    ['a solution becomes an oncek', [SOLUTION, ONCEK], ['done', 'answered']],
    ['a solution becomes chat', [SOLUTION, CHAT], ['done', 'open']],
    ['chat becomes an oncek, then a solution', [CHAT, ONCEK, SOLUTION], ['open', 'answered', 'done']],
    ['a solution taken back is given again', [SOLUTION, CHAT, SOLUTION], ['done', 'open', 'done']],
    ['an emptied oncek', [ONCEK, ''], ['answered', 'open']],
  ])('%s', (_, texts, phases) => {
    expect(phaseAfter(texts, true)).toEqual(phases);
    const asked = phases.map((expected) => (expected === 'done' ? 'inReview' : expected));
    expect(phaseAfter(texts, false)).toEqual(asked);
  });

  test('a problem edited after the solution is classified anew, unless a person has decided', () => {
    const classified = { classification: aClassification(), classifiedText: key };
    const problem = aProblem({ text: 'bukan login, tetapi speedtest', editedAt: minutesAfter(NINE, 30) });
    expect(phase(aTicketState({ ...classified, problem }, [aSolution()]))).toBe('solved');
    const decision = { label: 'X', status: 'CORRECTED' as const, reviewer: aReviewer(), at: NINE };
    expect(phase(aTicketState({ ...classified, problem, decision }, [aSolution()]))).toBe('done');
  });
});

describe('taking in a reply', () => {
  const take = (...messages: StaffMessage[]) => {
    const state = aTicketState();
    return { changes: messages.map((message) => takeStaffMessage(state, message)), state };
  };
  const edit = (minute: number, text: string) => aStaffMessage({ text, editedAt: minutesAfter(NINE, minute) });

  test('the same message again is no change', () => {
    expect(take(aStaffMessage(), aStaffMessage()).changes).toEqual([true, false]);
  });

  test('an edit within the second of the sending is a change', () => {
    expect(take(aStaffMessage(), edit(4, 'lain')).changes).toEqual([true, true]);
  });

  test('an edit without another text, a reaction, is no change, but older wordings stay behind it', () => {
    const { changes, state } = take(aStaffMessage(), edit(9, 'oncek ya'), edit(7, 'lain'));
    expect(changes).toEqual([true, false, false]);
    expect(state.staffMessages['tg:501']?.text).toBe('oncek ya');
  });

  test('of two edits of one second the one Telegram numbered later counts, in either order of arrival', () => {
    const [a, b] = [edit(5, 'a'), edit(5, 'b')];
    const endOf = (...arrivals: [StaffMessage, string | null][]) => {
      const state = aTicketState();
      for (const [message, updateId] of arrivals) takeStaffMessage(state, message, updateId);
      return state.staffMessages['tg:501']?.text;
    };
    expect(endOf([a, 'tg-group:9'], [b, 'tg-group:10'])).toBe('b');
    expect(endOf([b, 'tg-group:10'], [a, 'tg-group:9'])).toBe('b');
    // Where the numbers do not tell, the later arrival.
    expect(endOf([b, null], [a, null])).toBe('a');
    expect(endOf([b, 'tg-group:10'], [a, 'api:9'])).toBe('a');
  });

  test('replies in any order, any of them repeated, end in the same rows and phase', () => {
    const all = [
      aStaffMessage(),
      aStaffMessage({ text: 'oncek!', editedAt: minutesAfter(NINE, 5) }),
      aSolution(),
      aSolution({ text: 'b, MIS -dm', editedAt: minutesAfter(NINE, 12) }),
      aSolution({ text: 'c, MIS -dm', editedAt: minutesAfter(NINE, 13) }),
      aStaffMessage({ messageId: 505, text: 'siap', sentAt: minutesAfter(NINE, 20) }),
      aSolution({ messageId: 506, text: 'd, MIT -ej', sentAt: minutesAfter(NINE, 21) }),
      aSolution({ messageId: 506, text: 'd', sentAt: minutesAfter(NINE, 21), editedAt: minutesAfter(NINE, 22) }),
    ];
    const endOf = (messages: readonly StaffMessage[]) => {
      const state = aTicketState({ classification: aDoubt() });
      for (const message of messages) takeStaffMessage(state, message);
      const [known, rules] = [facts(state), ticketSettings()];
      return [logsRowOf(state, known, rules), trackingRowOf(state, known, rules), phaseOf(state, known)];
    };
    const expected = endOf(all);
    expect(expected[0]?.slice(9, 12)).toEqual(['502', 'c, MIS -dm', 'c']);
    const shuffled = fc
      .tuple(
        fc.shuffledSubarray(all, { minLength: all.length }),
        fc.array(fc.constantFrom(...all), { maxLength: 8 }),
        fc.array(fc.constantFrom(...all), { maxLength: 8 }),
      )
      .map((parts) => [parts[1], parts[0], parts[2]].flat());
    fc.assert(
      fc.property(shuffled, (messages) => expect(endOf(messages)).toEqual(expected)),
      { seed: 7, numRuns: 500 },
    );
  });
});

test('the state is plain JSON: what is carried over to the next run is all of it', () => {
  const state = aTicketState({ classification: aDoubt(), decision: null, cancelledBy: aPerson() }, [aSolution()]);
  expect(JSON.parse(JSON.stringify(state))).toEqual(state);
});
