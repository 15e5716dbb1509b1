import fc from 'fast-check';
import type { ProblemMessage, StaffMessage } from '../../domain/ticket';
import { classificationKey, labelOf, needsClassification } from '../../domain/ticket';
import { logsRowOf, trackingRowOf } from '../../domain/ticket-rows';
import type { SheetReview } from '../../workflows/contracts/ticket';
import { TicketRecord } from '../../workflows/ticket-record';
import { NINE, aClassification, aDoubt, aPerson, aProblem, aStaffMessage, aTicketInput, minutesAfter } from './makers';

/** What reaches a ticket from outside: each has an id or an instant by which a second coming is known. */
export type Delivery =
  | { readonly kind: 'staff'; readonly updateId: string; readonly message: StaffMessage }
  | { readonly kind: 'problem'; readonly updateId: string; readonly problem: ProblemMessage }
  | { readonly kind: 'cancel'; readonly updateId: string }
  | { readonly kind: 'sheet'; readonly seen: SheetReview };

/** An oncek, solutions of two people, one that is both, chat, a command, one with an unknown app, nothing. */
const TEXTS = [
  ...['oncek ya', 'sudah direset, MIT -bg', 'sudah dibuka, MIS -ej', 'oncek, sudah direset, MIT -bg', 'sebentar pak'],
  ...['/batal', 'sudah, XYZ -bg', ''],
];
export const MODEL_LABEL = 'KENDALA LOGIN';
const PEOPLES_LABELS = ['USER NOT FOUND', 'KENDALA VERIFIKASI'];

/**
 * One reply with its wordings; the first is as sent, of the later ones several may fall into one second: Telegram's dates
 * have whole ones, and its numbers of updates tell which came later.
 */
const aThread = (index: number): fc.Arbitrary<Delivery[]> =>
  fc
    .record({
      sentMinute: fc.integer({ min: -2, max: 40 }),
      texts: fc.array(fc.constantFrom(...TEXTS), { minLength: 1, maxLength: 4 }),
      gaps: fc.array(fc.integer({ min: 0, max: 9 }), { minLength: 4, maxLength: 4 }),
    })
    .map(({ sentMinute, texts, gaps }) =>
      texts.map((text, wording): Delivery => {
        const messageId = 501 + index;
        const editMinute = sentMinute + gaps.slice(0, wording).reduce((sum, gap) => sum + gap, 0);
        const editedAt = wording === 0 ? null : minutesAfter(NINE, editMinute);
        const message = aStaffMessage({ messageId, text, sentAt: minutesAfter(NINE, sentMinute), editedAt });
        return { kind: 'staff', updateId: `tg-group:${100 * (index + 1) + wording}`, message };
      }),
    );

const problemEdits = fc
  .array(fc.tuple(fc.integer({ min: 1, max: 4 }), fc.constantFrom('siap', 'masalah lain', 'gagal', 'terima kasih')), {
    maxLength: 4,
  })
  .map((list) =>
    [...list]
      .sort(([a], [b]) => a - b)
      .map(([minute, text], number): Delivery => {
        const problem = aProblem({ text, editedAt: minutesAfter(NINE, minute) });
        return { kind: 'problem', updateId: `tg-group:${number}`, problem };
      }),
  );

const votes = fc
  .uniqueArray(fc.tuple(fc.integer({ min: 41, max: 60 }), fc.constantFrom(...PEOPLES_LABELS)), {
    selector: ([minute]) => minute,
    maxLength: 3,
  })
  .map((list) =>
    list.map(([minute, label]): Delivery => {
      const worksheet = minute % 2 === 0 ? 'Logs' : 'ML_Tracking';
      return { kind: 'sheet', seen: { worksheet, label, status: null, seenAt: minutesAfter(NINE, minute) } };
    }),
  );

/** What is said about one problem, and how sure the model is of it. */
export interface World {
  readonly forwarded: boolean;
  readonly sure: boolean;
}

/** All that reaches a ticket, in no order yet. */
export const worlds: fc.Arbitrary<World & { readonly all: readonly Delivery[] }> = fc
  .record({
    threads: fc.tuple(aThread(0), aThread(1), aThread(2)),
    edits: problemEdits,
    votes,
    isCancelled: fc.boolean(),
    forwarded: fc.boolean(),
    sure: fc.boolean(),
  })
  .map(({ threads, edits, votes: seen, isCancelled, forwarded, sure }) => {
    const cancel: Delivery[] = isCancelled ? [{ kind: 'cancel', updateId: 'c' }] : [];
    return { all: [...threads.flat(), ...edits, ...seen, ...cancel], forwarded, sure };
  });

export function aTicket({ forwarded }: World): TicketRecord {
  return new TicketRecord(aTicketInput({ problem: aProblem({ forwarded }) }));
}

/** Takes a message in as the workflow does: it is noted, then the world is brought in line. */
export function live(ticket: TicketRecord, delivery: Delivery, { sure }: World): void {
  const { state } = ticket;
  note(ticket, delivery);
  if (ticket.facts.solution && needsClassification(state, ticket.facts)) {
    state.classification = sure ? aClassification() : aDoubt();
    state.classifiedText = classificationKey(state.problem.text, ticket.facts.solution.reply.solving);
    ticket.changed();
  }
  ticket.applySheet();
}

/** What people see of a ticket. Whether a row was written on the way depends on the way; what stands in it does not. */
export function seenOf(lived: TicketRecord) {
  const carried = structuredClone(lived.state);
  carried.rows = { Logs: HANDED, ML_Tracking: HANDED };
  const ticket = new TicketRecord({ ...lived.input, carried });
  const { state } = ticket;
  // An edit without another text, a reaction, is no change; only its date is.
  ticket.changed();
  const { facts, settings, phase } = ticket;
  // A cancelled ticket has a label only if it had one before.
  const isClassified = facts.solution !== null && !state.cancelledBy;
  return {
    facts,
    phase: isClassified || state.cancelledBy ? phase : phase === 'done' ? 'answered' : phase,
    label: isClassified ? labelOf(state) : null,
    decision: isClassified && state.decision ? [state.decision.label, state.decision.status] : null,
    logs: isClassified || state.cancelledBy ? logsRowOf(state, facts, settings) : null,
    tracking: isClassified ? trackingRowOf(state, facts, settings) : null,
  };
}

/** What people see after a whole delivery. */
export function endOf(deliveries: readonly Delivery[], world: World) {
  const ticket = aTicket(world);
  for (const delivery of deliveries) live(ticket, delivery, world);
  return seenOf(ticket);
}

const HANDED = { sequence: 1, hash: '', status: 'written' } as const;

function note(ticket: TicketRecord, delivery: Delivery): void {
  switch (delivery.kind) {
    case 'staff':
      return ticket.noteStaffMessage(delivery);
    case 'problem':
      return ticket.noteProblemEdited(delivery);
    case 'cancel':
      return ticket.noteCancel({ updateId: delivery.updateId, by: aPerson() });
    case 'sheet':
      ticket.noteSheetReview(delivery.seen);
      ticket.state.sheetVotes = ticket.state.sheetVotes.map((vote) => ({ ...vote, label: vote.label ?? vote.text }));
  }
}
