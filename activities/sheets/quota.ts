/** Lets calls through at the pace Google allows, in the order they came. */
export interface Pace {
  (): Promise<void>;
  /** Calls that would go at once now; below zero as many already wait. */
  left(): number;
}

export interface PaceOptions {
  /** Calls a minute; so many may also go at once after a quiet minute. */
  readonly perMinute: number;
  /** Milliseconds of a clock that never goes back. @default performance.now */
  readonly nowMs?: () => number;
  readonly sleep?: (ms: number) => Promise<void>;
}

const MINUTE_MS = 60_000;

/** A token bucket: full at the start, refilled evenly. */
export function createPace(options: PaceOptions): Pace {
  const { perMinute, nowMs = () => performance.now() } = options;
  const sleep = options.sleep ?? ((ms: number) => new Promise<void>((resolve) => setTimeout(resolve, ms)));
  let tokens = perMinute;
  let countedAt = nowMs();
  const refill = (): void => {
    const now = nowMs();
    tokens = Math.min(perMinute, tokens + ((now - countedAt) * perMinute) / MINUTE_MS);
    countedAt = now;
  };
  const pace = async (): Promise<void> => {
    refill();
    // Below zero the token is borrowed from the time to come: the next caller waits behind this one.
    tokens -= 1;
    if (tokens < 0) await sleep(Math.ceil((-tokens * MINUTE_MS) / perMinute));
  };
  const left = (): number => {
    refill();
    return tokens;
  };
  return Object.assign(pace, { left });
}
