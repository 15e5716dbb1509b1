import fc from 'fast-check';
import { decisionInForce, resolveVotes, sheetVoteOf, unresolvedTexts, withVote } from '../../../domain/sheet-votes';
import type { Decision, SheetVote, TicketState } from '../../../domain/ticket';
import { NINE, aClassification, aDoubt, aReviewer, aTicketState, minutesAfter } from '../../support/makers';

const seen = (overrides: Partial<Parameters<typeof sheetVoteOf>[1]> = {}) => ({
  worksheet: 'ML_Tracking' as const,
  label: null,
  status: null,
  seenAt: minutesAfter(NINE, 20),
  ...overrides,
});
const aVote = (overrides: Partial<SheetVote> = {}): SheetVote => ({
  worksheet: 'ML_Tracking',
  kind: 'label',
  text: 'USER NOT FOUND',
  label: 'USER NOT FOUND',
  own: false,
  at: minutesAfter(NINE, 20),
  ...overrides,
});
const doubtful = (overrides: Partial<TicketState> = {}) => aTicketState({ classification: aDoubt(), ...overrides });
const byDesk: Decision = {
  label: 'KENDALA LUPA PASSWORD',
  status: 'CORRECTED',
  reviewer: aReviewer(),
  at: minutesAfter(NINE, 12),
};
const decided = ({ label, status, reviewer }: Decision) => [label, status, reviewer.kind];
const inForce = (state: TicketState) => {
  const decision = decisionInForce(state);
  return decision && decided(decision);
};

describe('what a change in the sheet says', () => {
  const vote = (change: Parameters<typeof seen>[0], wished: string | null = 'KENDALA LOGIN', state = doubtful()) =>
    sheetVoteOf(state, seen(change), wished);

  test('another label is a vote, its spelling still to be looked up', () => {
    expect(vote({ label: ' user  not found ' })).toEqual(aVote({ text: 'user  not found', label: null }));
  });

  test('the ticket’s own label in other letters is its own, and known', () => {
    expect(vote({ label: 'kendala  Login' })).toMatchObject({ own: true, label: 'KENDALA LOGIN' });
  });

  test('the model’s guess typed where the ticket had left the cell empty is a decision', () => {
    expect(vote({ worksheet: 'Logs', label: 'KENDALA LOGIN' }, null)).toMatchObject({ own: false });
  });

  test.each(['APPROVED', 'approved', 'CORRECTED'])('the status %s approves the label beside it', (status) => {
    expect(vote({ status })).toMatchObject({ kind: 'approval', label: 'KENDALA LOGIN' });
  });

  test.each([
    [{ status: 'TRAINED' }],
    [{ status: 'auto_approved' }],
    [{ status: 'pending' }],
    [{ status: 'CANCELLED' }],
    [{ status: 'ok' }],
    [{ status: '' }],
    [{ label: '' }],
    [{ label: '  ' }],
    [{ label: '', status: 'APPROVED' }],
    [{ label: 'dibatalkan' }],
    [{ label: 'x'.repeat(201) }],
    [{}],
  ])('%j decides nothing', (change) => {
    expect(vote(change)).toBeNull();
  });

  test('nothing can be approved before there is a label', () => {
    expect(vote({ status: 'APPROVED' }, null, aTicketState())).toBeNull();
  });
});

describe('the decision in force', () => {
  test('a changed label: CORRECTED by the sheet, whatever the status; the model’s own: APPROVED', () => {
    expect(inForce(doubtful({ sheetVotes: [aVote()] }))).toEqual(['USER NOT FOUND', 'CORRECTED', 'sheet']);
    const approved = aVote({ text: 'KENDALA LOGIN', label: 'KENDALA LOGIN', worksheet: 'Logs' });
    expect(inForce(doubtful({ sheetVotes: [approved] }))).toEqual(['KENDALA LOGIN', 'APPROVED', 'sheet']);
  });

  test('the ticket’s own label is no decision, but takes back another one', () => {
    const own = aVote({ text: 'KENDALA LOGIN', label: 'KENDALA LOGIN', own: true, at: minutesAfter(NINE, 30) });
    expect(inForce(doubtful({ sheetVotes: [own] }))).toBeNull();
    expect(inForce(doubtful({ sheetVotes: [aVote(), own] }))).toEqual(['KENDALA LOGIN', 'APPROVED', 'sheet']);
  });

  test('a sheet edit replaces the desk’s decision; an approval does not, nor does the same label', () => {
    const desk = { deskDecision: byDesk, decision: byDesk };
    expect(inForce(doubtful({ ...desk, sheetVotes: [aVote()] }))).toEqual(['USER NOT FOUND', 'CORRECTED', 'sheet']);
    const approval = aVote({ kind: 'approval', text: 'KENDALA LOGIN', label: 'KENDALA LOGIN' });
    expect(inForce(doubtful({ ...desk, sheetVotes: [approval] }))).toEqual(decided(byDesk));
    const same = aVote({ text: byDesk.label, label: byDesk.label });
    expect(inForce(doubtful({ ...desk, sheetVotes: [same] }))).toEqual(decided(byDesk));
  });

  test('an unknown label decides nothing, not even with APPROVED beside it, until it is known', () => {
    const unknown = aVote({ text: 'LABEL BARU', label: null });
    const approval = aVote({ kind: 'approval', text: 'KENDALA LOGIN', label: 'KENDALA LOGIN' });
    const votes = withVote([unknown], approval);
    expect(inForce(doubtful({ sheetVotes: votes }))).toBeNull();
    expect(unresolvedTexts(votes)).toEqual(['LABEL BARU']);
    const resolved = resolveVotes(votes, 'label baru', 'Label Baru');
    expect(unresolvedTexts(resolved)).toEqual([]);
    expect(inForce(doubtful({ sheetVotes: resolved }))).toEqual(['Label Baru', 'CORRECTED', 'sheet']);
  });

  test('without a classification a vote waits', () => {
    expect(inForce(aTicketState({ sheetVotes: [aVote()] }))).toBeNull();
  });
});

test('votes in any order, any of them repeated, come to the same decision', () => {
  const labels = ['KENDALA LOGIN', 'USER NOT FOUND', 'KENDALA LUPA PASSWORD'];
  const anyVote = fc
    .record({
      worksheet: fc.constantFrom('Logs' as const, 'ML_Tracking' as const),
      kind: fc.constantFrom('label' as const, 'label' as const, 'approval' as const),
      label: fc.constantFrom(...labels, null),
      minute: fc.integer({ min: 0, max: 9 }),
    })
    .map(({ minute, label, ...rest }) =>
      rest.kind === 'approval'
        ? aVote({
            worksheet: 'ML_Tracking',
            kind: 'approval',
            text: 'a',
            label: 'KENDALA LOGIN',
            at: minutesAfter(NINE, minute),
          })
        : aVote({ ...rest, text: label ?? 'APA SAJA', label, at: minutesAfter(NINE, minute) }),
    );
  const deliveries = fc.array(anyVote, { maxLength: 10 }).chain((votes) =>
    fc.record({
      one: fc.shuffledSubarray(votes, { minLength: votes.length }),
      other: fc.shuffledSubarray([...votes, ...votes.slice(0, 4)], {
        minLength: votes.length + Math.min(4, votes.length),
      }),
      deskDecision: fc.constantFrom(null, byDesk),
      sure: fc.boolean(),
    }),
  );
  fc.assert(
    fc.property(deliveries, ({ one, other, deskDecision, sure }) => {
      const end = (votes: readonly SheetVote[]) =>
        decisionInForce(
          aTicketState({
            classification: sure ? aClassification() : aDoubt(),
            deskDecision,
            sheetVotes: votes.reduce<readonly SheetVote[]>(withVote, []),
          }),
        );
      expect(end(other)).toEqual(end(one));
    }),
    { seed: 11, numRuns: 2_000 },
  );
});
