import fc from 'fast-check';
import { TicketRecord } from '../../workflows/ticket-record';
import { fuzzMinutes, fuzzParameters, fuzzTimeoutMs } from '../support/fuzz';
import { aTicket, endOf, live, seenOf, worlds, type Delivery, type World } from '../support/ticket-stream';

// Outside a workflow there is nobody to log to.
jest.mock('@temporalio/workflow', () => ({ log: { info: () => undefined, warn: () => undefined } }));

/** What has reached the ticket so far, each once. */
interface Told {
  readonly world: World;
  readonly once: Set<Delivery>;
}
interface Lived {
  ticket: TicketRecord;
}

/** Whatever came before, and in whatever order: without faults all of it would have come once, as it happened. */
function assertReachable({ world, once }: Told, { ticket }: Lived): void {
  const asItHappened = [...once].sort((a, b) => instantOf(a).localeCompare(instantOf(b)));
  expect(seenOf(ticket)).toEqual(endOf(asItHappened, world));
}

function instantOf(delivery: Delivery): string {
  switch (delivery.kind) {
    case 'staff':
      return delivery.message.editedAt ?? delivery.message.sentAt;
    case 'problem':
      return delivery.problem.editedAt ?? delivery.problem.sentAt;
    case 'sheet':
      return delivery.seen.seenAt;
    case 'cancel':
      return '9';
  }
}

/** An update comes, for the first time or again, whenever it likes. */
class Deliver implements fc.Command<Told, Lived> {
  constructor(private readonly delivery: Delivery) {}
  check = (): boolean => true;
  run(told: Told, lived: Lived): void {
    told.once.add(this.delivery);
    live(lived.ticket, this.delivery, told.world);
    assertReachable(told, lived);
  }
  toString = (): string => JSON.stringify(this.delivery);
}

/** The workflow goes on in a new run, or its worker is killed and another replays it: only plain JSON comes along. */
class HandOver implements fc.Command<Told, Lived> {
  check = (): boolean => true;
  run(told: Told, lived: Lived): void {
    const { input, state } = lived.ticket;
    lived.ticket = new TicketRecord({ ...input, carried: JSON.parse(JSON.stringify(state)) as typeof state });
    assertReachable(told, lived);
  }
  toString = (): string => 'hand over';
}

const walks = worlds.chain(({ all, ...world }) =>
  fc.record({
    world: fc.constant(world),
    commands: fc.commands(
      [fc.constantFrom(...all).map((delivery) => new Deliver(delivery)), fc.constant(new HandOver())],
      { maxCommands: 60, size: 'max' },
    ),
  }),
);

test(
  'any prefix of any stream of updates gives a ticket that is reachable without faults',
  () => {
    let steps = 0;
    fc.assert(
      fc.property(walks, ({ world, commands }) => {
        fc.modelRun(
          () => ({ model: { world, once: new Set<Delivery>() }, real: { ticket: aTicket(world) } }),
          [...commands].map((command) => {
            steps += 1;
            return command;
          }),
        );
      }),
      fuzzParameters(400),
    );
    expect(steps).toBeGreaterThan(1_000);
    if (fuzzMinutes() !== null) process.stdout.write(`${steps} steps\n`);
  },
  fuzzTimeoutMs(),
);
