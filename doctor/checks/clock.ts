import type { Config } from '../../config/types';
import { failed, ok, skipped, type Finding } from '../report';

/** Google refuses tokens made more than some minutes off; minutes of an SLA would be wrong much before. */
const TOLERATED_MS = 5_000;
const ASK_TIMEOUT_MS = 10_000;

/** This machine's clock against the `Date` of what others answer; the smallest difference counts, whoever is wrong. */
export async function checkClock(config: Config, now: () => number = Date.now): Promise<Finding[]> {
  const name = 'clock: this machine';
  const addresses = [config.telegram.apiRoot, config.google.apiRoot, config.google.tokenUrl];
  const differences = (await Promise.all(addresses.map((address) => differenceTo(address, now)))).filter(
    (ms): ms is number => ms !== null,
  );
  if (differences.length === 0) return [skipped(name, 'nobody told the time')];
  const smallest = differences.reduce((one, other) => (Math.abs(other) < Math.abs(one) ? other : one));
  const seconds = Math.round(smallest / 1_000);
  return [
    Math.abs(smallest) <= TOLERATED_MS
      ? ok(name, 'goes right within some seconds')
      : failed(
          name,
          `is ${Math.abs(seconds)} s ${seconds > 0 ? 'ahead' : 'behind'}`,
          'set it by NTP: timedatectl set-ntp true',
        ),
  ];
}

/** Our clock minus theirs in ms, taken at the middle of the call; null where there is no answer or no date in it. */
async function differenceTo(address: string, now: () => number): Promise<number | null> {
  try {
    const startedAt = now();
    const { headers } = await fetch(address, { method: 'HEAD', signal: AbortSignal.timeout(ASK_TIMEOUT_MS) });
    const middle = (startedAt + now()) / 2;
    const theirs = Date.parse(headers.get('date') ?? '');
    // Whole seconds, cut: on average theirs is half a second more.
    return Number.isNaN(theirs) ? null : middle - (theirs + 500);
  } catch {
    return null;
  }
}
