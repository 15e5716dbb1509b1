import type { Client } from '@temporalio/client';
import { setTimeout as sleep } from 'node:timers/promises';
import type { DemoPerson, People } from '../../scripts/demo/people';
import { progress } from '../options';

const TECHNICIAN: DemoPerson = { id: 9101, first_name: 'Teknisi' };
const OPS: DemoPerson = { id: 9002, first_name: 'Damas' };
const LOOK_MS = 250;
const QUIET_LIMIT_MS = 180_000;

/** How a set of tickets is to be lived. */
export interface Plan {
  readonly chatIds: readonly number[];
  readonly texts: readonly string[];
  /** Tickets in all. */
  readonly count: number;
  /** Tickets open at once, at most. */
  readonly inFlight: number;
  /** Milliseconds from the problem to its oncek, and from there to the solution. */
  readonly gapMs: number;
  /** Tickets begun a second; absent: as fast as `inFlight` lets them. */
  readonly perSecond?: number;
}

/** What became of a plan. */
export interface Lived {
  readonly perSecond: number;
  /** Milliseconds from each solution's writing to the ticket's end, which comes after both rows are in the sheet. */
  readonly settleMs: readonly number[];
  /** Message ids by chat. */
  readonly messages: readonly { readonly chatId: number; readonly messageId: number }[];
}

/** Lives a set of complete tickets: problem, oncek and solution are written into the chat, all else is the product's. */
export async function liveTickets(input: { client: Client; people: People; plan: Plan }): Promise<Lived> {
  const { client, people, plan } = input;
  const closedBefore = await countClosed(client);
  const startedAt = new Date();
  const solvedAtMs = new Map<string, number>();
  const messages: { chatId: number; messageId: number }[] = [];
  const conversations: Promise<void>[] = [];
  let closed = 0;

  const converse = async (index: number): Promise<void> => {
    const chatId = plan.chatIds[index % plan.chatIds.length] ?? 0;
    const text = plan.texts[index % plan.texts.length] ?? '';
    const { messageId } = await people.write({ chatId, from: TECHNICIAN, text });
    messages.push({ chatId, messageId });
    await sleep(plan.gapMs);
    await people.write({ chatId, from: OPS, text: 'oncek', replyTo: messageId });
    await sleep(plan.gapMs);
    await people.write({ chatId, from: OPS, text: 'sudah direset, silakan login ulang, MIT -dm', replyTo: messageId });
    solvedAtMs.set(`ticket-${chatId}-${messageId}`, Date.now());
  };

  let lastChangeMs = Date.now();
  let reported = 0;
  for (;;) {
    const paced = plan.perSecond ? ((Date.now() - startedAt.getTime()) / 1_000) * plan.perSecond : Infinity;
    const due = Math.min(plan.count, closed + plan.inFlight, Math.floor(paced));
    while (conversations.length < due) conversations.push(converse(conversations.length));
    await sleep(LOOK_MS);
    const now = (await countClosed(client)) - closedBefore;
    if (now !== closed) lastChangeMs = Date.now();
    closed = now;
    if (closed >= plan.count) break;
    if (Date.now() - lastChangeMs > QUIET_LIMIT_MS) throw new Error(`only ${closed} of ${plan.count} tickets ended`);
    if (closed - reported >= 100) progress(`  ${(reported = closed)} of ${plan.count} tickets lived`);
  }
  await Promise.all(conversations);
  const { settleMs, lastMs } = await endsOf(client, startedAt, solvedAtMs);
  return { perSecond: (plan.count * 1_000) / (lastMs - startedAt.getTime()), settleMs, messages };
}

async function countClosed(client: Client): Promise<number> {
  const { count } = await client.workflow.count('WorkflowType = "ticketWorkflow" AND ExecutionStatus = "Completed"');
  return count;
}

async function endsOf(
  client: Client,
  startedAt: Date,
  solvedAtMs: ReadonlyMap<string, number>,
): Promise<{ settleMs: number[]; lastMs: number }> {
  const settleMs: number[] = [];
  let lastMs = 0;
  const query = `WorkflowType = "ticketWorkflow" AND StartTime >= "${startedAt.toISOString()}"`;
  for await (const { workflowId, closeTime } of client.workflow.list({ query, pageSize: 500 })) {
    const solved = solvedAtMs.get(workflowId);
    if (solved === undefined || !closeTime) throw new Error(`${workflowId} did not end`);
    settleMs.push(closeTime.getTime() - solved);
    lastMs = Math.max(lastMs, closeTime.getTime());
  }
  return { settleMs, lastMs };
}
