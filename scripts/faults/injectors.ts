import type { People } from '../demo/people';
import type { Installation } from './installation';

/** Something that goes wrong and is over when the promise resolves, but for requests that it hits later. */
export type Injector = () => Promise<void>;

const SERVICES = ['worker', 'training-worker', 'group-bot', 'admin-bot', 'api'] as const;

/** A fault that nobody ran into by then is over: else they would pile up and outlast the run. */
const AT_MOST_MS = 3_000;

/** Faults of outside services by their name: bodies of the sandbox's `POST /faults`. */
const OUTSIDE: Readonly<Record<string, object>> = {
  'telegram-429': { service: 'telegram', kind: 'status', status: 429, retryAfter: 1, times: 3 },
  'telegram-502': { service: 'telegram', kind: 'status', status: 502, times: 3 },
  'telegram-409': { service: 'telegram', method: 'getUpdates', kind: 'status', status: 409, times: 1 },
  'telegram-drop': { service: 'telegram', kind: 'drop', times: 2 },
  'telegram-duplicate': { service: 'telegram', method: 'getUpdates', kind: 'duplicate', times: 2 },
  'telegram-reorder': { service: 'telegram', method: 'getUpdates', kind: 'reorder', times: 1 },
  'telegram-lost-answer': { service: 'telegram', method: 'getUpdates', kind: 'afterApply', times: 1 },
  'sheets-429': { service: 'sheets', kind: 'status', status: 429, times: 2 },
  'sheets-500': { service: 'sheets', kind: 'status', status: 500, times: 2 },
  'sheets-503': { service: 'sheets', kind: 'status', status: 503, times: 2 },
  'sheets-after-apply': { service: 'sheets', method: 'batchUpdate', kind: 'afterApply', times: 1 },
  'sheets-503-after-apply': { service: 'sheets', method: 'batchUpdate', kind: 'afterApply', status: 503, times: 1 },
  'sheets-drop': { service: 'sheets', kind: 'drop', times: 1 },
  'sheets-slow': { service: 'sheets', kind: 'delay', delayMs: 5_000, times: 1 },
  'sheets-sorted-between': { service: 'sheets', kind: 'sortBetween', times: 1 },
  'gemini-429': { service: 'gemini', kind: 'status', status: 429, times: 2 },
  'gemini-503': { service: 'gemini', kind: 'status', status: 503, times: 2 },
  'gemini-slow': { service: 'gemini', kind: 'delay', delayMs: 3_000, times: 1 },
};

/** Names of all faults, in two kinds: of our own processes, which come one after the other, and of the services outside. */
export const PROCESS_FAULTS = [
  ...SERVICES.flatMap((name) => [`kill-${name}`, `term-${name}`]),
  'kill-temporal',
] as const;
export const OUTSIDE_FAULTS = Object.keys(OUTSIDE);

/** @throws Error for an unknown name, or where a service does not start again */
export function createInjector(name: string, installation: Installation, people: People): Injector {
  const fault = OUTSIDE[name];
  if (fault) return async () => void (await people.inject({ ...fault, forMs: AT_MOST_MS }));
  if (name === 'kill-temporal') return () => installation.restartTemporal();
  const [, how, who] = /^(kill|term)-(.+)$/.exec(name) ?? [];
  const service = installation.services.find((one) => one.name === who);
  if (!service) throw new Error(`no such fault: ${name}`);
  return async () => {
    const code = await service.end(how === 'kill' ? 'SIGKILL' : 'SIGTERM');
    if (how === 'term' && code !== 0) throw new Error(`${name}: it ended with ${code}, not 0`);
    await service.start();
  };
}
