import { setTimeout as sleep } from 'node:timers/promises';
import type { SandboxCall } from '../demo/people';
import type { Fault } from './fault';

const LOOK_MS = 100;

interface FaultBody {
  readonly service: 'telegram' | 'sheets' | 'gemini';
  readonly kind: string;
  readonly method?: string;
  readonly status?: number;
  readonly retryAfter?: number;
  readonly delayMs?: number;
  readonly times?: number;
  readonly forMs?: number;
}

/** Bodies of the sandbox's `POST /faults` by the fault's name. */
const BODIES: Readonly<Record<string, FaultBody>> = {
  'telegram-429': { service: 'telegram', kind: 'status', status: 429, retryAfter: 1, times: 3 },
  'telegram-502': { service: 'telegram', kind: 'status', status: 502, times: 3 },
  'telegram-409': { service: 'telegram', method: 'getUpdates', kind: 'status', status: 409, times: 1 },
  'telegram-drop': { service: 'telegram', kind: 'drop', times: 2 },
  'telegram-lost-answer': { service: 'telegram', kind: 'afterApply', times: 1 },
  'telegram-duplicate': { service: 'telegram', method: 'getUpdates', kind: 'duplicate', times: 2 },
  'telegram-reorder': { service: 'telegram', method: 'getUpdates', kind: 'reorder', times: 1 },
  'telegram-lost-updates': { service: 'telegram', method: 'getUpdates', kind: 'afterApply', times: 1 },
  'telegram-outage': { service: 'telegram', kind: 'drop', forMs: 20_000 },
  'sheets-429': { service: 'sheets', kind: 'status', status: 429, times: 2 },
  'sheets-500': { service: 'sheets', kind: 'status', status: 500, times: 2 },
  'sheets-503': { service: 'sheets', kind: 'status', status: 503, times: 2 },
  'sheets-500-after-apply': { service: 'sheets', method: 'batchUpdate', kind: 'afterApply', status: 500, times: 1 },
  'sheets-503-after-apply': { service: 'sheets', method: 'batchUpdate', kind: 'afterApply', status: 503, times: 1 },
  'sheets-lost-answer': { service: 'sheets', method: 'batchUpdate', kind: 'afterApply', times: 1 },
  'sheets-drop': { service: 'sheets', kind: 'drop', times: 1 },
  'sheets-slow': { service: 'sheets', kind: 'delay', delayMs: 5_000, times: 1 },
  'sheets-slow-30s': { service: 'sheets', method: 'batchUpdate', kind: 'delay', delayMs: 30_000, times: 1 },
  'sheets-sorted-between': { service: 'sheets', kind: 'sortBetween', times: 1 },
  'gemini-429': { service: 'gemini', kind: 'status', status: 429, times: 2 },
  'gemini-503': { service: 'gemini', kind: 'status', status: 503, times: 2 },
  'gemini-slow': { service: 'gemini', kind: 'delay', delayMs: 3_000, times: 1 },
};

/** How the sandbox's Gemini behaves meanwhile. */
const BEHAVIOURS = {
  'gemini-nonsense': { mode: 'nonsense' },
  'gemini-huge-answer': { mode: 'huge' },
  'gemini-wrong-label': { mode: 'fixed', label: 'LABEL YANG TIDAK ADA', confidence: 0.99 },
} as const;

/**
 * Faults of Telegram, Google Sheets and Gemini on the wire.
 * @param ms - how long they last; one that nobody ran into by then is over: else they would pile up and outlast the run
 */
export function sandboxFaults(call: SandboxCall, ms: number): Fault[] {
  const onTheWire = Object.entries(BODIES).map(([name, body]): Fault => {
    const { service, delayMs = 0 } = body as { service: string; delayMs?: number };
    const isLong = name === 'telegram-outage' || name === 'sheets-slow-30s';
    return { name, track: service, isLong, inject: () => untilOver(call, { forMs: ms, ...body }, delayMs) };
  });
  const behaviours = Object.entries(BEHAVIOURS).map(([name, behaviour]): Fault => ({
    ...{ name, track: 'gemini' },
    async inject() {
      await call('PUT', '/gemini/people/behaviour', behaviour);
      await sleep(ms);
      await call('PUT', '/gemini/people/behaviour', { mode: 'oracle' });
    },
  }));
  const reset: Fault = {
    ...{ name: 'sandbox-reset', track: 'telegram' },
    async inject() {
      await Promise.all(
        ['telegram', 'sheets', 'gemini'].map((service) =>
          call('POST', '/faults', { service, kind: 'drop', forMs: 1_000 }),
        ),
      );
      await sleep(1_000);
    },
  };
  return [...onTheWire, ...behaviours, reset];
}

/** Until somebody ran into it as often as wanted, or its time is over; a late answer belongs to it. */
async function untilOver(call: SandboxCall, body: object, delayMs: number): Promise<void> {
  const { id } = await call<{ id: number }>('POST', '/faults', body);
  for (;;) {
    const faults = await call<{ id: number; hits: number; left: number | null; expiresAt: string | null }[]>(
      'GET',
      '/faults',
    );
    const fault = faults.find((one) => one.id === id);
    const isUsed = !fault || fault.left === 0;
    if (isUsed || (fault.expiresAt !== null && Date.parse(fault.expiresAt) <= Date.now())) {
      if (fault && fault.hits > 0) await sleep(delayMs);
      await call('DELETE', `/faults/${id}`).catch(() => undefined);
      return;
    }
    await sleep(LOOK_MS);
  }
}
